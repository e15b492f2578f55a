"""Files get their names whole or not at all, on every kind of disk."""

import errno
import os
import stat
from pathlib import Path

import pytest

from shopcard import safe_write
from shopcard.errors import DiskFull, Refused, ShopcardError
from shopcard.files import new_files
from tests.files.whole_shops import no_second_names


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    (tmp_path / "finished").write_text("new")
    return tmp_path / "finished"


@pytest.mark.parametrize("links", [True, False], ids=["disk", "stick"])
def test_a_name_that_is_taken_is_never_taken_over(
    finished: Path, tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        no_second_names(monkeypatch)
    (tmp_path / "taken").write_text("precious")

    with pytest.raises(FileExistsError):
        safe_write.give_name(finished, tmp_path / "taken")
    with pytest.raises(FileExistsError):
        new_files.also_named(finished, tmp_path / "taken")
    safe_write.give_name(finished, tmp_path / "free")

    assert (tmp_path / "taken").read_text() == "precious"
    assert (tmp_path / "free").read_text() == "new"


def test_a_copy_that_fails_leaves_nothing(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        new_files.copy_new(finished, tmp_path / "copy")

    assert not (tmp_path / "copy").exists()


def test_a_network_disk_that_cannot_sync_a_folder_is_no_trouble_but_a_broken_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    answers = iter([errno.EINVAL, errno.EIO])

    def fsync(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        raise OSError(next(answers), "no")

    monkeypatch.setattr(os, "fsync", fsync)
    safe_write.sync_folder(tmp_path)
    with pytest.raises(OSError, match="no"):
        safe_write.sync_folder(tmp_path)

    assert synced == [True, True]


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (errno.ENOSPC, DiskFull, "There is no room left in /shop. Free some space"),
        (errno.EDQUOT, DiskFull, "There is no room left"),
        (errno.EFBIG, DiskFull, "There is no room left"),
        (errno.EACCES, Refused, "/shop may not be written to."),
        (errno.EROFS, Refused, "/shop may not be written to."),
        (errno.ENOENT, Refused, "The folder /shop is not there."),
        (errno.EIO, Refused, "/shop could not be written to. Try again, or choose another folder."),
    ],
)
def test_what_the_system_says_becomes_a_sentence(
    code: int, kind: type[ShopcardError], said: str
) -> None:
    with pytest.raises(kind) as caught, new_files.writing_to(Path("/shop")):
        raise OSError(code, os.strerror(code))

    assert caught.value.sentence.startswith(said)


def test_a_free_name_is_counted_up(tmp_path: Path) -> None:
    wanted = tmp_path / "a.db"
    found = []
    for _turn in range(3):
        found.append(new_files.free_name(wanted).name)
        (tmp_path / found[-1]).touch()
    (tmp_path / "a-4.db").symlink_to("nowhere")

    assert found == ["a.db", "a-2.db", "a-3.db"]
    assert new_files.free_name(wanted).name == "a-5.db"


def test_sweeping_follows_no_link_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "swept").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    link = tmp_path / "swept" / ".shopcard-link"
    link.symlink_to(tmp_path / "mine")
    os.utime(link, (0, 0), follow_symlinks=False)

    new_files.sweep(tmp_path / "swept")
    new_files.sweep(tmp_path / "nowhere")

    assert not link.is_symlink()
    assert (tmp_path / "mine" / "file").exists()
