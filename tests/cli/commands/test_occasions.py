"""Programmes with occasions, settling vouchers, lists of birthdays and of what runs out."""

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import MARIE, Run

CLUB = (
    "program", "add", "Club", "--stamps", "5", "--reward", "3=Cookie", "--reward", "Gift card",
    "--cost", "Gift card=5.00", "--cost", "Cake=3.00", "--partner", "Gift card=Librairie",
    "--welcome", "1", "--referral", "2", "--birthday", "Cake", "--tier", "Gold=24:2",
    "--tier", "Silver=6:Free coffee", "--reward-expires", "20d",
)  # fmt: skip


def test_a_programme_with_every_occasion(shopcard: Run) -> None:
    told = shopcard(*CLUB, "--json").json["program"]
    assert told["rewards"] == [
        {"reward": "Cookie", "stamps": 3, "cost": None, "partner": None},
        {"reward": "Gift card", "stamps": 5, "cost": 500, "partner": "Librairie"},
    ]
    assert (told["welcome"], told["referral"], told["channel"]) == (1, 2, None)
    assert told["birthday"] == {"reward": "Cake", "cost": 300}
    assert told["tiers"] == [
        {"tier": "Silver", "visits": 6, "times": 1, "reward": "Free coffee"},
        {"tier": "Gold", "visits": 24, "times": 2, "reward": None},
    ]
    said = shopcard("program", "list").out
    for words in ("1 stamp on joining", "birthday: Cake", "voucher of Librairie",
                  "Gold from 24 visits a year: stamps ×2"):  # fmt: skip
        assert words in said


def test_what_is_not_said_stays_and_none_takes_it_away(shopcard: Run) -> None:
    shopcard(*CLUB)
    before = shopcard("program", "list", "--json").json["programs"][1]
    changed = shopcard("program", "change", "Club", "--welcome", "2", "--yes", "--json").json
    assert changed["program"] == before | {"welcome": 2}
    bare = shopcard(
        "program", "change", "Club", "--welcome", "none", "--referral", "none", "--birthday",
        "none", "--tier", "none", "--partner", "Gift card=none", "--yes", "--json",
    ).json["program"]  # fmt: skip
    assert (bare["welcome"], bare["referral"], bare["birthday"], bare["tiers"]) == (
        None, None, None, [],
    )  # fmt: skip
    assert [reward["partner"] for reward in bare["rewards"]] == [None, None]
    assert bare["rewards"][1]["cost"] == 500


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--tier", "Gold"], 2, "Gold=24:2"),
        (["--tier", "Gold=0:2"], 1, "1 to 366"),
        (["--tier", "Gold=24:1"], 1, "Gold"),
        (["--tier", "Gold=24:11"], 1, "1 to 10"),
        (["--tier", "A=3:2", "--tier", "B=3:3"], 1, "differ"),
        (["--welcome", "11"], 1, "Welcome"),
        (["--welcome", "two"], 2, "number"),
        (["--referral", "0"], 1, "referral"),
        (["--birthday", "Free"], 1, "same name"),
        (["--partner", "Free=Lilas"], 1, "you owe to Lilas"),
        (["--partner", "Nothing=Lilas"], 1, "could be a voucher"),
    ],
)
def test_an_occasion_that_cannot_be(shopcard: Run, words: list[str], code: int, said: str) -> None:
    before = shopcard("program", "list", "--json").json
    refused = shopcard("program", "add", "New", "--reward", "Free", *words)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err
    assert shopcard("program", "list", "--json").json == before


def test_a_birthday_gift_is_given_by_its_name(shopcard: Run) -> None:
    from datetime import date

    shopcard(*CLUB)
    shopcard("customer", "edit", MARIE, "--birthday", f"{date.today():--%m-%d}")  # noqa: DTZ011
    given = shopcard("redeem", MARIE, "--reward", "cake", "--json").json
    assert given["entry"]["programs"] == [{"program": "Club", "stamps": 0, "reward": "Cake"}]
    assert shopcard("redeem", MARIE, "--reward", "Cake").code == 1
    assert shopcard("undo", "--json").code == 0
    assert shopcard("redeem", MARIE, "--reward", "Cake").code == 0


def test_vouchers_are_settled(shopcard: Run) -> None:
    shopcard(*CLUB)
    for _voucher in range(2):
        shopcard("stamp", MARIE, "--program", "Club", "--stamps", "5")
        shopcard("redeem", MARIE, "--reward", "Gift card")
    told = shopcard("settle", "librairie", "--json").json
    assert (told["partner"], told["given"], told["value"], told["due"]) == (
        "Librairie", 2, 1000, 1000,
    )  # fmt: skip
    assert (
        "2 vouchers of Librairie given: €10.00; paid: €0.00; due: €10.00."
        in shopcard("settle", "Librairie").out
    )
    part = shopcard("settle", "Librairie", "--paid", "5.00", "--json").json
    assert [voucher["settled"] for voucher in part["vouchers"]] == [True, False]
    assert shopcard("settle", "Librairie", "--paid", "5.01").code == 1
    assert shopcard("settle", "Librairie", "--paid", "all", "--json").json["due"] == 0
    assert shopcard("settle", "Librairie", "--paid", "all").code == 1
    missing = shopcard("settle", "Nobody")
    assert (missing.code, missing.out) == (1, "")
    assert "Librairie" in missing.err


def test_lists_of_birthdays_and_of_what_runs_out(shopcard: Run, tmp_path: Path) -> None:
    from datetime import date, timedelta

    shopcard(*CLUB)
    soon = date.today() + timedelta(days=5)  # noqa: DTZ011
    shopcard("customer", "add", "Ann", "--birthday", f"1990-{soon:%m-%d}", "--contact-ok")
    shopcard("customer", "add", "Ben", "--birthday", f"{soon:--%m-%d}")
    told = shopcard("lists", "birthdays", "--json").json
    assert [(c["name"], c["day"]) for c in told["customers"]] == [("Ann", soon.isoformat())]
    assert told["not_agreed"] == 1
    assert shopcard("lists", "birthdays", "--days", "3").err.startswith("There is nobody")
    shopcard("stamp", "Ann", "--program", "Club", "--stamps", "3")
    target = tmp_path / "soon.csv"
    shopcard("lists", "expiring", "-o", str(target))
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == ["Ann"]
    assert shopcard("lists", "expiring", "--days", "10").err.startswith("There is nobody")


def test_a_purchase_names_its_channel(shopcard: Run) -> None:
    shopcard("program", "add", "Stall", "--reward", "Jam", "--stamps", "3", "--channel", "Market")
    done = shopcard("stamp", MARIE, "--channel", "market", "--json").json
    assert done["entry"]["programs"] == [{"program": "Stall", "stamps": 1}]
    other = shopcard("stamp", MARIE, "--json").json
    assert other["entry"]["programs"][0]["program"] == "Cone"
    refused = shopcard("stamp", MARIE, "--channel", "market", "--program", "Cone")
    assert (refused.code, refused.out) == (1, "")


def test_a_tier_is_in_the_answer(shopcard: Run) -> None:
    shopcard("program", "change", "Cone", "--tier", "Gold=1:3", "--yes")
    from datetime import date, timedelta

    earlier = date.today() - timedelta(days=2)  # noqa: DTZ011
    assert (
        shopcard("stamp", MARIE, "--at", earlier.isoformat(), "--json").json["entry"]["stamps"] == 1
    )
    today = shopcard("stamp", MARIE, "--stamps", "2", "--json").json
    assert today["entry"]["stamps"] == 6
    assert today["cards"][0]["stamps"] == 7
