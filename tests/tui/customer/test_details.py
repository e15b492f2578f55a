"""A new customer, and everything about one who is known: what is on screen and in the shop."""

from datetime import UTC, datetime

import pytest

from shopcard.errors import Busy, Refused
from shopcard.store.answers.counter import CustomerDraft
from shopcard.tui.customer.details import CustomerDetails
from shopcard.tui.customer.form import faults, say_birthday, split_phones
from shopcard.tui.customer.new import NewCustomer
from tests.tui.stage import (
    NOT_YET,
    Stage,
    SvgPicture,
    make_shop,
    picture,
    press,
    scan,
    settle,
    speak_longer,
    type_in,
    words,
)

NOW = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
HOSTILE = "Bob [/] [VIP] [red]x"


@pytest.fixture
def shop(tmp_path):
    with make_shop(tmp_path, clock=lambda: NOW) as made:
        yield made


@pytest.fixture
def marie(shop):
    """A customer with everything filled in, and a card that was replaced."""
    draft = CustomerDraft(
        "Marie Lefèvre",
        "06 12 34 56 78",
        "0001",
        email="marie@example.com",
        birthday="24/11/1980",
        note="no nuts [!]",
        contact_ok=True,
    )
    added = shop.customers.add(draft).customer
    return shop.customers.give_card(added.id, "42077310")


# A new customer


async def test_enter_goes_from_field_to_field_and_saves_on_the_last(shop):
    app = Stage(NewCustomer(shop))
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in ("Élodie Œuvrard", "06 12 34 56 79", "000122521", "two sugars", "3/4"):
            await type_in(pilot, typed)
            await press(pilot, "enter")
        await type_in(pilot, "elodie@example.com")
        await press(pilot, "enter", "enter", "right", "enter")
    made = shop.customers.get(app.answer)
    assert made.name == "Élodie Œuvrard"
    assert made.phones == ("+33612345679",)
    assert made.card == "000122521"
    assert made.note == "two sugars"
    assert made.birthday == "--04-03"
    assert made.email == "elodie@example.com"
    assert made.contact_ok


@pytest.mark.parametrize("key", ["f2", "ctrl+s"])
async def test_a_name_is_enough_and_one_key_saves_it_from_any_field(shop, key):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test() as pilot:
        await press(pilot, key)
    made = shop.customers.get(app.answer)
    assert (made.name, made.phones, made.contact_ok) == ("Noé", (), False)
    assert made.card, "the shop makes a number by itself"


@pytest.mark.parametrize(
    ("typed", "name", "phone", "focused"),
    [
        ("marie", "marie", "", "phone"),
        ("06 12 34 56 78", "", "06 12 34 56 78", "name"),
        ("+44 20 7946 0123", "", "+44 20 7946 0123", "name"),
        ("12", "", "", "name"),
        ("", "", "", "name"),
    ],
)
async def test_what_was_typed_at_the_counter_is_there_already(shop, typed, name, phone, focused):
    app = Stage(NewCustomer(shop, typed=typed, card="000122521"))
    async with app.run_test() as pilot:
        await settle(pilot)
        form = app.shown.form
        assert form["name"].value == name
        assert form["phone"].value == phone
        assert form["card"].value == "000122521"
        assert app.focused is form[focused].control


async def test_bound_keys_and_hostile_names_are_text(shop):  # FIELD-CASES 12 and 13
    app = Stage(NewCustomer(shop))
    async with app.run_test() as pilot:
        await type_in(pilot, f"jkqyn123?/{HOSTILE}")
        await press(pilot, "f2")
    assert shop.customers.get(app.answer).name == f"jkqyn123?/{HOSTILE}"


async def test_a_prefilled_text_is_cleaned_and_cut(shop):
    app = Stage(NewCustomer(shop, typed="Eve\x00\u202e\x1b[2J\n" + "x" * 500))
    async with app.run_test() as pilot:
        await settle(pilot)
        value = app.shown.form["name"].value
        assert value.startswith("Eve[2J xxx")
        assert len(value) == 120


async def test_a_pasted_text_is_cleaned(shop):
    from textual import events

    app = Stage(NewCustomer(shop))
    async with app.run_test() as pilot:
        app.focused.post_message(events.Paste("Bob\x00\u202e\nMarley\x1b"))
        await settle(pilot)
        assert app.shown.form["name"].value == "Bob Marley"


