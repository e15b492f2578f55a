"""Which shops were opened before is remembered outside their folders, and never gets in the way."""

from pathlib import Path

import pytest

from shopcard import known_shops


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_case_86_a_shop_is_remembered_by_its_place_with_its_latest_name(tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "l\udce9" / "other.db"
    assert known_shops.name_of(one) == ""
    known_shops.remember(one, "Glacier")
    known_shops.remember(other, "Épicerie")
    known_shops.remember(one, "Glacier du Port")
    assert known_shops.name_of(one) == "Glacier du Port"
    assert known_shops.name_of(other) == "Épicerie"


def test_case_86_the_latest_fifty_are_remembered(tmp_path: Path) -> None:
    for n in range(60):
        known_shops.remember(tmp_path / f"{n}.db", f"Shop {n}")
    assert [n for n in range(60) if known_shops.name_of(tmp_path / f"{n}.db")] == [*range(10, 60)]


@pytest.mark.parametrize("contents", [b"", b"{", b"[1]", b'{"a": 1}', b"\xff", b"null"])
def test_case_86_a_damaged_list_is_no_list(tmp_path: Path, state: Path, contents: bytes) -> None:
    (state / "shopcard").mkdir(parents=True)
    (state / "shopcard" / "shops.json").write_bytes(contents)
    assert known_shops.name_of(tmp_path / "shop.db") == ""
    known_shops.remember(tmp_path / "shop.db", "Glacier")
    assert known_shops.name_of(tmp_path / "shop.db") == "Glacier"


def test_case_86_where_nothing_can_be_kept_nothing_is_said(tmp_path: Path, state: Path) -> None:
    state.write_text("a file where the folder would be")
    known_shops.remember(tmp_path / "shop.db", "Glacier")
    assert known_shops.name_of(tmp_path / "shop.db") == ""
