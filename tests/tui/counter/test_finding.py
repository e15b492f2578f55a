"""Whom a scan or a typed card number opens, and what is done with one that nobody has."""

import pytest

from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.customer.details import CustomerDetails
from shopcard.tui.customer.merge import ChooseOther
from shopcard.tui.customer.new import NewCustomer
from shopcard.tui.customer.replace_card import ReplaceCard
from shopcard.tui.dialogs import Choose, Confirm
from tests.tui.till import OpenTill

MARIE, OMAR, MARION, JEAN, BOB = (
    "Marie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy", "Bob [/] [red",
)  # fmt: skip


async def test_a_scan_opens_the_card_and_never_stamps(open_till: OpenTill) -> None:
    async with open_till() as till:
        for ends in (("enter",), ("enter", "enter"), ("enter", "ctrl+j"), ("ctrl+j",)):
            await till.scan("42077310", *ends)
            assert till.open() == MARIE
            await till.scan("10000001", *ends)
            assert till.open() == OMAR
        assert len(till.ledger()) == 2


async def test_a_scan_while_another_is_open_leaves_that_one_alone(
    open_till: OpenTill,
) -> None:  # FIELD-CASES 24
    async with open_till() as till:
        await till.scan("42077310")
        await till.type("3")
        await till.scan("10000001")
        assert till.open() == OMAR
        assert till.box() == ""
        assert len(till.ledger()) == 2