@pytest.mark.parametrize("ends", [("enter",), ("enter", "ctrl+j")])
async def test_a_scan_goes_into_the_card_field_from_every_field(shop, ends):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test() as pilot:
        form = app.shown.form
        for number, field in enumerate(form.fields.values(), start=10000001):
            field.control.focus()
            before = form.values
            await scan(pilot, str(number), *ends)
            assert form.values == before | {"card": str(number)}
            assert app.focused is field.control
        assert app.answer is NOT_YET


async def test_a_scan_between_two_letters_leaves_the_name_whole(shop):
    app = Stage(NewCustomer(shop))
    async with app.run_test() as pilot:
        await type_in(pilot, "Mar")
        await scan(pilot, "12345678")
        await scan(pilot, "87654321")
        await type_in(pilot, "ie")
        assert app.shown.form["name"].value == "Marie"
        assert app.shown.form["card"].value == "87654321"


async def test_a_phone_typed_by_a_person_stays_a_phone(shop):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test() as pilot:
        await type_in(pilot, "0612345678")
        await press(pilot, "enter")
        assert app.shown.form["phone"].value == "0612345678"
        assert app.shown.form["card"].value == ""


async def test_what_is_wrong_stands_by_its_field_and_nothing_is_lost(shop):
    app = Stage(NewCustomer(shop))
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in ("", "12", "", "", "31/31"):
            await type_in(pilot, typed)
            await press(pilot, "enter")
        await type_in(pilot, "nobody")
        await press(pilot, "f2")
        assert app.answer is NOT_YET
        said = words(app)
        assert "✗ Type the customer's name." in said
        assert "✗ “12” is no phone number." in said
        assert app.focused is app.shown.form["name"].control
        assert app.shown.form.values["birthday"] == "31/31"
        assert app.shown.form["email"].has_class("-wrong")
        await type_in(pilot, "N")
        assert "Type the customer's name" not in words(app)
    assert shop.counts()["customer"] == 0


@pytest.mark.parametrize("number", ["42077310", "0001"])
async def test_a_card_number_in_use_is_refused_beside_the_card(shop, marie, number):
    app = Stage(NewCustomer(shop, typed="Noé", card=number))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert app.answer is NOT_YET
        assert app.shown.form["card"].has_class("-wrong")
        assert app.focused is app.shown.form["card"].control
    assert shop.counts()["customer"] == 1


@pytest.mark.parametrize(
    ("typed", "phone"), [("MARIE LEFEVRE", ""), ("Somebody Else", "+33 6 12 34 56 78")]
)
async def test_a_likely_duplicate_is_named_and_may_be_opened_instead(shop, marie, typed, phone):
    app = Stage(NewCustomer(shop, typed=typed))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, phone)
        await press(pilot, "f2")
        assert "Marie Lefèvre may be here already." in words(app)
        assert "Open Marie Lefèvre · 06 12 34 56 78" in words(app)
        await press(pilot, "enter")
        assert app.answer == marie.id
    assert shop.counts()["customer"] == 1


async def test_a_likely_duplicate_may_be_added_all_the_same(shop, marie):
    app = Stage(NewCustomer(shop, typed="Marie Lefèvre"))
    async with app.run_test() as pilot:
        await press(pilot, "f2", "down", "enter")
        assert app.answer not in (NOT_YET, None, marie.id)
    assert shop.counts()["customer"] == 2


async def test_esc_from_the_duplicates_goes_back_to_the_form_as_it_was(shop, marie):
    app = Stage(NewCustomer(shop, typed="Marie Lefèvre"))
    async with app.run_test() as pilot:
        await press(pilot, "f2", "escape")
        assert app.answer is NOT_YET
        assert app.screen is app.shown
        assert app.shown.form["name"].value == "Marie Lefèvre"
        await press(pilot, "f2", "down", "enter")
        assert app.answer not in (NOT_YET, None, marie.id)


async def test_a_scan_among_the_duplicates_loses_nothing_typed(shop, marie):
    app = Stage(NewCustomer(shop, typed="Marie Lefèvre"))
    async with app.run_test() as pilot:
        await press(pilot, "f2")
        await scan(pilot, "22222222")
        assert app.scanned == []
        assert "Finish this first" in words(app)
        assert app.answer is NOT_YET


