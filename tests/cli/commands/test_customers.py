"""customer add, find, show, edit."""

import json
import unicodedata

import pytest

from tests.cli.conftest import MARIE, Answer, Run

CUSTOMER = {
    "id", "name", "card", "card_numbers", "phones", "email", "birthday", "note", "contact_ok",
    "consent_on", "joined", "last_visit", "visits", "referred_by",
}  # fmt: skip

HOSTILE = [
    "Bob [/b]",
    "[red]Ann",
    "[VIP=1] Bob",
    "'; DROP TABLE customer; --",
    "{name} %s",
    "=1+1",
    "@x",
    "李雷",
    "O'Brien",
]


def test_a_customer_with_everything(shopcard: Run) -> None:
    added = shopcard(
        "customer", "add", "Omar Mariani", "--phone", "+44 20 7946 0123", "--card", "#0042",
        "--email", "omar@example.com", "--birthday", "24/11/1980", "--note", "No nuts",
        "--referred-by", MARIE, "--contact-ok", "--json",
    )  # fmt: skip
    assert added.code == 0
    assert set(added.json) == {"customer", "warnings"}
    customer = added.json["customer"]
    assert set(customer) == CUSTOMER
    assert customer["id"].startswith("c")
    assert (customer["card"], customer["card_numbers"]) == ("0042", ["0042"])
    assert customer["phones"] == ["+442079460123"]
    assert (customer["birthday"], customer["contact_ok"]) == ("1980-11-24", True)
    assert (customer["last_visit"], customer["visits"]) == (None, 0)
    shown = shopcard("customer", "show", customer["id"], "--json").json
    assert set(shown) == {"customer", "cards"}
    assert shown["customer"] == customer
    page = shopcard("customer", "show", "0042").out
    assert all(word in page for word in ("Omar Mariani", "No nuts", "0 of 10", "yes"))


def test_adding_says_the_card_number_and_the_id(shopcard: Run) -> None:
    said = shopcard("customer", "add", "Omar Mariani").out
    card, customer_id = said.removeprefix("Added Omar Mariani: card ").rstrip(".\n").split(", id ")
    for name in (card, card.replace(" ", ""), customer_id):
        assert shopcard("stamp", name).code == 0


def test_a_duplicate_phone_warns_with_the_name_and_still_adds(shopcard: Run) -> None:
    again = shopcard("customer", "add", "Marie L.", "--phone", "+33 6 12 34 56 78", "--json")
    assert again.code == 0
    assert again.json["warnings"] == ["Marie Lefèvre has the same phone number."]
    assert again.err == "Marie Lefèvre has the same phone number.\n"
    both = shopcard("stamp", "0612345678")
    assert (both.code, both.out) == (1, "")
    assert "Marie Lefèvre" in both.err
    assert "Marie L." in both.err


@pytest.mark.parametrize(
    "words",
    [
        ["Ann", "--card", MARIE],
        ["Ann", "--phone", "12"],
        ["Ann", "--email", "nowhere"],
        ["Ann", "--birthday", "31/02"],
        ["Ann", "--referred-by", "nobody"],
        [""],
        ["\x1b\u202e"],
        ["x" * 500],
    ],
)
def test_what_no_customer_can_have_is_refused(shopcard: Run, words: list[str]) -> None:
    refused = shopcard("customer", "add", *words)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.count("\n") == 1
    assert "\x1b" not in refused.err
    everybody = shopcard("check", "--json").json["counts"]["customer"]
    assert everybody == 1


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78", "0612345678", "+33612345678", "0033 6 12 34 56 78", "06.12.34.56.78",
        "5678", "lefevre", "LEFÈVRE", unicodedata.normalize("NFD", "Lefèvre"), "mar lef", MARIE,
    ],
)  # fmt: skip
def test_a_customer_is_found_however_typed(shopcard: Run, text: str) -> None:  # FIELD-CASES 9, 10
    found = shopcard("customer", "find", text, "--json")
    assert found.code == 0
    assert [c["name"] for c in found.json["customers"]] == ["Marie Lefèvre"]
    assert set(found.json["customers"][0]) == CUSTOMER
    assert "Marie Lefèvre  …5678" in shopcard("customer", "find", text).out


@pytest.mark.parametrize("text", ["%", "_", "*", '"', "nobody", ""])
def test_nothing_found_is_an_empty_list_and_1(shopcard: Run, text: str) -> None:  # FIELD-CASES 11
    found = shopcard("customer", "find", text, "--json")
    assert (found.code, found.json) == (1, {"customers": []})
    plain = shopcard("customer", "find", text)
    assert (plain.code, plain.out) == (1, "")
    assert plain.err.count("\n") == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_typed(shopcard: Run, name: str) -> None:  # FIELD-CASES 12
    customer = shopcard("customer", "add", "--json", "--", name).json["customer"]
    assert customer["name"] == name
    shopcard("stamp", customer["id"], "--stamps", "10")
    for words in (["customer", "show", customer["id"]], ["history"], ["redeem", customer["id"]]):
        said = shopcard(*words)
        assert said.code == 0
        assert name in said.out


