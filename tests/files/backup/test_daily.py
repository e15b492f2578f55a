"""The daily copy is made once, kept as long as promised, and never stops the counter."""

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Busy, Refused
from shopcard.files.backup import archive as archives
from shopcard.files.backup.daily import daily_copy, kept, set_second_folder
from shopcard.files.backup.unpack import verify
from shopcard.store.shop.shop import Shop

TODAY = date(2026, 11, 24)
ROOT = Path(__file__).parents[3]
NAME = "daily-2026-11-24.shopcard"

some_days = st.sets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=400)
one_day = st.dates(date(2025, 6, 1), date(2027, 6, 30))


def month(day: date) -> int:
    return day.year * 12 + day.month


# What is kept


@given(some_days, one_day)
def test_the_latest_fourteen_and_each_months_latest_are_kept(days: set[date], today: date) -> None:
    past = sorted(day for day in days if day <= today)
    keeps = kept(days, today)

    assert keeps <= days
    assert days - set(past) <= keeps
    assert set(past[-14:]) <= keeps
    for day in past:
        later_that_month = [d for d in past if d > day and month(d) == month(day)]
        if day not in past[-14:]:
            within_a_year = month(today) - month(day) <= 12
            assert (day in keeps) == (within_a_year and not later_that_month)
    assert len(keeps & set(past)) <= 14 + 12
    assert not past or past[-1] in keeps


@given(some_days, one_day)
def test_clearing_twice_clears_no_more(days: set[date], today: date) -> None:
    assert kept(kept(days, today), today) == kept(days, today)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=120))
def test_clearing_each_day_keeps_what_clearing_once_would(gaps: list[int]) -> None:
    day, all_days, left = date(2024, 1, 1), set(), set()
    for gap in gaps:
        day += timedelta(days=gap)
        all_days.add(day)
        left = kept({*left, day}, day)

    assert left == kept(all_days, day)


def test_a_shop_open_every_day_keeps_two_weeks_and_a_year_of_months() -> None:
    days = {TODAY - timedelta(days=n) for n in range(800)}

    found = sorted(kept(days, TODAY), reverse=True)

    assert found[:14] == [TODAY - timedelta(days=n) for n in range(14)]
    months = [(2026, m) for m in range(10, 0, -1)] + [(2025, 12), (2025, 11)]
    assert [(d.year, d.month) for d in found[14:]] == months
    assert found[14] == date(2026, 10, 31)
    assert found[-1] == date(2025, 11, 30)


def test_days_to_come_are_left_alone_and_count_for_nothing() -> None:
    to_come = {TODAY + timedelta(days=n) for n in range(1, 30)}
    past = {TODAY - timedelta(days=n) for n in range(10)}

    assert kept(to_come | past, TODAY) == to_come | past


# The copy


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def as_copies(good: Path, folder: Path, days: Iterable[date]) -> None:
    for day in days:
        shutil.copy(good, folder / f"daily-{day}.shopcard")