async def test_esc_leaves_an_untouched_form_and_asks_before_it_throws_anything_away(shop):
    app = Stage(NewCustomer(shop))
    async with app.run_test() as pilot:
        await type_in(pilot, "Noé")
        await press(pilot, "escape")
        assert "Leave without saving?" in words(app)
        await press(pilot, "escape")
        assert app.answer is NOT_YET
        assert app.shown.form["name"].value == "Noé"
        await press(pilot, "escape", "enter")
        assert app.answer is None
    untouched = Stage(NewCustomer(shop, card="0001"))
    async with untouched.run_test() as pilot:
        await press(pilot, "escape")
        assert untouched.answer is None
    assert shop.counts()["customer"] == 0


async def test_a_busy_shop_is_said_and_the_form_stays(shop, monkeypatch):
    def busy(draft):
        raise Busy("Another till is writing. Nothing was written; try again.")

    monkeypatch.setattr(shop.customers, "add", busy)
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test() as pilot:
        await press(pilot, "f2")
        assert "Another till is writing." in words(app)
        assert app.answer is NOT_YET
        monkeypatch.undo()
        await press(pilot, "f2")
    assert shop.customers.get(app.answer).name == "Noé"


async def test_saving_twice_at_once_adds_one(shop):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test() as pilot:
        app.now += 1
        await pilot.press("f2", "f2", "f2")
        await settle(pilot)
    assert shop.counts()["customer"] == 1


# Details


async def test_everything_about_a_customer_is_shown(shop, marie):
    done = shop.counter.stamp(marie.id, stamps=2, amount=650)
    shop.counter.stamp(marie.id, program=2)
    shop.counter.undo(done.act.id)
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        said = words(app)
    for shown in (
        "Marie Lefèvre",
        "06 12 34 56 78",
        "4207 7310",
        "replaced: 0001",
        "no nuts [!]",
        "24/11/1980",
        "marie@example.com",
        "‹ yes ›",
        "customer since 24 Nov 2026 · 1 visit · last on 24 Nov 2026",
        "24 Nov 2026  14:32  +2 Ice-cream cone (undone)",
        "€6.50  Camille",
        "+1 Car wash",
    ):
        assert shown in said


