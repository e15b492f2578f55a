"""customer data, customer erase, lists unseen; restore and the erased."""

import io
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shopcard.files.backup.erased_list import NAME
from shopcard.store.shop import open_shop
from shopcard.store.shop.counter import CounterPart
from shopcard.store.shop.shop import Shop
from tests.cli.conftest import MARIE, Run


def test_data_is_a_text_a_file_or_one_json_document(shopcard: Run, tmp_path: Path) -> None:
    shopcard("stamp", MARIE, "--amount", "12,50")
    text = shopcard("customer", "data", MARIE)
    assert text.code == 0
    for told in ("all that is held on Marie Lefèvre", "06 12 34 56 78", "Amount: €12.50"):
        assert told in text.out
    document = shopcard("customer", "data", MARIE, "--json").json
    assert document["held"]["phone"][0]["number"] == "+33612345678"
    file = tmp_path / "marie.txt"
    written = shopcard("customer", "data", MARIE, "-o", str(file))
    assert (written.code, file.stat().st_mode & 0o777) == (0, 0o600)
    assert str(file) in written.out
    assert file.read_text(encoding="utf-8").splitlines()[0] == text.out.splitlines()[0]
    again = shopcard("customer", "data", MARIE, "-o", str(file))
    assert (again.code, again.out) == (1, "")
    assert shopcard("customer", "data", "nobody").code == 1


def test_erasing_asks_first_and_says_what_goes_and_what_stays(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shopcard("stamp", MARIE)
    unasked = shopcard("customer", "erase", MARIE)
    assert (unasked.code, unasked.out) == (2, "")
    assert "--yes" in unasked.err

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    kept = shopcard("customer", "erase", MARIE)
    assert (kept.code, kept.out) == (1, "")
    for told in (
        "Who: Marie Lefèvre",
        "Goes: the name, 1 phone, 1 card number\n",
        "Stays, under no name: 1 line of the ledger",
        "Backups made before still hold the name",
        "Erase Marie Lefèvre for good? [y/N]",
    ):
        assert told in kept.err
    assert shopcard("customer", "show", MARIE).code == 0
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert shopcard("customer", "erase", MARIE).out == "Erased: Marie Lefèvre. The totals stay.\n"
    assert shopcard("customer", "show", MARIE).code == 1


def test_an_erased_customer_is_in_no_answer_and_in_every_total(shopcard: Run) -> None:
    customer = shopcard("customer", "show", MARIE, "--json").json["customer"]["id"]
    shopcard("stamp", MARIE, "--stamps", "10", "--amount", "12,50")
    before = shopcard("summary", "--json").json
    erased = shopcard("customer", "erase", MARIE, "--yes", "--json")
    assert erased.json["erased"] == [customer]
    assert shopcard("summary", "--json").json["figures"] == before["figures"]
    refused = shopcard("stamp", customer)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "This customer was erased: only the counts are left.\n"
    assert shopcard("customer", "erase", customer, "--yes").code == 1
    assert shopcard("customer", "find", "marie", "--json").json == {"customers": []}
    assert "(erased)" in shopcard("history").out
    for name in ("ready", "best", "birthdays", "expiring", "slipping", "unseen"):
        listed = shopcard("lists", name, "--json").json
        assert listed["customers"] == []
        assert not listed.get("not_agreed")
    assert shopcard("undo").code == 1
    assert shopcard("check").code == 0


def test_restoring_says_whom_it_erased_again_or_that_it_cannot_know(
    shopcard: Run, home: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "old" / "old.shopcard"
    backup.parent.mkdir()
    shopcard("export", str(backup))
    quiet = shopcard("restore", str(backup))
    assert "erased" not in quiet.out + quiet.err
    shopcard("customer", "erase", MARIE, "--yes")
    restored = shopcard("restore", str(backup))
    assert "1 customer who was erased since then was erased again." in restored.out
    assert restored.err == ""
    assert shopcard("customer", "find", "marie").code == 1
    elsewhere = str(tmp_path / "elsewhere" / "shop.db")
    unknown = shopcard("--db", elsewhere, "restore", str(backup), "--json")
    assert (unknown.json["erased"], unknown.json["erasures_known"]) == (0, False)
    assert "erase them again" in unknown.err
    (home / "backups" / NAME).rename(backup.parent / NAME)
    other = str(tmp_path / "other" / "shop.db")
    known = shopcard("--db", other, "restore", str(backup), "--json")
    assert (known.json["erased"], known.json["erasures_known"]) == (1, True)


def test_those_unseen_for_years_are_listed_whether_they_agreed_or_not(
    shopcard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shopcard("lists", "unseen").err == "Everybody was seen in the last 3 years.\n"
    then = open_shop.utc_now() + timedelta(days=1500)
    opened = Shop.open
    monkeypatch.setattr(
        Shop, "open", lambda *given, **named: opened(*given, **named, clock=lambda: then)
    )
    assert "Marie Lefèvre" in shopcard("lists", "unseen").out
    (one,) = shopcard("lists", "unseen", "--json").json["customers"]
    assert (one["name"], one["visits"], one["ready"]) == ("Marie Lefèvre", 0, 0)
    shopcard("settings", "set", "keep_years", "0")
    assert "switched off" in shopcard("lists", "unseen").err


def test_consent_is_shown_with_its_day(shopcard: Run) -> None:
    assert "May be contacted  no" in shopcard("customer", "show", MARIE).out
    shopcard("customer", "edit", MARIE, "--contact-ok")
    shown = shopcard("customer", "show", MARIE)
    assert "May be contacted  yes, agreed on " in shown.out
    document = shopcard("customer", "show", MARIE, "--json").json["customer"]
    assert document["consent_on"] == document["joined"]
    shopcard("customer", "edit", MARIE, "--no-contact-ok")
    assert shopcard("customer", "show", MARIE, "--json").json["customer"]["consent_on"] is None


def test_case_62_all_that_is_held_has_the_journal_of_consent(shopcard: Run) -> None:
    shopcard("--staff", "Léa", "customer", "edit", MARIE, "--contact-ok")
    shopcard("--staff", "Noé", "customer", "edit", MARIE, "--no-contact-ok")
    told = shopcard("customer", "data", MARIE).out
    assert "Agreement to be contacted (2)" in told
    assert "May be contacted: yes · How: said in the shop · Staff: Léa · Till: left" in told
    assert "May be contacted: no · How: said in the shop · Staff: Noé" in told
    held = shopcard("customer", "data", MARIE, "--json").json["held"]["consent"]
    assert [(one["agreed"], one["staff"]) for one in held] == [(True, "Léa"), (False, "Noé")]


def test_no_log_holds_a_customers_words(
    shopcard: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, phone = "Marie Lefèvre", "0612345678"
    by_phone: dict[str, str] = {}

    def fail(*_given: Any, **_named: Any) -> str:
        try:
            return str(int(name))
        except ValueError:
            return by_phone[phone]

    monkeypatch.setattr(CounterPart, "stamp", fail)
    assert shopcard("stamp", MARIE).code == 3
    written = (home / "errors.log").read_text(encoding="utf-8")
    assert "Traceback of KeyError" in written
    assert "Traceback of ValueError" in written
    assert "in fail" in written
    assert name not in written
    assert phone not in written
