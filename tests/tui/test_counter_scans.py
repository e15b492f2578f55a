"""Scans at the counter and on every other screen: the right card, or a sentence; nobody else."""

import pytest
from textual.command import CommandPalette

from shopcard.rules.card import Kind
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.customer.details import CustomerDetails
from shopcard.tui.customer.new import NewCustomer
from shopcard.tui.customer.replace_card import ReplaceCard
from shopcard.tui.dialogs import Choose, Confirm
from tests.tui.till import OpenTill, Till

MARIE, OMAR, MARION, JEAN = "Marie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy"
FRENCH, MAC = "à&é\"'(-è_ç", "à&é\"'(§è!ç"
SWISS_SHIFTED = '=+"*ç%&/()'


def through(row: str, number: str) -> str:
    return "".join(row[int(digit)] for digit in number)


def add(till: Till, name: str, card: str) -> None:
    till.shop.customers.add(CustomerDraft(name, card=card))


@pytest.mark.parametrize("row", [FRENCH, MAC, SWISS_SHIFTED], ids=["french", "mac", "swiss"])
async def test_case_37_a_scan_through_another_keyboard_opens_its_card(
    open_till: OpenTill, row: str
) -> None:
    async with open_till() as till:
        add(till, "Eva Petit", "5000")
        add(till, "Nadia Roche", "1267")
        for number, name in (("1267", "Nadia Roche"), ("42077310", MARIE), ("000122521", JEAN)):
            await till.scan(through(row, number))
            assert till.open() == name
        assert len(till.ledger()) == 2


@pytest.mark.parametrize("typed", ["&&é&", "&&&&", "çççç", "é~é~", "QB&é", "EVAPETIT"])
@pytest.mark.parametrize("somebody", [False, True], ids=["nobody open", "somebody open"])
async def test_case_37_an_unknown_scan_is_never_looked_up_as_a_name(
    open_till: OpenTill, typed: str, somebody: bool
) -> None:
    async with open_till() as till:
        add(till, "Eva Petit", "5000")
        add(till, "Evapetite", "5001")
        if somebody:
            await till.enter("mariani")
        await till.scan(typed, "enter", "enter")
        asked = isinstance(till.app.screen, Choose)
        assert asked or "the scanner has another keyboard. F6" in till.hint()
        assert "Eva" not in till.screen()
        if asked:
            await till.press("escape")
        assert till.open() == (OMAR if asked and somebody else None)
        assert len(till.ledger()) == 2


@pytest.mark.parametrize(
    ("typed", "card"), [("JOSé", "JOS2"), ("josé", "JOS2"), ("HéLèNE", "H2L7NE")]
)
async def test_case_37_a_code_that_arrives_as_a_name_opens_its_holder(
    open_till: OpenTill, typed: str, card: str
) -> None:
    async with open_till() as till:
        add(till, "Bernadette Roux", card)
        add(till, "José Martin", "5001")
        add(till, "Hélène Blanc", "5002")
        await till.scan(typed)
        assert till.open() == "Bernadette Roux"


@pytest.mark.parametrize("typed", ["JOSé", "josé"])
async def test_case_37_a_name_as_quick_as_a_scan_waits_for_a_persons_enter(
    open_till: OpenTill, typed: str
) -> None:
    async with open_till() as till:
        add(till, "José Martin", "5001")
        await till.scan(typed, "enter", "enter")
        assert till.open() is None
        assert till.box() == typed
        assert "⏎ open José Martin" in till.hint()
        assert len(till.ledger()) == 2
        await till.press("enter")
        assert till.open() == "José Martin"


async def test_case_37_two_cards_that_one_scan_can_be_open_nobody(open_till: OpenTill) -> None:
    async with open_till() as till:
        add(till, "Eva Petit", "YQX8")
        add(till, "Nadia Roche", "ZQX8")
        await till.enter("mariani")
        await till.scan("ZQX8")
        assert till.open() is None
        assert "Two cards could be meant. Scan it again." in till.hint()


@pytest.mark.parametrize("name", ["Vite Trois", "Vite 3", "VITE", "Zoé"])
async def test_case_39_a_name_typed_as_quick_as_a_scan_goes_on_to_the_phone(
    open_till: OpenTill, name: str
) -> None:
    async with open_till() as till:
        await till.send("f2", *name, "enter", *"0640000003", "f2", after=0.031)
        await till.settle()
        assert [(m.name, m.phone_tail) for m in till.shop.customers.find("0640000003")] == [
            (name, "0003")
        ]


