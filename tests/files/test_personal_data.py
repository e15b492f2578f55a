"""A person is given all that is held on them, whatever table it stands in."""

import json
from dataclasses import replace
from typing import Any

import pytest

from shopcard.files import personal_data
from shopcard.files.personal_data import INNER, NEVER, as_document, as_text
from shopcard.language import say_day, speak
from shopcard.store.database.tables import metadata
from shopcard.store.privacy.personal_data import columns_on_people
from shopcard.store.shop.shop import Shop
from shopcard.words.privacy import labels, titles

ABOUT_PEOPLE = {
    table.name: set(table.columns.keys())
    for table in metadata().sorted_tables
    if columns_on_people(table) or table.name in {"entry_program", "remark"}
}


@pytest.fixture
def marie(shop: Shop) -> str:
    return shop.customers.resolve("Marie Lefèvre")


def test_every_column_of_every_table_about_people_is_in_the_document() -> None:
    """A column that is new has to be named here, or shown to say nothing of its own."""
    named = labels()
    for table, columns in ABOUT_PEOPLE.items():
        assert table in titles()
        shown = set(named[table])
        inner, never = INNER.get(table, set()), NEVER.get(table, set())
        assert shown | inner | never == columns, table
        assert not shown & (inner | never), table
    assert titles().keys() == named.keys() == ABOUT_PEOPLE.keys()


def test_the_json_document_has_every_column_but_proofs_of_identity(shop: Shop, marie: str) -> None:
    held = as_document(shop, marie)["held"]
    for table, rows in held.items():
        assert all(set(row) == ABOUT_PEOPLE[table] - NEVER.get(table, set()) for row in rows)
    counts = {table: len(rows) for table, rows in held.items()}
    assert (counts["customer"], counts["phone"], counts["card_number"]) == (1, 2, 2)
    assert counts["entry"] == len(shop.counter.history(marie))
    assert counts["contact"] == 1
    assert json.loads(json.dumps(held)) == held


def test_the_text_says_it_all_in_words(shop: Shop, marie: str) -> None:
    text = as_text(shop, marie)
    for told in (
        "Glacier du Port: all that is held on Marie Lefèvre",
        "Name: Marie Lefèvre",
        "Birthday: 1980-11-24",
        "Note: No nuts / Likes mint",
        "May be contacted: yes",
        "Agreed on: ",
        "06 12 34 56 78",
        "+44 20 7946 0123",
        "000122521",
        "Programme: Cone",
        "Amount: €25.50",
        "Channel: market",
        "What: reward given",
        "Customers they brought: 1",
    ):
        assert told in text
    assert "Œuvrard" not in text


def test_case_76_birthdays_and_entries_are_readable(
    shop: Shop, marie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = shop.customers.resolve("Bob [/] =1+1 Œuvrard")
    for language, day in (("en", "Birthday: 29 Feb\n"), ("fr", "29 févr.\n")):
        speak(language)
        try:
            text = as_text(shop, bob)
        finally:
            speak("en")
        assert day in text
        assert "--02-29" not in text

    held = shop.privacy.personal_data(marie)
    entry, reward = held.tables["entry"][0], held.tables["reward"][0]
    far = {"entry": ({**entry, "id": 1252},), "reward": ({**reward, "earned_by": 1252},)}
    monkeypatch.setattr(
        shop.privacy, "personal_data", lambda _who: replace(held, tables=held.tables | far)
    )
    text = as_text(shop, marie)
    assert f"by the entry: 1252 of {say_day(entry['business_day'])}" in text
    assert "Entry: 1252" in text
    assert "1,252" not in text


def test_reasons_answers_and_the_teams_card_are_shown_and_no_pin(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shopcard.store.database.engine import writing
    from shopcard.store.database.tables import FeedbackRow, StaffRow

    bob = shop.customers.resolve("Bob [/] =1+1 Œuvrard")
    with writing(shop.opened.engine) as session:
        session.add(
            FeedbackRow(
                customer_id=bob, day=shop.opened.today_day(), recommend=9, comment="[b]Fine"
            )
        )
        session.add(
            StaffRow(name="Bob at work", folded="b", role="cashier", pin="$argon2", customer_id=bob)
        )
    text = as_text(shop, bob)
    for told in ("Typed it twice ☹", "Comment: [b]Fine", "Bob at work", "Bob [/] =1+1 Œuvrard"):
        assert told in text
    assert "argon2" not in text
    assert "argon2" not in json.dumps(as_document(shop, bob))


def test_a_column_without_a_name_is_shown_by_its_own(
    shop: Shop, marie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fewer() -> dict[str, Any]:
        all_of_them = labels()
        return {t: all_of_them[t] for t in all_of_them if t != "contact"} | {
            "customer": {"name": "Name"}
        }

    monkeypatch.setattr(personal_data, "labels", fewer)
    text = as_text(shop, marie)
    assert "email: marie@example.com" in text
    assert "day: " in text
