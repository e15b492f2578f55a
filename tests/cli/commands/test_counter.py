"""stamp, redeem, undo, history."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shopcard.language import say_day
from shopcard.store.shop.shop import Shop
from tests.cli.conftest import MARIE, Answer, Run

CARD = {"program", "stamps", "size", "ready", "carry", "currency", "expires"}
ENTRY = {
    "id", "key", "at", "business_day", "kind", "stamps", "amount", "currency", "voids", "programs"
}  # fmt: skip


def card(answer: Answer) -> tuple[int, int]:
    """Stamps and rewards ready on the first card of an answer."""
    first = answer.json["cards"][0]
    return first["stamps"], len(first["ready"])


def shown(shopcard: Run) -> tuple[int, int]:
    return card(shopcard("customer", "show", MARIE, "--json"))


def entries(shopcard: Run) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = shopcard("history", "--json").json["entries"]
    return listed


def test_a_stamp_says_what_the_card_shows_now(shopcard: Run) -> None:
    assert shopcard("stamp", MARIE) == Answer(0, "Stamped Marie Lefèvre: 1 of 10, 9 to go.\n", "")
    several = shopcard("stamp", "0033 6 12 34 56 78", "--stamps", "7")
    assert several.out == "7 stamps for Marie Lefèvre: 8 of 10, 2 to go.\n"
    full = shopcard("stamp", "marie LEFEVRE", "--stamps", "3")
    assert full.out == "3 stamps for Marie Lefèvre: 1 of 10, 9 to go.\nReady: Free cone.\n"


def test_the_json_of_acts_has_the_promised_keys(shopcard: Run) -> None:
    stamped = shopcard("--staff", "Camille", "stamp", MARIE, "--stamps", "12", "--json").json
    assert set(stamped) == {"entry", "cards", "replayed"}
    assert set(stamped["entry"]) == ENTRY
    assert stamped["entry"]["kind"] == "purchase"
    assert stamped["entry"]["stamps"] == 12
    assert stamped["entry"]["programs"] == [{"program": "Cone", "stamps": 12}]
    assert [set(c) for c in stamped["cards"]] == [CARD]
    assert stamped["cards"][0] == {
        "program": "Cone",
        "stamps": 2,
        "size": 10,
        "ready": [{"reward": "Free cone", "expires": None}],
        "carry": 0,
        "currency": "EUR",
        "expires": None,
    }
    assert stamped["replayed"] is False
    redeemed = shopcard("redeem", MARIE, "--json").json
    assert (redeemed["entry"]["kind"], redeemed["entry"]["stamps"]) == ("redeem", 0)
    undone = shopcard("undo", "--reason", "changed her mind", "--json").json
    assert (undone["entry"]["kind"], undone["entry"]["stamps"]) == ("void", 0)
    assert undone["entry"]["voids"] == redeemed["entry"]["id"]
    history = shopcard("history", "--json").json["entries"]
    more = {"customer", "staff", "till", "channel", "reason"}
    assert all(set(entry) >= ENTRY | more for entry in history)
    assert [e["kind"] for e in history] == ["void", "redeem", "purchase"]
    assert history[0]["reason"] == "changed her mind"
    assert (history[2]["staff"], history[2]["till"]) == ("Camille", "left")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--stamps", "0"], 1),
        (["--stamps", "-1"], 1),
        (["--stamps", "10000"], 1),
        (["--stamps", "9" * 30], 1),
        (["--stamps", "1.5"], 2),
        (["--stamps", ""], 2),
        (["--stamps", "ten"], 2),
        (["--stamps", "٣"], 2),
        (["--stamps"], 2),
        (["--amount", "-5"], 1),
        (["--amount", "99999999999999999999"], 1),
        (["--amount", "lots"], 2),
        (["--amount", ""], 2),
        (["--at", "yesterday"], 2),
        (["--at", "2999-01-01"], 1),
        (["--key", ""], 2),
        (["--program", "Car wash"], 1),
        (["--stumps", "3"], 2),
        (["one too many"], 2),
    ],
)
def test_absurd_counts_are_refused_with_one_sentence(
    shopcard: Run, words: list[str], code: int
) -> None:  # FIELD-CASES 6
    refused = shopcard("stamp", MARIE, *words)
    assert (refused.code, refused.out) == (code, "")
    assert len(refused.err.splitlines()) == 1
    assert refused.err.rstrip().endswith((".", "--help"))
    assert entries(shopcard) == []


def test_the_same_key_is_the_same_purchase(shopcard: Run) -> None:  # FIELD-CASES 1
    first = shopcard("stamp", MARIE, "--stamps", "2", "--key", "receipt-9", "--json")
    again = shopcard("stamp", MARIE, "--stamps", "2", "--key", "receipt-9", "--json")
    assert again.code == 0
    assert again.json == {**first.json, "replayed": True}
    assert "used before" in again.err
    other = shopcard("stamp", MARIE, "--stamps", "3", "--key", "receipt-9")
    assert (other.code, other.out) == (1, "")
    assert len(entries(shopcard)) == 1
    assert shown(shopcard) == (2, 0)


def test_a_key_also_holds_for_redeem_and_undo(shopcard: Run) -> None:
    shopcard("stamp", MARIE, "--stamps", "20")
    for words in (["redeem", MARIE, "--key", "r"], ["undo", "--key", "u"]):
        first, again = shopcard(*words, "--json"), shopcard(*words, "--json")
        assert (again.code, again.json["replayed"]) == (0, True)
        assert again.json["entry"] == first.json["entry"]
    assert [e["kind"] for e in entries(shopcard)] == ["void", "redeem", "purchase"]


def test_undoing_the_stamp_that_filled_a_card_takes_the_reward_back(
    shopcard: Run,
) -> None:  # FIELD-CASES 3
    shopcard("stamp", MARIE, "--stamps", "9")
    assert card(shopcard("stamp", MARIE, "--json")) == (0, 1)
    assert card(shopcard("undo", "--json")) == (9, 0)
    assert shown(shopcard) == (9, 0)


def test_a_stamp_whose_reward_was_given_stays_until_that_is_undone(
    shopcard: Run,
) -> None:  # FIELD-CASES 3
    shopcard("stamp", MARIE, "--stamps", "9")
    filled = shopcard("stamp", MARIE, "--json").json["entry"]["id"]
    shopcard("redeem", MARIE)
    refused = shopcard("undo", str(filled))
    assert (refused.code, refused.out) == (1, "")
    assert "Free cone" in refused.err
    assert shopcard("undo").code == 0
    assert card(shopcard("undo", str(filled), "--json")) == (9, 0)


def test_the_free_one_earns_nothing(shopcard: Run) -> None:  # FIELD-CASES 4
    shopcard("stamp", MARIE, "--stamps", "10")
    before = shopcard("customer", "show", MARIE, "--json").json["customer"]["visits"]
    given = shopcard("redeem", MARIE)
    assert given.out == "Gave Marie Lefèvre: Free cone.\nCone: 0 of 10, 10 to go.\n"
    assert shown(shopcard) == (0, 0)
    assert shopcard("customer", "show", MARIE, "--json").json["customer"]["visits"] == before
    assert [e["amount"] for e in entries(shopcard)] == [None, None]


def test_a_card_exactly_full_is_found_and_begins_anew(shopcard: Run) -> None:  # FIELD-CASES 5
    shopcard("program", "change", "Cone", "--stamps", "8", "--yes")
    shopcard("stamp", MARIE, "--stamps", "3")
    shopcard("stamp", MARIE, "--stamps", "5")
    [found] = shopcard("customer", "find", "lefevre", "--json").json["customers"]
    assert found["card"] == MARIE
    [cone] = shopcard("customer", "show", MARIE, "--json").json["cards"]
    assert (cone["stamps"], cone["size"], len(cone["ready"])) == (0, 8, 1)


def test_stamps_of_one_programme_pay_no_reward_of_another(shopcard: Run) -> None:  # FIELD-CASES 7
    shopcard("program", "add", "Car wash", "--stamps", "6", "--reward", "Free wash")
    shopcard("stamp", MARIE, "--stamps", "10")
    refused = shopcard("redeem", MARIE, "--program", "Car wash")
    assert (refused.code, refused.out) == (1, "")
    assert shopcard("redeem", MARIE, "--reward", "Free wash").code == 1
    assert shown(shopcard) == (0, 1)
    assert shopcard("check", "--json").json["ok"] is True


def test_changing_a_programme_leaves_started_cards_alone(shopcard: Run) -> None:  # FIELD-CASES 21
    shopcard("stamp", MARIE, "--stamps", "9")
    changed = shopcard("program", "change", "Cone", "--stamps", "12", "--yes")
    assert changed.code == 0
    assert "Marie Lefèvre: 9 of 10" in changed.err
    ends = shopcard("stamp", MARIE, "--json").json["cards"][0]
    assert (ends["stamps"], ends["size"], len(ends["ready"])) == (0, 12, 1)


def test_a_leading_zero_of_a_card_number_is_kept(shopcard: Run) -> None:  # FIELD-CASES 25
    assert shopcard("customer", "show", "000122521", "--json").json["customer"]["card"] == MARIE
    assert shopcard("customer", "find", "000122521", "--json").json["customers"][0]["card"] == MARIE
    assert shopcard("stamp", "122521").code == 1


def test_a_closed_programme_keeps_its_promises(shopcard: Run) -> None:  # FIELD-CASES 29
    shopcard("stamp", MARIE, "--stamps", "13")
    shopcard("program", "close", "Cone", "--yes")
    refused = shopcard("stamp", MARIE, "--program", "Cone")
    assert (refused.code, refused.out) == (1, "")
    assert shopcard("stamp", MARIE).code == 1
    assert shopcard("redeem", MARIE, "--json").json["entry"]["programs"] == [
        {"program": "Cone", "stamps": 0, "reward": "Free cone"}
    ]


def test_undoing_a_redemption_gives_the_same_reward_back(shopcard: Run) -> None:  # FIELD-CASES 30
    shopcard("program", "change", "Cone", "--reward-expires", "90d", "--yes")
    earned = shopcard("stamp", MARIE, "--stamps", "10", "--json").json["cards"][0]["ready"]
    assert earned[0]["expires"] is not None
    assert card(shopcard("redeem", MARIE, "--json")) == (0, 0)
    assert shopcard("undo", "--json").json["cards"][0]["ready"] == earned


def test_rewards_that_differ_are_listed_to_choose_from(shopcard: Run) -> None:
    words = ["--stamps", "10", "--reward", "5=Cookie", "--reward", "Coffee"]
    shopcard("program", "add", "Tea room", *words)
    shopcard("stamp", MARIE, "--stamps", "10", "--program", "tea ROOM")
    unclear = shopcard("redeem", MARIE)
    assert (unclear.code, unclear.out) == (1, "")
    assert "Cookie" in unclear.err
    assert "Coffee" in unclear.err
    assert shopcard("redeem", MARIE, "--reward", "coffee").code == 0
    assert shopcard("redeem", MARIE).out.startswith("Gave Marie Lefèvre: Cookie.")


def test_an_amount_is_kept_in_cents_and_feeds_a_card_by_spend(shopcard: Run) -> None:
    words = ["--stamps", "10", "--reward", "Free wash", "--per", "50.00"]
    shopcard("program", "add", "Car wash", *words)
    told = shopcard("stamp", MARIE, "--program", "Car wash", "--amount", "30")
    assert told.out.splitlines()[-1] == "€30.00 of €50.00 towards the next stamp."
    then = shopcard("stamp", MARIE, "--program", "Car wash", "--amount", "20,00", "--json").json
    assert (then["entry"]["amount"], then["entry"]["currency"]) == (2000, "EUR")
    assert (then["cards"][0]["stamps"], then["cards"][0]["carry"]) == (1, 0)
    assert shopcard("stamp", MARIE, "--program", "Car wash").code == 1


def test_an_amount_that_stamps_nothing_is_recorded_and_said(shopcard: Run) -> None:
    shopcard("program", "add", "Car wash", "--reward", "Free wash", "--per", "50.00")
    told = shopcard("stamp", MARIE, "--program", "Car wash", "--amount", "0")
    assert told == Answer(0, "Recorded €0.00 for Marie Lefèvre.\n", "")
    assert "purchase" in shopcard("history").out


def test_a_purchase_that_stamps_two_cards_names_both(shopcard: Run) -> None:
    shopcard("program", "add", "Tea room", "--reward", "Coffee", "--per", "50.00")
    told = shopcard("stamp", MARIE, "--amount", "160")
    assert told.out.splitlines() == [
        "4 stamps for Marie Lefèvre: +1 Cone, +3 Tea room.",
        "Cone: 1 of 10, 9 to go.",
        "Tea room: 3 of 10, 7 to go.",
        "€10.00 of €50.00 towards the next stamp.",
    ]


def test_rewards_alike_are_counted_and_their_last_day_is_said(shopcard: Run) -> None:
    shopcard("stamp", MARIE, "--stamps", "20", "--at", "2026-01-05")
    assert "2 × Free cone" in shopcard("customer", "show", MARIE).out
    shopcard("program", "change", "Cone", "--reward-expires", "10d", "--yes")
    ready = shopcard("stamp", MARIE, "--stamps", "10", "--json").json["cards"][0]["ready"]
    last = say_day(date.fromisoformat(ready[0]["expires"]))
    assert f"Free cone (until {last}), 2 × Free cone" in shopcard("customer", "show", MARIE).out
    shopcard("redeem", MARIE)
    assert "Free cone given" in shopcard("history").out


def test_a_purchase_may_be_told_later(shopcard: Run) -> None:
    told = shopcard("stamp", MARIE, "--at", "2026-01-01T01:00", "--channel", "market", "--json")
    entry = told.json["entry"]
    assert (entry["at"], entry["business_day"]) == ("2026-01-01T01:00:00+01:00", "2025-12-31")
    assert entries(shopcard)[0]["channel"] == "market"


def test_without_an_entry_undo_takes_this_tills_latest(shopcard: Run) -> None:
    shopcard("--till", "left", "stamp", MARIE)
    right = shopcard("--till", "right", "stamp", MARIE, "--json").json["entry"]["id"]
    left = shopcard("--till", "left", "undo", "--json").json["entry"]["voids"]
    assert left != right
    nothing_left = shopcard("--till", "left", "undo")
    assert (nothing_left.code, nothing_left.out) == (1, "")
    said = shopcard("--till", "right", "undo", "--reason", "x" * 500)
    assert (said.code, said.out) == (1, "")
    assert f"entry {right}" in shopcard("--till", "right", "undo").out


def test_an_undoing_is_not_undone(shopcard: Run) -> None:
    shopcard("stamp", MARIE)
    void = shopcard("undo", "--json").json["entry"]["id"]
    for entry in (str(void), str(void - 1), "999", "-3", "9" * 17):
        refused = shopcard("undo", "--", entry)
        assert (refused.code, refused.out) == (1, "")
    assert shopcard("undo", "first").code == 2


def test_history_is_newest_first_and_may_be_narrowed(shopcard: Run) -> None:
    shopcard("customer", "add", "Omar Mariani", "--card", "C-7")
    shopcard("--staff", "Noé", "stamp", "C-7", "--at", "2026-01-05")
    shopcard("--staff", "Camille", "stamp", MARIE, "--at", "2026-02-05")
    shopcard("--staff", "Camille", "stamp", MARIE, "--at", "2026-03-05")

    def days(*words: str) -> list[str]:
        listed = shopcard("history", *words, "--json").json["entries"]
        return [entry["business_day"][5:7] for entry in listed]

    assert days() == ["03", "02", "01"]
    assert days("C-7") == ["01"]
    assert days("omar") == ["01"]
    assert days("--staff", "Camille") == ["03", "02"]
    assert days("--from", "2026-02-05") == ["03", "02"]
    assert days("--from", "2026-01-06", "--to", "2026-02-05") == ["02"]
    assert days("--limit", "1") == ["03"]
    table = shopcard("history").out.splitlines()
    assert table[0].split() == [
        "Entry", "When", "What", "Amount", "Customer", "Staff", "Till", "Remark"
    ]  # fmt: skip
    assert "+1 Cone" in table[1]
    assert "Omar Mariani" in table[3]


@pytest.mark.parametrize("words", [["--from", "2026-13-01"], ["--limit", "0"], ["--limit", "x"]])
def test_what_history_cannot_read_is_wrong_usage(shopcard: Run, words: list[str]) -> None:
    wrong = shopcard("history", *words)
    assert (wrong.code, wrong.out) == (2, "")


def test_a_long_history_shows_the_latest_unless_asked(shopcard: Run, home: Path) -> None:
    with Shop.open(home / "shop.db") as shop:
        marie = shop.customers.resolve(MARIE)
        for day in range(56):
            shop.counter.stamp(marie, at=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day))
    short = shopcard("history")
    assert len(short.out.splitlines()) == 51
    assert "The latest 50 entries" in short.err
    assert len(shopcard("history", "--limit", "56").out.splitlines()) == 57
    assert len(shopcard("history", "--json").json["entries"]) == 56


def test_nothing_yet_is_said_beside_the_answer(shopcard: Run) -> None:
    assert shopcard("history") == Answer(0, "", "There is nothing yet.\n")


def test_the_main_acts_in_processes_of_their_own(process: Run) -> None:
    assert json.loads(process("stamp", MARIE, "--stamps", "10", "--json").out)["entry"]["id"] == 1
    given = process("redeem", MARIE)
    assert (given.code, given.err) == (0, "")
    assert given.out.startswith("Gave Marie Lefèvre: Free cone.")
    again = process("redeem", MARIE)
    assert (again.code, again.out, again.err) == (1, "", "No reward is ready on this card.\n")


def test_the_shop_file_may_be_named(shopcard: Run, home: Path, tmp_path: Path) -> None:
    (home / "shop.db").rename(tmp_path / "other.db")
    missing = shopcard("stamp", MARIE)
    assert (missing.code, missing.out) == (1, "")
    assert "shopcard init" in missing.err
    assert shopcard("--db", str(tmp_path / "other.db"), "stamp", MARIE).code == 0
    assert shopcard(f"--db={tmp_path / 'other.db'}", "stamp", MARIE).code == 0
    assert shopcard("--db", "postgresql://host/shop", "stamp", MARIE).code == 2
