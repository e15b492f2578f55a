"""Who works in the shop: names, roles, PINs, and whose acts one may undo."""

from datetime import date
from enum import StrEnum

from shopcard.errors import Refused, WrongUsage
from shopcard.language import _
from shopcard.rules.text import clean_text, fold

FEWEST_DIGITS, FEWEST_CHARACTERS = 4, 8
"""Of a PIN, which is digits alone, and of a passphrase, which is anything else."""


class Role(StrEnum):
    """What somebody may do: the owner everything, a cashier what the counter does."""

    OWNER = "owner"
    CASHIER = "cashier"


class About(StrEnum):
    """What is written down about somebody who works here."""

    ADDED = "added"
    OWNER = "made owner"
    CASHIER = "made cashier"
    REMOVED = "removed"
    PIN = "pin set"
    NO_PIN = "pin taken away"
    RESET = "pin reset"
    """Without the old one, by a command on the shop's computer."""


def say_about(about: About) -> str:
    return {
        About.ADDED: _("added"),
        About.OWNER: _("now an owner"),
        About.CASHIER: _("now a cashier"),
        About.REMOVED: _("removed"),
        About.PIN: _("PIN set"),
        About.NO_PIN: _("PIN taken away"),
        About.RESET: _("PIN reset without the old one"),
    }[about]


def read_role(text: str) -> Role:
    """WrongUsage for what is no role."""
    try:
        return Role(text.strip().casefold())
    except ValueError:
        raise WrongUsage(
            _("The roles are: {roles}.").format(roles=", ".join(role.value for role in Role))
        ) from None


def say_role(role: Role) -> str:
    return _("owner") if role is Role.OWNER else _("cashier")


def clean_staff_name(text: str) -> str:
    """The name that entries carry. Refused when nothing is left of it."""
    name = clean_text(text, most=60)
    if not name:
        raise Refused(_("Type the name of who works here."))
    return name


def pin_typed(text: str) -> str:
    """A PIN or a passphrase as it is compared: without what nobody sees that they type."""
    return clean_text(text.replace("\u200c", "").replace("\u200d", ""))


def clean_pin(text: str) -> str:
    """A PIN or a passphrase as it is hashed; Refused for one too short or too easily guessed."""
    pin = pin_typed(text)
    if pin.isdecimal():
        if len(pin) < FEWEST_DIGITS:
            raise Refused(_("A PIN has at least {n} digits.").format(n=FEWEST_DIGITS))
        if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
            raise Refused(_("This PIN is the first that anybody would try. Choose another."))
    elif len(pin) < FEWEST_CHARACTERS:
        raise Refused(
            _("Type at least {digits} digits, or a passphrase of at least {n} characters.").format(
                digits=FEWEST_DIGITS, n=FEWEST_CHARACTERS
            )
        )
    return pin


def free_to_undo(*, who: str, whose: str, day: date, today: date, last: bool) -> bool:
    """Whether `who` may undo an act of `whose` without asking the owner: their own of the same
    business day, while it is the `last` that stands on the customer's cards."""
    return last and day == today and fold(who) == fold(whose)
