"""What is half typed when the counter is left alone is put away, and comes back with Enter."""

from typing import Any

from shopcard.tui.customer.details import CustomerDetails
from shopcard.tui.customer.new import NewCustomer
from shopcard.tui.owner.program_form import ProgramForm
from tests.tui.till import OpenTill, Till

MARIE, OMAR = "Marie Lefèvre", "Omar Mariani"
BACK = "⏎ back to what was begun"


async def rest(till: Till) -> None:
    """A minute passes, and the counter has put everything away."""
    till.ticks.now += 61
    await till.until(lambda: till.app.screen is till.counter and till.counter.state.veiled)
    await till.settle()


def form(till: Till) -> Any:
    return till.app.screen.form  # type: ignore[attr-defined]


async def test_case_70_a_new_customer_half_typed_is_put_away_and_comes_back(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.press("f2")
        await till.type("Nour Ben")
        await till.press("tab")
        await till.type("06 39")
        await rest(till)
        assert "Nour" not in till.screen()
        assert "06 39" not in till.screen()
        assert BACK in till.hint()
        await till.press("enter")
        assert isinstance(till.app.screen, NewCustomer)
        assert form(till).values["name"] == "Nour Ben"
        assert form(till).values["phone"] == "06 39"
        form(till)["phone"].value = ""
        await till.press("f2")
        await till.until(lambda: till.open() == "Nour Ben")
        await till.settle()
        await till.press("escape")
        assert BACK not in till.hint()


async def test_case_70_details_come_back_with_what_was_corrected_and_nothing_else(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("f5")
        await till.type(" D")
        await rest(till)
        assert "Lef" not in till.screen()
        till.shop.customers.edit(till.id_of(MARIE), email="marie@example.com")
        await till.press("enter")
        assert isinstance(till.app.screen, CustomerDetails)
        await till.until(lambda: form(till).values["name"] == "Marie Lefèvre D")
        assert form(till).values["email"] == "marie@example.com"
        await till.press("f2")
        await till.until(lambda: till.open() == "Marie Lefèvre D")
        assert till.shop.customers.get(till.id_of("Marie Lefèvre D")).email == "marie@example.com"


async def test_case_70_details_in_which_nothing_was_typed_come_back_too(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("f5")
        await rest(till)
        assert "Marie" not in till.screen()
        await till.press("enter")
        assert isinstance(till.app.screen, CustomerDetails)
        await till.press("escape")
        assert till.open() == MARIE


async def test_case_70_meanwhile_the_next_customer_is_served(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.press("f2")
        await till.type("Nour Ben")
        await rest(till)
        await till.scan("10000001")
        await till.enter()
        assert till.stamps(OMAR) == 1
        await till.enter()
        assert (till.open(), BACK in till.hint()) == (None, True)
        await till.press("f2")
        assert form(till).values["name"] == ""
        await till.press("escape")
        await till.press("enter")
        assert form(till).values["name"] == "Nour Ben"


async def test_case_70_a_text_in_the_box_comes_back_to_its_customer_and_is_not_entered(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("tab")
        await till.type("3")
        await rest(till)
        assert (till.open(), till.box()) == (None, "")
        await till.press("enter")
        assert (till.open(), till.box()) == (MARIE, "3")
        assert "3 stamps" in till.hint()
        assert "Car wash   3 of 6" in till.screen()
        await till.press("enter")
        assert till.stamps(MARIE, 1) == 6 or till.card(MARIE).cards[1].ready
        assert till.stamps(MARIE) == 7


async def test_case_70_an_amount_half_typed_comes_back_and_stamps_nothing_by_itself(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("tab")
        await till.press("tab")
        await till.press("enter")
        await till.type("12.5")
        before = len(till.purchases())
        await rest(till)
        await till.press("enter")
        assert (till.open(), till.box()) == (MARIE, "12.5")
        assert "€12.50" in till.hint()
        assert len(till.purchases()) == before


async def test_case_70_a_text_is_let_go_once_somebody_else_is_served(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.type("nour")
        await rest(till)
        assert BACK in till.hint()
        await till.scan("10000001")
        await till.press("escape")
        assert BACK not in till.hint()
        await till.press("enter")
        assert (till.open(), till.box()) == (None, "")


async def test_case_70_an_owners_form_comes_back_behind_the_gate(open_till: OpenTill) -> None:
    async with open_till() as till:
        anna = till.shop.staff.add("Anna", role="owner")
        till.shop.staff.set_pin(anna.id, "7391")
        await till.press("f9")
        await till.until(lambda: "PIN" in till.screen())
        await till.type("7391")
        await till.press("enter")
        await till.until(lambda: "Programmes" in till.screen())
        await till.press("1", "enter")
        await till.until(lambda: "Ice-cream cone" in till.screen())
        await till.press("f5")
        await till.until(lambda: isinstance(till.app.screen, ProgramForm))
        await till.type("!")
        till.ticks.now += 61
        await till.until(lambda: till.app.screen is till.counter)
        await till.settle()
        await till.press("enter")
        await till.until(lambda: "PIN" in till.screen())
        await till.type("7391")
        await till.press("enter")
        await till.until(lambda: "Programmes" in till.screen())
        await till.press("1", "enter")
        await till.until(lambda: "Ice-cream cone" in till.screen())
        await till.press("f5")
        await till.until(lambda: isinstance(till.app.screen, ProgramForm))
        assert form(till).values["name"] == "Ice-cream cone!"


async def test_case_70_ctrl_q_asks_where_something_half_typed_would_be_lost(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        await till.press("f2")
        await till.type("Nour")
        await till.press("ctrl+q")
        assert "Close shopcard?" in till.screen()
        await till.press("ctrl+q")
        await till.press("escape")
        assert form(till).values["name"] == "Nour"
        await rest(till)
        await till.press("ctrl+q")
        assert "Close shopcard?" in till.screen()
        await till.press("enter")
        assert till.app._exit


async def test_case_70_ctrl_q_closes_at_once_where_nothing_is(open_till: OpenTill) -> None:
    async with open_till() as till:
        await till.enter("lefevre")
        await till.press("ctrl+q")
        assert till.app._exit
