"""Where the shop is: paths that cannot be, and a shop that is not where it was."""

import pytest

# Where the shop is


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("a\0b.db", "“a�b.db” holds a character that cannot be read."),
        ("a\ud800b.db", "“a�b.db” holds a character that cannot be read."),
        ("~nobody-of-this-name/shop.db", "This is no path of a file"),
        ("a" * 300, "This path is too long: aaa"),
        ("a/" * 300 + "shop.db", "This path is too long: a/a"),
    ],
)
@pytest.mark.parametrize("said", ["option", "environment"])
def test_case_102_a_path_that_no_file_can_have_is_a_sentence(
    nothing, monkeypatch, path, sentence, said
):
    if said == "option" or "\0" in path or "\ud800" in path:
        answer = nothing("--db", path, "settings")
    else:
        monkeypatch.setenv("SHOPCARD_DB", path)
        answer = nothing("settings")
    assert answer.code == 2
    assert answer.err.startswith(sentence)
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("words", [("settings",), ("init", "--name", "A"), ("check",)])
def test_case_102_a_folder_or_a_place_beneath_a_file_is_a_sentence(nothing, tmp_path, words):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "file" / "shop.db"):
        answer = nothing("--db", str(path), *words)
        assert answer.code in (1, 3)
        assert "errno" not in answer.err + answer.out
    assert (tmp_path / "file").read_text() == "x"


# A shop that was here before


def _gone(shopcard, home):
    assert shopcard("settings").code == 0
    (home / "shop.db").rename(home.parent / "elsewhere.db")


@pytest.mark.parametrize("words", [("settings",), ("stamp", "1"), ("export",), ("check",)])
def test_case_86_a_shop_that_is_not_where_it_was_is_missed_by_name(shopcard, home, words):
    _gone(shopcard, home)
    answer = shopcard(*words)
    assert answer.code in (1, 3)
    said = answer.err + answer.out
    assert f"The shop “Glacier du Port” is not where it was: {home / 'shop.db'}." in said
    assert list(home.iterdir()) == []


def test_case_86_a_whole_folder_that_is_not_there_is_missed_too(shopcard, home):
    assert shopcard("settings").code == 0
    home.rename(home.with_name("unplugged"))
    answer = shopcard("init", "--name", "Another")
    assert answer.code == 1
    assert "“Glacier du Port” is not where it was" in answer.err
    assert "Is its disk plugged in and ready?" in answer.err
    assert not home.exists()


def test_case_86_a_new_shop_is_made_when_it_is_asked_for(shopcard, home):
    _gone(shopcard, home)
    assert shopcard("init", "--name", "Another").code == 1
    assert shopcard("init", "--name", "Another", "--new").code == 0
    assert "Another" in shopcard("settings").out


def test_case_94_where_copies_or_a_log_lie_a_new_shop_is_made_only_when_asked_for(nothing, home):
    (home / "backups").mkdir()
    copy = home / "backups" / "daily-2026-11-24.shopcard"
    log = home / "shop.db-wal"
    copy.write_bytes(b"a copy")
    log.write_bytes(b"the last stamps")
    answer = nothing("init", "--name", "Another")
    assert answer.code == 1
    assert "There was a shop here" in answer.err
    assert f"shopcard restore {copy}" in answer.err
    assert (copy.read_bytes(), log.read_bytes()) == (b"a copy", b"the last stamps")
    assert nothing("init", "--name", "Another", "--new").code == 0
    kept = {file.read_bytes() for file in home.rglob("*set-aside*") if file.is_file()}
    kept |= {file.read_bytes() for file in home.rglob("*set-aside*/*")}
    assert kept == {b"a copy", b"the last stamps"}


def test_case_86_a_first_shop_is_made_without_a_question(nothing, home):
    assert "shopcard init" in nothing("settings").err
    assert nothing("init", "--name", "First").code == 0
