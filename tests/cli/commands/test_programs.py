"""init, settings, program."""

import stat
import sys
from pathlib import Path

import pytest

from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.shop.shop import Shop
from tests.cli.conftest import MARIE, Answer, Run

PROGRAM = {
    "name", "size", "rewards", "per", "currency", "stamps_expire", "reward_expires", "per_day",
    "pause", "max", "closed", "channel", "welcome", "referral", "birthday", "tiers",
}  # fmt: skip


def test_init_makes_a_shop_that_stamps(nothing: Run, home: Path) -> None:
    made = nothing(
        "init", "--name", "Le Port", "--currency", "chf", "--timezone", "Europe/Zurich",
        "--language", "fr", "--stamps", "8", "--reward", "Free cone", "--reward", "4=Cookie",
        "--json",
    )  # fmt: skip
    assert made.code == 0
    assert made.json["file"] == str(home / "shop.db")
    settings = made.json["settings"]
    assert (settings["name"], settings["currency"], settings["language"]) == (
        "Le Port",
        "CHF",
        "fr",
    )
    assert (settings["country"], settings["day_start"]) == ("CH", "04:00")
    assert made.json["programs"][0]["size"] == 8
    assert nothing("customer", "add", "Ann", "--card", "A-1").code == 0
    assert nothing("stamp", "A-1").code == 0
    assert stat.S_IMODE((home / "shop.db").stat().st_mode) == 0o600


def test_init_needs_only_a_name(nothing: Run, tmp_path: Path) -> None:
    where = tmp_path / "new" / "deep" / "shop.db"
    assert (
        nothing("--db", str(where), "init", "--name", "Le Port").out
        == f"Le Port is ready: {where}\n"
    )
    listed = nothing("--db", str(where), "program", "list", "--json").json["programs"]
    assert [(p["size"], len(p["rewards"])) for p in listed] == [(10, 1)]
    if sys.platform != "win32":
        assert stat.S_IMODE(where.parent.stat().st_mode) == 0o700


def test_init_refuses_where_a_shop_is(shopcard: Run, home: Path) -> None:
    before = (home / "shop.db").read_bytes()
    refused = shopcard("init", "--name", "Another")
    assert (refused.code, refused.out) == (1, "")
    assert str(home / "shop.db") in refused.err
    assert (home / "shop.db").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--name", ""], 1),
        (["--name", "X", "--currency", "EURO"], 1),
        (["--name", "X", "--timezone", "Paris"], 1),
        (["--name", "X", "--language", "de"], 1),
        (["--name", "X", "--stamps", "0"], 1),
        (["--name", "X", "--stamps", "2.5"], 2),
        (["--name", "X", "--reward", ""], 1),
        (["--name", "X", "--reward", "3=Cookie"], 1),
    ],
)
def test_a_shop_that_cannot_be_made_leaves_nothing(
    nothing: Run, home: Path, words: list[str], code: int
) -> None:
    refused = nothing("init", *words)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.count("\n") == 1
    assert list(home.iterdir()) == []


def test_settings_are_listed_and_set(shopcard: Run) -> None:
    listed = shopcard("settings", "list", "--json").json["settings"]
    assert (listed["window"], listed["margin"], listed["backups"]) == (90, None, True)
    assert shopcard("settings", "--json").json["settings"] == listed
    assert "day_start" in shopcard("settings").out
    assert shopcard("settings", "set", "day_start", "5") == Answer(
        0, "day_start is now: 05:00\n", ""
    )
    changed = shopcard("settings", "set", "margin", "60", "--json").json["settings"]
    assert changed == {**listed, "day_start": "05:00", "margin": 60}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("window", "many", 1), ("window", "5", 1), ("language", "de", 1), ("colour", "red", 2)],
)
def test_a_setting_that_cannot_be(shopcard: Run, key: str, value: str, code: int) -> None:
    refused = shopcard("settings", "set", key, value)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.count("\n") == 1


def test_a_cap_is_a_setting(shopcard: Run) -> None:
    shopcard("settings", "set", "stamps_per_purchase", "3")
    assert shopcard("stamp", MARIE, "--stamps", "4").code == 1
    assert shopcard("stamp", MARIE, "--stamps", "3").code == 0