def test_the_days_copy_is_made_once_and_is_a_whole_backup(shop: Shop) -> None:
    folder = shop.opened.where.parent / "backups"

    assert daily_copy(shop) is None
    first = (folder / NAME).stat()
    assert daily_copy(shop) is None

    assert names(folder) == [NAME]
    again = (folder / NAME).stat()
    assert (again.st_ino, again.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert verify(folder / NAME).rows["entry"] == shop.counts()["entry"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert first.st_mode & 0o777 == 0o600


def test_each_business_day_has_its_copy(shop: Shop) -> None:
    late = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
    assert daily_copy(shop) is None
    shop.opened.clock = lambda: late  # half past two in Paris: still the evening of the 25th

    assert daily_copy(shop) is None
    assert daily_copy(shop, today=date(2026, 12, 1)) is None

    assert names(shop.opened.where.parent / "backups") == [
        NAME,
        "daily-2026-11-25.shopcard",
        "daily-2026-12-01.shopcard",
    ]


def test_no_copy_is_made_where_none_is_wanted(shop: Shop, tmp_path: Path) -> None:
    shop.opened.change_setting("second_folder", str(tmp_path))
    shop.opened.change_setting("backups", "no")

    assert daily_copy(shop) is None

    assert not (shop.opened.where.parent / "backups").exists()
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    "harm", [lambda b: b"", lambda b: b[:-100], lambda b: b[:99] + b"?" + b[100:]]
)
def test_a_copy_that_cannot_be_read_is_made_again(shop: Shop, harm: Any) -> None:
    folder = shop.opened.where.parent / "backups"
    daily_copy(shop)
    good = (folder / NAME).read_bytes()
    (folder / NAME).write_bytes(harm(good))

    assert daily_copy(shop) is None

    assert verify(folder / NAME).shop == "Glacier du Port"
    assert names(folder) == [NAME]


def test_old_copies_are_cleared_away_and_nothing_else(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    daily_copy(shop, folder=folder)
    days = {TODAY - timedelta(days=n) for n in range(60)}
    as_copies(folder / NAME, folder, days - {TODAY})
    others = [
        "daily-2020-02-30.shopcard",
        "daily-2020-01-01.shopcard.bak",
        "daily-2020-1-1.shopcard",
        "my-daily-2020-01-01.shopcard",
        "glacier-du-port-2020-01-01-120000.shopcard",
        "daily-2020-01-01.db",
    ]
    for other in others:
        (folder / other).write_text("mine")

    assert daily_copy(shop, folder=folder) is None

    expected = {f"daily-{day}.shopcard" for day in kept(days, TODAY)}
    assert set(names(folder)) == expected | set(others)
    assert len(expected) == 14 + 1 + 1


def test_nothing_is_cleared_away_while_no_new_copy_can_be_made(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    daily_copy(shop, folder=folder)
    as_copies(folder / NAME, folder, {TODAY - timedelta(days=n) for n in range(1, 60)})
    (folder / NAME).unlink()
    before = names(folder)
    monkeypatch.setattr(archives, "seal", full_disk)

    said = daily_copy(shop, folder=folder)

    assert said is not None
    assert said.startswith("The daily copy could not be made. There is no room left in ")
    assert said.endswith("Free some space or choose another.")
    assert names(folder) == before


def full_disk(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_whatever_the_shop_itself_says_is_a_sentence(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: Shop, target: Path) -> None:
        raise Busy("Another till is writing.")

    monkeypatch.setattr(Shop, "snapshot", busy)

    assert daily_copy(shop) == "The daily copy could not be made. Another till is writing."


def test_a_file_where_the_folder_should_be_is_a_sentence(shop: Shop) -> None:
    (shop.opened.where.parent / "backups").write_text("in the way")

    said = daily_copy(shop)

    assert said is not None
    assert said.startswith("The daily copy could not be made.")


# The second folder


def test_the_copy_goes_to_a_second_folder_too(shop: Shop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    shop.opened.change_setting("second_folder", str(stick))
    daily_copy(shop)
    as_copies(stick / NAME, stick, {TODAY - timedelta(days=n) for n in range(1, 60)})

    assert daily_copy(shop) is None

    assert (stick / NAME).read_bytes() == (shop.opened.where.parent / "backups" / NAME).read_bytes()
    assert len(names(stick)) == 14 + 1 + 1


def test_case_75_a_second_folder_is_tried_before_it_is_set(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "file").write_text("x")
    for wrong in ("stik", "file", "file/in", "stick/in"):
        with pytest.raises(Refused, match="is not there"):
            set_second_folder(shop, str(tmp_path / wrong))
    with pytest.raises(Refused, match="already"):
        set_second_folder(shop, str(shop.opened.where.parent / "backups"))
    assert shop.opened.settings.second_folder == ""
    assert set_second_folder(shop, f" {tmp_path / 'stick'} ").second_folder == str(
        tmp_path / "stick"
    )
    assert names(tmp_path / "stick") == []
    assert daily_copy(shop) is None
    assert NAME in names(tmp_path / "stick")
    assert set_second_folder(shop, " ").second_folder == ""


def test_case_75_a_second_folder_is_kept_as_a_path_of_its_own(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    monkeypatch.chdir(tmp_path)
    assert set_second_folder(shop, "stick").second_folder == str(tmp_path / "stick")


def test_a_stick_that_is_out_is_said_and_served_when_it_is_back(shop: Shop, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shop.opened.change_setting("second_folder", str(stick))

    said = daily_copy(shop)

    assert said == f"The second daily copy could not be made. The folder {stick} is not there."
    assert not stick.exists()
    assert verify(shop.opened.where.parent / "backups" / NAME).shop == "Glacier du Port"

    stick.mkdir()
    (stick / NAME).write_bytes(b"")
    assert daily_copy(shop) is None
    assert verify(stick / NAME).shop == "Glacier du Port"


def test_a_stick_that_is_full_is_said_and_left_as_it_was(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.opened.change_setting("second_folder", str(tmp_path / "stick"))
    (tmp_path / "stick").mkdir()
    daily_copy(shop, today=TODAY - timedelta(days=1))
    monkeypatch.setattr(shutil, "copyfileobj", full_disk)

    said = daily_copy(shop)

    assert said is not None
    assert said.startswith("The second daily copy could not be made. There is no room left in ")
    assert names(tmp_path / "stick") == ["daily-2026-11-23.shopcard"]


def test_a_stick_that_forgets_is_said(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    shop.opened.change_setting("second_folder", str(tmp_path / "stick"))
    monkeypatch.setattr(shutil, "copyfileobj", lambda source, out, size: out.write(b"PK"))

    said = daily_copy(shop)

    assert said is not None
    assert "did not keep what was written to it" in said
    assert names(tmp_path / "stick") == []


def test_the_stick_of_another_shop_is_left_to_it(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    shop.opened.change_setting("second_folder", str(tmp_path / "stick"))
    daily_copy(shop)
    theirs = (tmp_path / "stick" / NAME).read_bytes()
    shop.opened.change_setting("name", "Bar de la Plage")
    (shop.opened.where.parent / "backups" / NAME).unlink()

    said = daily_copy(shop)

    assert said is not None
    assert "holds the copies of another shop, Glacier du Port." in said
    assert (tmp_path / "stick" / NAME).read_bytes() == theirs


# Several tills, and a machine that lost its power


A_TILL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from shopcard.files.backup.daily import daily_copy
from shopcard.store.shop.shop import Shop
shop = Shop.open(Path(sys.argv[1]), clock=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))
sys.stdin.readline()
print(daily_copy(shop))
"""


def test_tills_that_open_at_once_make_one_copy(shop: Shop) -> None:
    tills = [
        subprocess.Popen([sys.executable, "-c", A_TILL, str(shop.opened.where)],
                         cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _till in range(2)
    ]  # fmt: skip
    said: list[str | None] = []
    threads = [threading.Thread(target=lambda: said.append(daily_copy(shop))) for _n in range(2)]
    for thread in threads:
        thread.start()
    answers = [till.communicate("now\n", timeout=60)[0].strip() for till in tills]
    for thread in threads:
        thread.join()

    assert (answers, said) == (["None"] * 2, [None] * 2)
    assert names(shop.opened.where.parent / "backups") == [NAME]
    assert verify(shop.opened.where.parent / "backups" / NAME).shop == "Glacier du Port"
    assert list(shop.opened.where.parent.glob(".*")) == []


def test_what_was_left_unfinished_is_cleared_away(shop: Shop) -> None:
    folder = shop.opened.where.parent / "backups"
    daily_copy(shop)
    for name, hours in {".shopcard-old": 25, ".shopcard-now": 1, ".other": 99}.items():
        (folder / name).write_text("half a copy")
        then = time.time() - hours * 3600
        os.utime(folder / name, (then, then))

    assert daily_copy(shop) is None

    assert names(folder) == [".other", ".shopcard-now", NAME]


# A shop that is renamed at another till


def test_case_45_copies_go_on_after_the_shop_is_renamed_at_another_till(shop: Shop) -> None:
    with Shop.open(shop.opened.where) as other:
        other.opened.change_setting("name", "Glacier du Phare")
    assert daily_copy(shop) is None
    (copy,) = (shop.opened.where.parent / "backups").glob("daily-*.shopcard")
    assert archives.read_manifest(copy).shop == "Glacier du Phare"
    assert verify(copy).shop == "Glacier du Phare"