async def test_all_can_be_corrected(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_in(pilot, f" {HOSTILE}")
        await press(pilot, "enter")
        await type_in(pilot, ", 01 42 68 53 00; +44 20 7946 0123")
        await press(pilot, "down", "down", "ctrl+u")
        await press(pilot, "down", "ctrl+u")
        await type_in(pilot, "5-6")
        await press(pilot, "down", "ctrl+u", "down", "down", "space", "enter")
        assert app.answer is True
    now = shop.customers.get(marie.id)
    assert now.name == f"Marie Lefèvre {HOSTILE}"
    assert now.phones == ("+33612345678", "+33142685300", "+442079460123")
    assert (now.note, now.email, now.contact_ok) == ("", "", False)
    assert now.birthday == "--05-06"
    assert now.card == "42077310"


async def test_a_note_of_several_lines_is_left_alone_unless_changed(shop, marie):
    shop.customers.edit(marie.id, note="one\ntwo")
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.shown.form["note"].value == "one\ntwo"
        await type_in(pilot, "s")
        await press(pilot, "f2")
    assert shop.customers.get(marie.id).name == "Marie Lefèvres"
    assert shop.customers.get(marie.id).note == "one\ntwo"


async def test_nothing_changed_is_answered_so(shop, marie):
    for key in ("escape", "f2"):
        app = Stage(CustomerDetails(shop, marie.id))
        async with app.run_test() as pilot:
            await press(pilot, key)
            assert app.answer is False


async def test_case_46_and_48_a_birthday_to_come_and_a_phone_of_zeros_are_said(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "ctrl+u")
        await type_in(pilot, "00 00 00 00 00")
        await press(pilot, "down", "down", "down", "ctrl+u")
        await type_in(pilot, "24/11/2057")
        await press(pilot, "f2")
        assert "✗ “00 00 00 00 00” is nobody's phone" in words(app)
        assert "“2057-11-24” is no birthday" in words(app)
        assert app.answer is NOT_YET
        await press(pilot, "escape", "enter")
    assert shop.customers.get(marie.id) == marie


async def test_corrections_that_are_wrong_are_said_and_nothing_is_written(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_in(pilot, "x")
        await press(pilot, "down")
        await type_in(pilot, ", 12")
        await press(pilot, "down", "ctrl+u", "f2")
        assert "✗ “12” is no phone number." in words(app)
        assert "✗ Type or scan the new number" in words(app)
        assert app.answer is NOT_YET
        await press(pilot, "escape", "enter")
        assert app.answer is False
    assert shop.customers.get(marie.id) == marie


@pytest.mark.parametrize(("key", "phones"), [("escape", 1), ("enter", 2)])
async def test_a_phone_that_another_has_is_asked_about(shop, marie, key, phones):
    shop.customers.add(CustomerDraft("Omar Mariani", "06 99 99 99 99"))
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test() as pilot:
        await press(pilot, "down")
        await type_in(pilot, ", 06 99 99 99 99")
        await press(pilot, "f2")
        assert "Omar Mariani has the phone 06 99 99 99 99 too." in words(app)
        await press(pilot, key)
    assert len(shop.customers.get(marie.id).phones) == phones


async def test_a_lost_card_is_replaced_by_scanning_the_new_one(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "down")
        await scan(pilot, "000122521", "enter", "enter")
        assert app.answer is NOT_YET
        assert shop.customers.get(marie.id).card == "42077310", "a scan by itself replaces nothing"
        await press(pilot, "f2")
        assert "Give Marie Lefèvre the card 000122521?" in words(app)
        assert "The card 4207 7310 will be marked as replaced" in words(app)
        await press(pilot, "enter")
        assert app.answer is True
    assert shop.customers.holder("000122521") == marie.id
    with pytest.raises(Refused, match="replaced"):
        shop.customers.holder("42077310")


async def test_a_lost_card_is_replaced_by_a_new_number(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f7", "escape")
        assert shop.customers.get(marie.id).card == "42077310"
        await press(pilot, "f7", "enter")
        assert "replaced: " in words(app)
        await press(pilot, "escape")
        assert app.answer is True
    new, *replaced = shop.customers.get(marie.id).card_numbers
    assert sorted(replaced) == ["0001", "42077310"]
    assert shop.customers.holder(new) == marie.id


async def test_a_card_of_somebody_else_is_refused_beside_the_card(shop, marie):
    shop.customers.add(CustomerDraft("Omar Mariani", card="7777"))
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "down", "down")
        await scan(pilot, "7777")
        await press(pilot, "f2", "enter")
        assert app.answer is NOT_YET
        assert app.shown.form["card"].has_class("-wrong")
    assert shop.customers.get(marie.id).card == "42077310"


async def test_the_next_customers_card_never_becomes_this_ones(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test() as pilot:
        await settle(pilot)
        await scan(pilot, "22222222")
        assert app.scanned == ["22222222"]
        assert app.shown.form["card"].value == "4207 7310"
        await type_in(pilot, "x")
        await scan(pilot, "33333333")
        assert app.scanned == ["22222222"], "corrections not saved would have been lost"
        assert "Finish this first" in words(app)


async def test_a_long_history_scrolls(shop, marie):
    for _purchase in range(40):
        shop.counter.stamp(marie.id)
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*["tab"] * 8)
        await press(pilot, "ctrl+end")
        table = app.shown.query_one("DataTable")
        assert table.row_count == 40
        assert app.focused is table
        assert table.scroll_y == table.max_scroll_y > 0


async def test_a_customer_who_is_gone_is_said(shop):
    app = Stage(CustomerDetails(shop, "cnobody0000"))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "There is no customer" in words(app)
        await press(pilot, "f2", "f7", "escape")
        assert app.answer is False


# The form's own words


@pytest.mark.parametrize(
    ("kept", "typed"), [("1980-11-24", "24/11/1980"), ("--02-29", "29/02"), ("", "")]
)
def test_a_birthday_is_said_as_it_is_typed(kept, typed):
    assert say_birthday(kept) == typed
    assert faults({"name": "x", "birthday": typed}, "FR") == {}


def test_phones_are_parted_by_commas_and_semicolons():
    assert split_phones(" 06 1, 06 2 ;; 06 3,") == ["06 1", "06 2", "06 3"]


def test_only_what_is_given_is_looked_at():
    assert faults({"email": "x"}, "FR").keys() == {"email"}
    assert faults({"name": " "}, "FR").keys() == {"name"}


# How it looks


@pytest.mark.parametrize("make", [NewCustomer, CustomerDetails])
async def test_longer_words_fit_a_small_terminal(shop, marie, make, monkeypatch):
    speak_longer(monkeypatch)
    app = Stage(make(shop) if make is NewCustomer else make(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box = app.shown.query_one(".box")
        assert "…" not in words(app)
        assert box.max_scroll_y == 0
        assert all(field.control.region.width >= 30 for field in app.shown.form.fields.values())


async def test_picture_of_a_new_customer(shop, marie, snapshot):
    app = Stage(NewCustomer(shop, typed=HOSTILE))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_in(pilot, "12")
        await press(pilot, "f2")
        assert picture(app) == snapshot(extension_class=SvgPicture)


async def test_picture_of_the_details(shop, marie, snapshot):
    shop.counter.stamp(marie.id, stamps=2, amount=650)
    shop.counter.stamp(marie.id, program=2)
    shop.counter.undo(customer_id=marie.id)
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert picture(app) == snapshot(extension_class=SvgPicture)


# A note of several lines

LONG = "\n".join(f"line {n}: " + "hazelnut, never pistachio " * 3 for n in range(12))


async def test_case_44_a_long_note_of_several_lines_is_whole_and_stays_so(shop, marie):
    note = shop.customers.edit(marie.id, note=LONG).note
    assert len(note) > 900
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.shown.form["note"].value == note
        await press(pilot, *["tab"] * 3)
        assert "Ctrl+N new line · F2 save" in words(app)
        await type_in(pilot, "!")
        await press(pilot, "ctrl+n")
        await type_in(pilot, "and no nuts")
        await press(pilot, "f2")
        assert app.answer is True
    assert shop.customers.get(marie.id).note == f"{note}!\nand no nuts"


async def test_case_44_up_and_down_go_through_a_note_and_out_of_it(shop, marie):
    shop.customers.edit(marie.id, note="one\ntwo")
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = app.shown.form
        form["note"].control.focus()
        await press(pilot, "up")
        assert app.focused is form["note"].control
        await press(pilot, "up")
        assert app.focused is form["card"].control
        assert "F3 merge" in words(app)
        await press(pilot, "down", "down")
        assert app.focused is form["note"].control
        await press(pilot, "down")
        assert app.focused is form["birthday"].control
        form["note"].control.focus()
        await press(pilot, "enter")
        assert app.focused is form["birthday"].control
        await press(pilot, "escape")
        assert app.answer is False


async def test_case_44_a_pasted_note_keeps_its_lines_and_a_scan_in_it_leaves_it_whole(shop):
    from textual import events

    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = app.shown.form
        form["note"].control.focus()
        form["note"].control.post_message(events.Paste("no nuts\u202e\r\nno\x1b milk"))
        await settle(pilot)
        assert form["note"].value == "no nuts\nno milk"
        await scan(pilot, "87654321", "enter", "ctrl+j")
        assert form["note"].value == "no nuts\nno milk"
        assert form["card"].value == "87654321"
        await press(pilot, "f2")
    assert shop.customers.get(app.answer).note == "no nuts\nno milk"


async def test_case_44_a_note_that_is_too_long_is_said_and_nothing_of_it_is_lost(shop, marie):
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.shown.form["note"].value = "x" * 2100
        await press(pilot, "f2")
        assert "too long" in words(app)
        assert app.shown.form["note"].value == "x" * 2100
    assert shop.customers.get(marie.id).note == "no nuts [!]"


async def test_case_44_more_phones_than_a_line_holds_stay_whole(shop, marie):
    phones = [f"06 12 34 57 {n:02}" for n in range(12)]
    shop.customers.edit(marie.id, phones=phones)
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down")
        await type_in(pilot, ", 06 99 99 99 99")
        await press(pilot, "f2")
    assert len(shop.customers.get(marie.id).phones) == 13


async def test_case_44_a_field_that_is_full_says_so(shop):
    app = Stage(NewCustomer(shop, typed="n" * 119))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.shown.form["name"].control.focus()
        await type_in(pilot, "e")
        assert "Full" not in words(app)
        await type_in(pilot, "e")
        assert "Full: at most 120 characters." in words(app)
        await press(pilot, "backspace")
        assert "Full" not in words(app)


# Who brought them


@pytest.fixture
def omar(shop):
    return shop.customers.add(CustomerDraft("Omar Mariani", "06 98 76 54 32", "10000001")).customer


async def named(pilot, app, typed):
    """Go to the field, type who it was, and wait for the look-up."""
    app.shown.form["brought_by"].control.focus()
    await type_in(pilot, typed)
    await settle(pilot)


@pytest.mark.parametrize("typed", ["omar", "5432", "06 98 76 54 32", "10000001", "Omar Mariani"])
async def test_case_43_a_new_customer_names_who_brought_them(shop, marie, omar, typed):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await named(pilot, app, typed)
        assert "Omar Mariani …5432" in words(app)
        await press(pilot, "enter")
        assert app.shown.form["brought_by"].value == "Omar Mariani · 1000 0001"
        assert app.focused is app.shown.form["contact"].control
        await press(pilot, "f2")
    assert shop.customers.get(app.answer).referred_by == omar.id


async def test_case_43_of_several_one_is_chosen_and_f2_asks_too(shop, marie, omar):
    shop.customers.add(CustomerDraft("Marion Petit"))
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await named(pilot, app, "mari")
        await press(pilot, "f2")
        assert "Who brought them?" in words(app)
        await press(pilot, "escape")
        assert "Choose who it was, or leave it empty." in words(app)
        assert app.answer is NOT_YET
        await press(pilot, "f2")
        said = words(app)
        at = next(n for n in "123" if f"{n}  Omar Mariani" in said)
        await press(pilot, at, "enter")
    assert shop.customers.get(app.answer).referred_by == omar.id


async def test_case_43_somebody_unknown_is_said_and_nothing_is_added(shop, marie):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await named(pilot, app, "zzzz")
        await press(pilot, "f2")
        assert "✗ No customer found" in words(app)
        assert app.answer is NOT_YET
        await press(pilot, "ctrl+u", "f2")
    assert shop.customers.get(app.answer).referred_by is None


async def test_case_43_the_friends_card_may_be_scanned(shop, marie, omar):
    app = Stage(NewCustomer(shop, typed="Noé"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.shown.form["brought_by"].control.focus()
        await scan(pilot, "10000001")
        assert app.shown.form["brought_by"].value == "Omar Mariani · 1000 0001"
        await scan(pilot, "77777777")
        assert app.shown.form["card"].value == "77777777"
        await press(pilot, "f2")
    assert shop.customers.get(app.answer).referred_by == omar.id


async def test_case_43_it_can_be_said_and_taken_away_afterwards(shop, marie, omar):
    for typed, kept in (("omar", omar.id), ("", None)):
        app = Stage(CustomerDetails(shop, marie.id))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            app.shown.form["brought_by"].control.focus()
            await press(pilot, "ctrl+u")
            await named(pilot, app, typed)
            await press(pilot, "f2")
            assert app.answer is True
        assert shop.customers.get(marie.id).referred_by == kept


async def test_case_43_after_the_first_purchase_it_is_refused_and_nothing_is_half_written(
    shop, marie, omar
):
    shop.counter.stamp(marie.id)
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_in(pilot, "!")
        await named(pilot, app, "omar")
        await press(pilot, "f2")
        assert "✗ Who brought a customer can be said until" in words(app)
        assert app.answer is NOT_YET
    now = shop.customers.get(marie.id)
    assert (now.name, now.referred_by) == ("Marie Lefèvre", None)


async def test_case_43_who_brought_them_is_shown_and_nobody_can_bring_themselves(shop, marie, omar):
    shop.customers.edit(marie.id, referred_by=omar.id)
    app = Stage(CustomerDetails(shop, marie.id))
    async with app.run_test(size=(80, 36)) as pilot:
        await settle(pilot)
        assert "Omar Mariani · 1000 0001" in words(app)
        app.shown.form["brought_by"].control.focus()
        await press(pilot, "ctrl+u")
        await named(pilot, app, "42077310")
        await press(pilot, "f2")
        assert "No customer found" in words(app)
    assert shop.customers.get(marie.id).referred_by == omar.id