def test_a_programme_with_every_condition(shopcard: Run) -> None:
    added = shopcard(
        "program", "add", "Tea room", "--stamps", "10", "--reward", "5=Cookie", "--reward",
        "Coffee", "--cost", "Cookie=0.80", "--per", "10.00", "--stamps-expire", "12m",
        "--reward-expires", "90d", "--per-day", "2", "--pause", "30", "--max", "4", "--json",
    )  # fmt: skip
    program = added.json["program"]
    assert set(program) == PROGRAM
    assert program["rewards"] == [
        {"reward": "Cookie", "stamps": 5, "cost": 80, "partner": None},
        {"reward": "Coffee", "stamps": 10, "cost": None, "partner": None},
    ]
    conditions = ("per", "stamps_expire", "reward_expires", "per_day", "pause", "max")
    assert [program[key] for key in conditions] == [1000, 12, 90, 2, 30, 4]
    table = shopcard("program").out
    assert "Cookie at 5 · costs €0.80, Coffee at 10" in table
    assert "a stamp for every €10.00 spent" in table
    changed = shopcard(
        "program", "change", "tea room", "--stamps", "12", "--cost", "Coffee=1.10", "--pause",
        "none", "--stamps-expire", "none", "--name", "Tea", "--yes", "--json",
    ).json  # fmt: skip
    assert set(changed) == {"program", "affected"}
    assert changed["program"] == {
        **program, "name": "Tea", "size": 12, "pause": None, "stamps_expire": None,
        "rewards": [
            {"reward": "Cookie", "stamps": 5, "cost": 80, "partner": None},
            {"reward": "Coffee", "stamps": 12, "cost": 110, "partner": None},
        ],
    }  # fmt: skip
    assert shopcard("program", "list", "--json").json["programs"][1] == changed["program"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "Cone", "--reward", "X"], 1),
        (["add", "", "--reward", "X"], 1),
        (["add", "Tea"], 1),
        (["add", "Tea", "--reward", "X", "--stamps", "0"], 1),
        (["add", "Tea", "--reward", "X", "--stamps", "ten"], 2),
        (["add", "Tea", "--reward", "X", "--cost", "X"], 2),
        (["add", "Tea", "--reward", "X", "--cost", "Y=1"], 1),
        (["add", "Tea", "--reward", "X", "--per", "much"], 2),
        (["add", "Tea", "--reward", "X", "--per", "-1"], 1),
        (["add", "Tea", "--reward", "X", "--stamps-expire", "soon"], 2),
        (["add", "Tea", "--reward", "X", "--reward-expires", "0d"], 1),
        (["add", "Tea", "--reward", "X", "--per-day", "0"], 1),
        (["add", "Tea", "--reward", "X", "--pause", "long"], 2),
        (["change", "Cone"], 2),
        (["change", "Nothing", "--stamps", "5", "--yes"], 1),
        (["change", "Cone", "--stamps", "0", "--yes"], 1),
        (["close", "Nothing", "--yes"], 1),
    ],
)
def test_a_programme_that_cannot_be(shopcard: Run, words: list[str], code: int) -> None:
    before = shopcard("program", "list", "--json").json
    refused = shopcard("program", *words)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.strip()
    assert shopcard("program", "list", "--json").json == before


@pytest.mark.parametrize("words", [["change", "Cone", "--stamps", "12"], ["close", "Cone"]])
def test_without_a_terminal_what_asks_needs_yes(shopcard: Run, words: list[str]) -> None:
    before = shopcard("program", "list", "--json").json
    refused = shopcard("program", *words)
    assert (refused.code, refused.out) == (2, "")
    assert "--yes" in refused.err
    assert shopcard("program", "list", "--json").json == before


@pytest.mark.parametrize(
    ("answer", "code"), [("y\n", 0), ("OUI\n", 0), ("\n", 1), ("n\n", 1), ("", 1)]
)
def test_at_a_terminal_it_asks(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    import io

    keyboard = io.StringIO(answer)
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", keyboard)
    closed = shopcard("program", "close", "Cone")
    assert closed.code == code
    assert "Stop “Cone”?" in closed.err
    assert shopcard("program", "--json").json["programs"][0]["closed"] is (code == 0)


def test_many_affected_cards_are_counted_not_all_named(shopcard: Run, home: Path) -> None:
    with Shop.open(home / "shop.db") as shop:
        for n in range(15):
            shop.counter.stamp(shop.customers.add(CustomerDraft(f"Customer {n}")).customer.id)
    told = shopcard("program", "change", "Cone", "--stamps", "12", "--yes").err
    assert "15 cards in progress" in told
    assert "and 7 more" in told


def test_a_shop_without_an_open_programme(shopcard: Run) -> None:
    shopcard("program", "close", "Cone", "--yes")
    assert "Cone (closed)" in shopcard("program", "list").out
    assert shopcard("program", "close", "Cone", "--yes").code == 1
    assert shopcard("program", "change", "Cone", "--stamps", "12", "--yes").code == 1


@pytest.mark.parametrize(
    ("said", "costs", "partners"),
    [
        (("--cost", "Tea=none"), {"Cookie": 80}, {"Cookie": "Lilas"}),
        (("--cost", "none", "--cost", "Cookie=2"), {"Cookie": 200}, {"Cookie": "Lilas"}),
        (("--cost", "none", "--partner", "none"), {}, {}),
        (("--partner", "Cookie=none"), {"Cookie": 80, "Tea": 120}, {}),
        (("--partner", "none"), {"Cookie": 80, "Tea": 120}, {}),
    ],
)
def test_what_was_said_of_rewards_is_taken_back_by_none(
    nothing: Run, home: Path, said: tuple[str, ...], costs: dict, partners: dict
) -> None:
    assert nothing("init", "--name", "Le Port").code == 0
    rewards = ("--reward", "5=Cookie", "--reward", "Tea", "--cost", "Cookie=0.80")
    made = nothing("program", "add", "Café", *rewards, "--cost", "Tea=1.20", "--partner",
                   "Cookie=Lilas")  # fmt: skip
    assert made.code == 0, made.err
    changed = nothing("program", "change", "Café", *said, "--yes")
    assert changed.code == 0, changed.err
    with Shop.open(home / "shop.db") as shop:
        told = shop.programs.named("Café").terms.rewards
    assert {p.name: p.cost for p in told if p.cost is not None} == costs
    assert {p.name: p.partner for p in told if p.partner} == partners