async def test_a_scan_whose_first_characters_came_late_is_whole(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.send(*"420")
        await till.scan("77310", "enter", "enter")
        assert till.open() == MARIE
        assert len(till.ledger()) == 2


async def test_a_scan_during_a_stamp_waits_for_it(open_till: OpenTill, slow_stamp) -> None:
    async with open_till() as till:
        await till.scan("42077310")
        go_on = slow_stamp(till)
        await till.send("enter", "enter", "enter")
        await till.send(*"10000001", "enter", after=0)
        await till.pilot.pause()
        assert till.open() == MARIE
        go_on()
        await till.settle()
        assert till.open() == OMAR
        assert [a.stamps for a in till.purchases(MARIE)] == [1, 3, 7]
        assert till.purchases(OMAR) == []


async def test_what_is_typed_during_a_stamp_stays_in_the_box(
    open_till: OpenTill, slow_stamp
) -> None:
    async with open_till() as till:
        await till.scan("42077310")
        go_on = slow_stamp(till)
        await till.send("enter", "3", "enter")
        await till.pilot.pause()
        assert till.box() == "3"
        go_on()
        await till.settle()
        assert [a.stamps for a in till.purchases(MARIE)] == [1, 3, 7]


async def test_an_unknown_number_that_could_be_a_phone_offers_a_new_customer(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.type("06 39 98 12 34")
        assert "⏎ new customer “06 39 98 12 34”" in till.hint()
        await till.press("enter")
        assert isinstance(till.app.screen, NewCustomer)
        assert "06 39 98 12 34" in till.screen()
        till.app.screen.dismiss(None)
        await till.settle()
        assert till.open() is None
        assert till.box() == "06 39 98 12 34"


async def test_an_unknown_card_is_given_to_a_new_customer(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.scan("77001122")
        assert isinstance(till.app.screen, Choose)
        assert "Nobody has card 7700 1122" in till.screen()
        await till.press("enter")
        assert isinstance(till.app.screen, NewCustomer)
        await till.type("Zoe")
        await till.press("f2")
        assert till.open() == "Zoe"
        assert till.shop.customers.holder("77001122") == till.id_of("Zoe")


async def test_an_unknown_card_is_given_to_somebody_already_here(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.scan("77001122")
        await till.press("down", "enter")
        assert "Find who gets card 7700 1122" in till.hint()
        await till.type("mariani")
        assert "give the card to Omar Mariani" in till.hint()
        await till.press("enter")
        assert isinstance(till.app.screen, Confirm)
        assert "1000 0001" in till.screen()
        till.ticks.now += 1
        await till.press("enter")
        assert till.open() == OMAR
        assert till.shop.customers.holder("77001122") == till.id_of(OMAR)
        await till.scan("10000001")
        assert "replaced" in till.hint()


async def test_giving_a_card_can_be_left(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.scan("77001122")
        await till.press("down", "enter", "escape")
        await till.enter("mariani")
        assert till.open() == OMAR
        assert till.shop.customers.holder("77001122") is None


async def test_a_replaced_card_says_so_and_opens_nothing(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.customers.give_card(till.id_of(OMAR))
        await till.scan("10000001")
        assert till.open() is None
        assert "replaced" in till.hint()


async def test_case_37_another_keyboards_reading_of_a_good_code_is_only_offered(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        till.shop.customers.add(CustomerDraft("Eva Petit", card="YQX8"))
        for answer, opened in (("escape", None), ("enter", "Eva Petit")):
            await till.scan("ZQX8")
            assert isinstance(till.app.screen, Choose)
            assert "Nobody has card ZQX8" in till.screen()
            assert "It is Eva Petit's card YQX8" in till.screen()
            await till.press(answer)
            assert till.open() == opened
        assert till.shop.customers.holder("ZQX8") is None


async def test_a_phone_that_came_as_quick_as_a_scan_opens_who_has_it(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.customers.add(CustomerDraft("Paul Roux", "06 39 98 77 01"))
        await till.scan("0639987701")
        assert till.open() == "Paul Roux"
        await till.scan("0639987702")
        assert isinstance(till.app.screen, Choose)
        await till.press("escape")
        assert till.open() == "Paul Roux"
        assert len(till.ledger()) == 2


async def test_a_phone_that_two_have_opens_neither(open_till: OpenTill) -> None:
    async with open_till() as till:
        till.shop.customers.add(CustomerDraft("Paul Roux", "06 39 98 77 01"))
        till.shop.customers.add(CustomerDraft("Ida Roux", "06 39 98 77 01"))
        await till.scan("0639987701", "enter", "enter")
        await till.settle()
        assert till.open() is None
        assert till.box() == "0639987701"
        assert "Paul Roux" in till.screen()
        assert "Ida Roux" in till.screen()


AMBIGUOUS = '&&"('
"""What 1135 of a French keyboard and 6628 of a Swiss one are typed as."""


@pytest.mark.parametrize("spot", ["new", "card", "friend", "replace", "merge", "month"])
async def test_case_39_every_screen_reads_a_scan_of_two_meanings_by_the_shops_cards(
    open_till: OpenTill, spot: str
) -> None:
    async with open_till() as till:
        till.shop.customers.add(CustomerDraft("Eva Petit", card="1135"))
        eva = till.id_of("Eva Petit")
        await till.scan("42077310")
        if spot == "new":
            await till.press("escape", "f2")
            await till.scan(AMBIGUOUS)
            assert isinstance(form := till.app.screen, NewCustomer)
            assert form.form.values["card"] == "1135"
        elif spot in ("card", "friend"):
            await till.press("f5")
            details = till.app.screen
            assert isinstance(details, CustomerDetails)
            field = details.form["card" if spot == "card" else "brought_by"]
            field.control.focus()
            await till.scan(AMBIGUOUS)
            assert field.value == ("1135" if spot == "card" else "Eva Petit · 1135")
        elif spot == "replace":
            await till.press("f5", "f7")
            assert isinstance(asked := till.app.screen, ReplaceCard)
            await till.scan(AMBIGUOUS)
            assert asked.form.values["card"] == "1135"
        elif spot == "merge":
            await till.press("f5", "f3")
            assert isinstance(other := till.app.screen, ChooseOther)
            await till.scan(AMBIGUOUS)
            assert other.form.values["who"] == "1135"
            assert "Eva Petit" in till.screen()
        else:
            await till.press("f8")
            await till.scan(AMBIGUOUS)
            assert till.open() == "Eva Petit"
        assert till.shop.customers.holder("1135") == eva
        assert len(till.ledger()) == 2


async def test_case_39_a_dialog_is_not_left_for_a_scan_that_opens_nothing(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.scan("42077310")
        await till.press("f5")
        await till.scan(AMBIGUOUS)
        assert isinstance(till.app.screen, CustomerDetails)
        assert "the scanner has another keyboard" in till.screen().replace("\n", " ")
