"""A finished file gets its name once, and never takes another's."""

import errno
import os
from pathlib import Path

import pytest

from shopcard.safe_write import give_name, sync_folder


@pytest.fixture(params=["second names", "no second names"])
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A disk as most are, or a USB stick that gives a file only one name."""
    if request.param == "no second names":

        def link(*_arguments: object) -> None:
            raise PermissionError(errno.EPERM, "no second names on this disk")

        monkeypatch.setattr(os, "link", link)
    return str(request.param)


def test_a_finished_file_stands_under_its_name(disk: str, tmp_path: Path) -> None:
    made, name = tmp_path / "made", tmp_path / "name"
    made.write_text("whole")
    give_name(made, name)
    assert name.read_text() == "whole"


def test_a_file_that_is_there_stays_as_it_is(disk: str, tmp_path: Path) -> None:
    made, name = tmp_path / "made", tmp_path / "name"
    made.write_text("new")
    name.write_text("old")
    with pytest.raises(FileExistsError):
        give_name(made, name)
    assert (made.read_text(), name.read_text()) == ("new", "old")


def test_a_link_that_leads_nowhere_takes_the_name_too(disk: str, tmp_path: Path) -> None:
    made, name = tmp_path / "made", tmp_path / "name"
    made.write_text("new")
    name.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        give_name(made, name)
    assert made.read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call for folders")
@pytest.mark.parametrize(("number", "matters"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_disk_without_the_call_is_no_failure_and_a_failing_disk_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, matters: bool
) -> None:
    def fsync(_descriptor: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fsync)
    if matters:
        with pytest.raises(OSError, match="no"):
            sync_folder(tmp_path)
    else:
        sync_folder(tmp_path)
