"""The fields of a customer, and what may stand in them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from shopcard.errors import Refused
from shopcard.language import _, pgettext
from shopcard.rules.identity import (
    clean_birthday,
    clean_card,
    clean_email,
    clean_name,
    clean_phone,
)
from shopcard.rules.text import clean_note
from shopcard.tui.customer.brought_by import BroughtBy
from shopcard.tui.form import Entry, Field, Form, Pick
from shopcard.tui.widgets.note_area import NoteArea


def customer_form(
    values: Mapping[str, str], brought_by: BroughtBy, *, phone: str, card_hint: str = ""
) -> Form:
    """The fields of a customer, under name, phone, card, note, birthday, email, brought_by,
    contact."""

    def entry(key: str, most: int) -> Entry:
        return Entry(values.get(key, ""), most=most, select_on_focus=False)

    agrees = Pick([("", pgettext("agrees", "no")), ("yes", pgettext("agrees", "yes"))], "")
    return Form(
        Field("name", _("Name"), entry("name", 120)),
        Field("phone", phone, entry("phone", 400)),
        Field("card", _("Card number"), entry("card", 80), card_hint),
        Field("note", _("Note"), NoteArea(values.get("note", ""))),
        Field("birthday", _("Birthday"), entry("birthday", 20)),
        Field("email", _("E-mail"), entry("email", 254)),
        brought_by,
        Field("contact", _("Agrees to be contacted"), agrees),
    )


def say_keys(dialog: Screen[Any], focused: Widget, usual: str) -> None:
    """What the keys do, at the foot of a dialog's box: a note has one more."""
    foot = _("⏎ next · Ctrl+N new line · F2 save · Esc back")
    box = dialog.query_one(".box")
    box.border_subtitle = Content(foot if isinstance(focused, NoteArea) else usual)


def faults(values: Mapping[str, str], region: str, today: date | None = None) -> dict[str, str]:
    """What is wrong with the values of a customer form, a sentence a field. Only `name` must be
    there; only the keys given are looked at."""
    rules: dict[str, Callable[[str], object]] = {
        "name": clean_name,
        "phone": lambda text: [clean_phone(phone, region) for phone in split_phones(text)],
        "card": clean_card,
        "note": clean_note,
        "birthday": lambda text: clean_birthday(text, today),
        "email": clean_email,
    }
    wrong = {}
    for key, rule in rules.items():
        text = values.get(key)
        if text is None or not (text.strip() or key == "name"):
            continue
        try:
            rule(text)
        except Refused as refused:
            wrong[key] = refused.sentence
    return wrong


def split_phones(text: str) -> list[str]:
    """Several phones typed in one line, parted by commas or semicolons."""
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def say_birthday(birthday: str) -> str:
    """24/11/1980 or 24/11 from YYYY-MM-DD or --MM-DD, as it is typed."""
    if not birthday:
        return ""
    year, month, day = birthday.replace("--", "-", 1).split("-")
    return f"{day}/{month}/{year}" if year else f"{day}/{month}"