async def test_case_37_signs_typed_slowly_are_a_scan_too(open_till: OpenTill) -> None:
    async with open_till() as till:
        add(till, "Eva Petit", "5000")
        await till.enter("à&é\"'(-è")
        assert "Nobody has card 0123 4567" in till.screen()
        await till.press("escape")
        await till.enter("'éàèè\"&à")
        assert till.open() == MARIE


async def test_case_37_an_ambiguous_scan_is_read_once_the_keyboard_was_heard(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        add(till, "Nadia Roche", "1135")
        add(till, "Eva Petit", "6628")
        await till.scan('&&"(')
        assert till.open() is None
        assert "Two cards could be meant. Scan it again." in till.hint()
        await till.scan(through(FRENCH, "42077310"))
        await till.scan('&&"(')
        assert till.open() == "Nadia Roche"


async def test_case_37_a_scan_after_a_typed_figure_never_opens_a_third(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        add(till, "Nadia Roche", "1135")
        add(till, "Eva Petit", "31135")
        await till.enter("mariani")
        await till.type("3")
        await till.scan("1135")
        assert "Two cards could be meant. Scan it again." in till.hint()
        assert till.open() is None
        assert len(till.ledger()) == 2


async def test_case_37_a_scan_whose_first_signs_came_late_is_whole(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.send(*through(FRENCH, "420"))
        await till.scan(through(FRENCH, "77310"), "enter", "enter")
        assert till.open() == MARIE
        assert len(till.ledger()) == 2


WRAPPED = ["]C1000122521", "*000122521*", "]E0000122521", "$C&ààà&éé(é&"]


@pytest.mark.parametrize("typed", WRAPPED)
async def test_case_38_what_stands_round_a_code_is_no_part_of_it(
    open_till: OpenTill, typed: str
) -> None:
    async with open_till() as till:
        await till.scan(typed)
        assert till.open() == JEAN


async def test_case_38_control_characters_in_a_scan_do_nothing(open_till: OpenTill) -> None:
    async with open_till() as till:
        keys = [*"0001", "ctrl+right_square_bracket", *"22521"]
        await till.scan("", *keys, "ctrl+d", "enter")
        assert till.open() == JEAN
        await till.press("escape")
        await till.scan("000122521", "tab", "enter")
        assert till.open() == JEAN
        assert len(till.ledger()) == 2


async def test_case_38_upc_a_finds_the_card_of_an_ean_13_and_back(open_till: OpenTill) -> None:
    async with open_till() as till:
        add(till, "Nadia Roche", "0012345678905")
        add(till, "Eva Petit", "036000291452")
        await till.scan("012345678905")
        assert till.open() == "Nadia Roche"
        await till.scan("0036000291452")
        assert till.open() == "Eva Petit"


@pytest.mark.parametrize("typed", ["AB1234", "QB&é\"'", "*AB1234*"])
async def test_case_39_a_code_with_letters_goes_to_the_card_of_a_new_customer(
    open_till: OpenTill, typed: str
) -> None:
    async with open_till() as till:
        await till.press("f2")
        assert isinstance(form := till.app.screen, NewCustomer)
        await till.type("Zoe")
        await till.scan(typed, "enter", "enter")
        assert till.app.screen is form
        assert form.form.values["name"] == "Zoe"
        assert form.form.values["card"] == "AB1234"
        await till.press("f2")
        assert till.shop.customers.holder("AB1234") == till.id_of("Zoe")


async def test_case_39_a_scan_that_cannot_be_read_says_so_in_a_form(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f2")
        await till.type("Zoe")
        await till.scan("é~é~")
        assert isinstance(form := till.app.screen, NewCustomer)
        assert form.form.values["name"] == "Zoe"
        assert form.form.values["card"] == ""
        assert "the scanner has another keyboard" in till.screen().replace("\n", " ")


@pytest.mark.parametrize("typed", ["10000001", "AB1234", "é~é~", "reward"])
async def test_case_39_a_scan_with_the_palette_open_runs_no_command(
    open_till: OpenTill, typed: str
) -> None:
    async with open_till() as till:
        till.shop.counter.stamp(till.id_of(MARIE), stamps=3)
        await till.enter("lefevre")
        before = len(till.ledger())
        await till.press("ctrl+p")
        await till.scan(typed, "enter", "enter")
        await till.settle()
        assert not isinstance(till.app.screen, Confirm)
        assert isinstance(till.app.screen, CommandPalette) == (typed == "reward")
        if typed == "10000001":
            assert till.open() == OMAR
        assert len(till.ledger()) == before


async def test_case_39_a_scan_with_the_palette_over_a_form_keeps_the_form(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.press("f2")
        await till.type("Zoe")
        await till.press("ctrl+p")
        await till.scan("10000001", "enter", "enter")
        await till.settle()
        assert isinstance(till.app.screen, NewCustomer)
        assert "Finish this first" in till.screen()


# A lost card


async def test_case_65_a_lost_card_is_replaced_by_the_one_scanned(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("f5")
        await till.press("f7")
        assert isinstance(till.app.screen, ReplaceCard)
        await till.scan("]C177001122", "enter", "enter")
        assert isinstance(till.app.screen, ReplaceCard)
        assert till.shop.customers.holder("77001122") is None
        await till.press("enter")
        assert isinstance(till.app.screen, CustomerDetails)
        assert till.shop.customers.holder("77001122") == till.id_of(OMAR)
        assert "7700 1122" in till.screen()


async def test_case_65_a_typed_number_is_taken_and_an_empty_field_chooses_one(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("f5")
        await till.press("f7")
        await till.type("7700 1122")
        await till.press("enter")
        await till.press("f7")
        await till.press("enter")
        customer = till.shop.customers.get(till.id_of(OMAR))
        assert set(customer.replaced_cards) == {"77001122", "10000001"}
        assert len(customer.card) == 8


async def test_case_65_a_number_in_use_is_refused_in_place(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.press("f5")
        await till.press("f7")
        await till.type("42077310")
        await till.press("enter")
        assert "already belongs to Marie" in till.screen()
        assert till.shop.customers.get(till.id_of(OMAR)).card == "10000001"


async def test_case_65_an_unknown_card_is_offered_to_who_is_open_first(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("mariani")
        await till.scan("77001122")
        assert "▸ 1  Omar Mariani" in till.screen()
        await till.press("enter")
        assert isinstance(till.app.screen, Confirm)
        await till.press("enter")
        assert till.shop.customers.holder("77001122") == till.id_of(OMAR)
        assert till.open() == OMAR


@pytest.mark.parametrize("somebody", [False, True], ids=["nobody open", "somebody open"])
async def test_case_65_an_old_number_opens_and_names_nobody_and_offers_the_look_up(
    open_till: OpenTill, somebody: bool
) -> None:
    async with open_till() as till:
        till.shop.customers.give_card(till.id_of(OMAR))
        if somebody:
            await till.enter("lefevre")
        await till.scan("10000001")
        assert "Card 1000 0001 was replaced. Look the customer up by name or phone." in till.hint()
        assert till.open() is None
        assert OMAR not in till.screen()
        await till.press("enter")
        assert len(till.ledger()) == 2
        await till.press("f2")
        await till.type("Zoe")
        await till.scan("10000001")
        await till.press("f2")
        assert "Card 10000001 has been replaced." in till.screen()
        assert OMAR not in till.screen()


async def test_case_65_her_own_old_number_leaves_who_is_open_open(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.customers.give_card(till.id_of(OMAR))
        await till.enter("mariani")
        await till.scan("10000001")
        assert till.open() == OMAR
        assert "was replaced" in till.hint()


# The same card again


async def test_case_69_the_same_card_scanned_again_soon_asks_before_it_stamps(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.scan("10000001")
        await till.enter()
        assert till.stamps(OMAR) == 1
        await till.scan("10000001")
        assert "✓ stamped a minute ago   ⏎ stamp again" in till.hint()
        await till.press("enter")
        assert "Stamp Omar Mariani again?" in till.screen()
        await till.press("escape")
        assert till.stamps(OMAR) == 1
        await till.press("enter")
        await till.press("enter")
        assert till.stamps(OMAR) == 2
        assert "⏎ next customer" in till.hint()


async def test_case_69_also_when_another_was_served_between(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.scan("10000001")
        await till.enter()
        await till.scan("10000002")
        await till.enter()
        assert till.stamps(MARION) == 1
        await till.scan("10000001")
        assert "stamped a minute ago" in till.hint()
        await till.press("enter")
        await till.press("escape")
        await till.enter("2")
        assert till.stamps(OMAR) == 3
        assert [a.kind for a in till.ledger(OMAR)] == [Kind.PURCHASE, Kind.PURCHASE]
