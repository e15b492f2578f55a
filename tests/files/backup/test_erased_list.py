"""An older backup brings nobody back who was erased since."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from shopcard import environment
from shopcard.errors import NotFound
from shopcard.files.backup import erased_list
from shopcard.files.backup.daily import daily_copy
from shopcard.files.backup.erased_list import NAME, erase, read
from shopcard.files.backup.export import export
from shopcard.files.backup.restore import restore
from shopcard.store.shop.privacy import PrivacyPart
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import NOON

SECRETS = (
    "Marie Lef",
    "marie",
    "lefevre",
    "612345678",
    "marie@example.com",
    "No nuts",
    "000122521",
)


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SHOPCARD_HOME", str(tmp_path / "home"))
    log = environment.error_log()
    log.parent.mkdir()
    log.write_text("IntegrityError: Marie Lefèvre")
    return log


@pytest.fixture
def old(shop: Shop, tmp_path: Path) -> Path:
    """A backup from before anybody was erased, alone in its folder."""
    folder = tmp_path / "old"
    folder.mkdir()
    return export(shop, folder / "old.shopcard")


def marie(shop: Shop) -> str:
    return shop.customers.resolve("Marie Lefèvre")


def found(file: Path) -> list[str]:
    everything = file.read_bytes()
    return [secret for secret in SECRETS if secret.encode() in everything]


def test_the_list_holds_ids_and_days_and_is_its_owners_alone(shop: Shop, own_log: Path) -> None:
    who = marie(shop)
    erased, unkept = erase(shop, who)
    assert (erased.ids, unkept) == ((who,), None)
    file = shop.opened.where.parent / "backups" / NAME
    assert file.read_text().splitlines()[1:] == [f"{who} {erased.day}"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    bob = shop.customers.resolve("Omar Mariani")
    erase(shop, bob)
    assert read(file.parent) == {who: erased.day, bob: erased.day}
    assert not own_log.exists()


def test_a_restored_older_backup_erases_again(shop: Shop, old: Path) -> None:
    who = marie(shop)
    erased, _unkept = erase(shop, who)
    where = shop.opened.where
    entries = shop.counts()["entry"]
    shop.close()
    restored = restore(old, where)
    assert (restored.erased, restored.erasures_known) == (1, True)
    assert found(where) == []
    with Shop.open(where, clock=lambda: NOON) as again:
        assert again.privacy.erased() == {who: erased.day}
        assert again.counts()["entry"] == entries
        assert again.check().problems == ()
        with pytest.raises(NotFound):
            again.customers.resolve("marie")


@pytest.mark.parametrize("beside", ["the backup", "the place", "the place's backups"])
def test_on_an_empty_machine_the_list_beside_the_backup_or_the_place_is_heeded(
    shop: Shop, old: Path, tmp_path: Path, beside: str
) -> None:
    erase(shop, marie(shop))
    place = tmp_path / "new" / "shop.db"
    folder = {
        "the backup": old.parent,
        "the place": place.parent,
        "the place's backups": place.parent / "backups",
    }[beside]
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(shop.opened.where.parent / "backups" / NAME, folder / NAME)
    restored = restore(old, place)
    assert (restored.erased, restored.erasures_known) == (1, True)
    assert found(place) == []


def test_where_nothing_tells_of_erasures_it_is_said(shop: Shop, old: Path, tmp_path: Path) -> None:
    erase(shop, marie(shop))
    restored = restore(old, tmp_path / "elsewhere" / "shop.db")
    assert (restored.erased, restored.erasures_known) == (0, False)
    assert found(tmp_path / "elsewhere" / "shop.db") != []


def test_the_shop_that_is_set_aside_tells_whom_it_erased(
    copy_of_filled: Callable[[Path], Path], shop: Shop, old: Path
) -> None:
    erase(shop, marie(shop))
    (shop.opened.where.parent / "backups" / NAME).unlink()
    shop.close()
    first = restore(old, shop.opened.where)
    assert (first.erased, first.erasures_known) == (1, True)
    # A shop that was set aside is a bare file; what it holds is erased again as well.
    bare = copy_of_filled(old.parent / "shop-set-aside-2026.db")
    assert restore(bare, shop.opened.where).erased == 1
    assert found(shop.opened.where) == []


def test_the_daily_copy_takes_the_list_along_to_a_stick_that_was_out(
    shop: Shop, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    shop.opened.change_setting("second_folder", str(stick))
    assert daily_copy(shop) is not None
    who = marie(shop)
    _erased, unkept = erase(shop, who)
    assert unkept is not None
    assert "could not be written beside the backups" in unkept
    assert str(stick) in unkept
    stick.mkdir()
    assert daily_copy(shop) is None
    assert (
        read(stick) == {who: shop.opened.today_day()} == read(shop.opened.where.parent / "backups")
    )


def test_the_daily_copy_of_a_shop_that_erased_nobody_has_no_list(shop: Shop) -> None:
    assert daily_copy(shop) is None
    assert not (shop.opened.where.parent / "backups" / NAME).exists()


def test_the_daily_copy_clears_what_another_till_was_in_the_way_of(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(PrivacyPart, "sweep", lambda _shop: False)
        shop.privacy.erase(marie(shop))
    assert daily_copy(shop) is None
    assert found(shop.opened.where) == []
    assert found(shop.opened.where.with_name("shop.db-wal")) == []


def test_a_list_keeps_what_it_holds_and_passes_over_what_is_none(
    shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(
        b"\xff\xfe\n# a word\nc0123456789 2026-02-30\nc0123456789 2026-01-02 more\n"
        b"x' OR 1=1 2026-01-02\n c00000000zz 2025-01-02 \r\n"
    )
    assert read(tmp_path) == {"c00000000zz": date(2025, 1, 2)}
    who = shop.privacy.erase(marie(shop)).ids[0]
    erased_list.keep(shop, tmp_path)
    assert read(tmp_path) == {"c00000000zz": date(2025, 1, 2), who: shop.opened.today_day()}
    before = (tmp_path / NAME).stat().st_mtime_ns
    erased_list.keep(shop, tmp_path)
    assert (tmp_path / NAME).stat().st_mtime_ns == before


def test_a_backup_with_erased_customers_comes_back(shop: Shop, tmp_path: Path) -> None:
    shop.privacy.erase(marie(shop))
    made = export(shop, tmp_path / "later.shopcard")
    restored = restore(made, tmp_path / "elsewhere" / "shop.db")
    assert restored.erased == 0
    with Shop.open(tmp_path / "elsewhere" / "shop.db") as again:
        assert again.check().problems == ()
        assert again.privacy.erased() == shop.privacy.erased()