def test_nothing_that_commands_a_terminal_is_printed(shopcard: Run) -> None:
    name = "Ann\x1b]0;owned\x07\x9b2J\u202etxt\u2066"
    note = "a\x1b[2Jb\nsecond"
    customer = shopcard("customer", "add", name, "--note", note, "--json")
    customer_id = customer.json["customer"]["id"]
    shown = shopcard("customer", "show", customer_id)
    typed = shopcard("customer", "find", "\x1b[2Jnobody\u202e")
    for said in (customer.out, shown.out, typed.err):
        assert not set(said) & set("\x1b\x07\x9b\u202e\u2066")
    assert "second" in shown.out


def test_wide_names_keep_the_columns(shopcard: Run) -> None:
    shopcard("customer", "add", "李雷 Lefèvre", "--card", "C-1")
    lines = shopcard("customer", "find", "lefevre").out.splitlines()
    wide = next(line for line in lines if "李雷" in line)
    narrow = next(line for line in lines if "Marie" in line)
    assert wide.index("0 of 10") + 2 == narrow.index("0 of 10")


def test_editing_leaves_what_is_not_named(shopcard: Run) -> None:
    words = ["--name", "Marie Petit", "--phone", "0611111111", "--phone", "0622222222"]
    edited = shopcard("customer", "edit", MARIE, *words, "--contact-ok", "--json").json["customer"]
    assert edited["phones"] == ["+33611111111", "+33622222222"]
    assert (edited["name"], edited["contact_ok"], edited["card"]) == ("Marie Petit", True, MARIE)
    noted = shopcard("customer", "edit", MARIE, "--note", "No nuts", "--json").json["customer"]
    assert noted == {**edited, "note": "No nuts"}
    assert shopcard("customer", "find", "lefevre").code == 1
    emptied = shopcard("customer", "edit", MARIE, "--phone", "", "--no-contact-ok", "--note", "")
    assert emptied.out == "Corrected: Marie Petit · 000122521\n"


def test_case_43_who_brought_them_is_said_afterwards_until_the_first_purchase(
    shopcard: Run,
) -> None:
    ann = shopcard("customer", "add", "Ann Roy", "--json").json["customer"]
    marie = shopcard("customer", "show", MARIE, "--json").json["customer"]["id"]
    edit = ["customer", "edit", ann["card"]]
    told = shopcard(*edit, "--referred-by", MARIE, "--json").json["customer"]
    assert told["referred_by"] == marie
    assert shopcard(*edit, "--referred-by", "", "--json").json["customer"]["referred_by"] is None
    shopcard("stamp", ann["card"])
    refused = shopcard(*edit, "--referred-by", MARIE)
    assert refused.code == 1
    assert "until their first purchase" in refused.err


def test_a_replaced_card_opens_nothing(shopcard: Run) -> None:
    replaced = shopcard("customer", "edit", MARIE, "--card", "NEW1", "--json").json["customer"]
    assert (replaced["card"], replaced["card_numbers"]) == ("NEW1", ["NEW1", MARIE])
    old = shopcard("stamp", MARIE)
    assert (old.code, old.out) == (1, "")
    assert "replaced" in old.err
    assert shopcard("stamp", "NEW1").code == 0
    made = shopcard("customer", "edit", "NEW1", "--new-card", "--json").json["customer"]
    assert made["card_numbers"] == [made["card"], "NEW1", MARIE]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--new-card", "--card", "X1"], 2),
        (["--new-card", "--name", "Ann"], 2),
        (["--card", " "], 2),
        (["--card", MARIE], 1),
        (["--name", ""], 1),
        (["--phone", "12"], 1),
    ],
)
def test_what_cannot_be_edited_changes_nothing(shopcard: Run, words: list[str], code: int) -> None:
    before = shopcard("customer", "show", MARIE, "--json").json
    refused = shopcard("customer", "edit", MARIE, *words)
    assert (refused.code, refused.out) == (code, "")
    assert shopcard("customer", "show", MARIE, "--json").json == before


def test_writing_takes_a_name_only_as_a_whole(shopcard: Run) -> None:
    assert shopcard("customer", "show", "marie").code == 0
    assert shopcard("history", "lefev").code == 0
    for words in (
        ["stamp", "marie"],
        ["redeem", "lefevre"],
        ["customer", "edit", "mar", "--note", ""],
    ):
        refused = shopcard(*words)
        assert (refused.code, refused.out) == (1, "")


def test_several_that_match_are_listed(shopcard: Run) -> None:
    shopcard("customer", "add", "Marie Lefevre", "--card", "C-2")
    unclear = shopcard("stamp", "marie lefèvre")
    assert (unclear.code, unclear.out) == (1, "")
    assert [line.strip() for line in unclear.err.splitlines()[1:]] == [
        f"Marie Lefèvre · {MARIE}", "Marie Lefevre · C2"
    ]  # fmt: skip


def test_a_customer_of_another_process(process: Run) -> None:
    shown = process("customer", "show", MARIE, "--json")
    assert (shown.code, shown.err) == (0, "")
    assert json.loads(shown.out)["customer"]["name"] == "Marie Lefèvre"
    lost = process("customer", "show", "C-404")
    assert lost == Answer(1, "", "No customer matches “C-404”.\n")
