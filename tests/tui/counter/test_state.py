"""What the counter knows, and how it changes; no screen is needed for it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopcard.rules.counter_box import AskAmount, Next, Nothing, Purchase, Search
from shopcard.rules.feedback import Answer, Ask
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, OpenCard
from shopcard.store.shop.shop import Shop
from shopcard.tui.counter.state import CounterState, Draft, Fresh, Noted, Said

NOW = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop with two programmes, one of them by spend."""
    programs = [
        ("Coffee", make_terms([(None, "Free coffee")], stamps=3)),
        ("Lunch", make_terms([(None, "Free lunch")], per=1000)),
    ]
    return Shop.create(tmp_path / "s.db", Settings("Café"), programs, clock=lambda: NOW)


def opened(shop: Shop, name: str) -> OpenCard:
    found = shop.customers.find(name)
    customer = found[0].id if found else shop.customers.add(CustomerDraft(name)).customer.id
    return shop.counter.open_card(customer)


def test_before_the_shop_is_open_all_is_a_look_up() -> None:
    state = CounterState()
    assert state.read("", None) == Nothing()
    assert isinstance(state.read("3", None), Search)


def test_enter_means_a_stamp_and_right_after_it_the_next_customer(shop: Shop) -> None:
    state = CounterState()
    state.show(opened(shop, "Marie"))
    assert state.read("", "EUR") == Purchase(stamps=1)
    assert state.card is not None
    state.stamped(state.card, gained=1, entry=7)
    assert state.read("", "EUR") == Next()
    state.again_soon = "stamped a minute ago"
    assert state.read("", "EUR") == Purchase(stamps=1)


def test_a_purchase_undone_here_or_elsewhere_is_fresh_no_more(shop: Shop) -> None:
    state = CounterState()
    state.show(opened(shop, "Marie"))
    assert state.card is not None
    state.stamped(state.card, gained=3, entry=7)
    assert state.fresh == Fresh(3, 3, 7)
    state.undone(8)
    assert state.fresh is not None
    state.undone(7)
    assert state.fresh is None


def test_another_till_s_undo_is_followed(shop: Shop) -> None:
    marie = opened(shop, "Marie")
    done = shop.counter.stamp(marie.customer.id)
    state = CounterState()
    state.show(opened(shop, "Marie"))
    assert state.card is not None
    state.stamped(state.card, gained=1, entry=done.act.id)
    shop.counter.undo(done.act.id)
    state.follow(opened(shop, "Marie"))
    assert state.fresh is None


def test_the_same_customer_shown_again_keeps_the_visit_and_another_ends_it(shop: Shop) -> None:
    state = CounterState()
    state.show(opened(shop, "Marie"))
    assert state.next_program(1)
    assert state.read("", "EUR") == AskAmount()
    state.show(opened(shop, "Marie"))
    assert state.active == 1
    state.asking, state.noted = Ask.RECOMMEND, Noted(1, "Marie", "9")
    state.show(opened(shop, "Omar"))
    assert (state.active, state.asking, state.noted) == (0, Ask.NO, None)


def test_figures_answer_the_question_while_it_stands(shop: Shop) -> None:
    state = CounterState(opened=opened(shop, "Marie"), asking=Ask.RECOMMEND)
    assert state.read("9", "EUR") == Answer(recommend=9)
    state.pass_by()
    assert state.read("9", "EUR") == Purchase(stamps=9)


def test_with_nobody_open_there_is_no_other_programme() -> None:
    assert not CounterState().next_program(1)


def test_typing_ends_what_was_said_and_what_was_passing_but_no_form() -> None:
    form = Draft("c1", forms={"NewCustomer": {"name": "Nour"}})
    state = CounterState(said=Said("stamped", good=True))
    state.keep(form)
    state.keep(Draft(text="mar"))
    state.typed()
    assert state.said is None
    assert state.take_back() == form
    assert state.take_back() is None
    assert not state.put_away


def test_a_form_s_values_are_taken_up_once() -> None:
    state = CounterState(returning={"NewCustomer": {"name": "Nour"}})
    assert state.take_values("NewCustomer") == {"name": "Nour"}
    assert state.take_values("NewCustomer") == {}
