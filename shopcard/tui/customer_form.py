"""The fields of a customer, what may stand in them, and a dialog round them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType

from shopcard.errors import Refused, ShopcardError
from shopcard.language import _, pgettext
from shopcard.rules.identity import (
    clean_birthday,
    clean_card,
    clean_email,
    clean_name,
    clean_note,
    clean_phone,
)
from shopcard.tui.dialogs import Confirm, Dialog
from shopcard.tui.form import Entry, Field, Form, Pick

if TYPE_CHECKING:
    from shopcard.store.shop import Shop

T = TypeVar("T")


def customer_form(values: Mapping[str, str], *, phone: str, card_hint: str = "") -> Form:
    """The fields of a customer, under name, phone, card, note, birthday, email, contact."""

    def entry(key: str, most: int) -> Entry:
        return Entry(values.get(key, ""), most=most, select_on_focus=False)

    agrees = Pick([("", pgettext("agrees", "no")), ("yes", pgettext("agrees", "yes"))], "")
    return Form(
        Field("name", _("Name"), entry("name", 120)),
        Field("phone", phone, entry("phone", 120)),
        Field("card", _("Card number"), entry("card", 80), card_hint),
        Field("note", _("Note"), entry("note", 500)),
        Field("birthday", _("Birthday"), entry("birthday", 20)),
        Field("email", _("E-mail"), entry("email", 254)),
        Field("contact", _("Agrees to be contacted"), agrees),
    )


def faults(values: Mapping[str, str], region: str) -> dict[str, str]:
    """What is wrong with the values of a customer form, a sentence a field. Only `name` must be
    there; only the keys given are looked at."""
    rules: dict[str, Callable[[str], object]] = {
        "name": clean_name,
        "phone": lambda text: [clean_phone(phone, region) for phone in split_phones(text)],
        "card": clean_card,
        "note": clean_note,
        "birthday": clean_birthday,
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


class CustomerDialog(Dialog[T]):
    """What both dialogs share: a form, saved once at a time and left with a question."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+s", "save", show=False)]
    AUTO_FOCUS = ""

    form: Form

    def __init__(self, shop: "Shop") -> None:
        super().__init__()
        self.shop = shop
        self._country = shop.preferences.country
        self._busy = False
        self._untouched: dict[str, str] = {}

    def changed(self) -> dict[str, str]:
        """The values that are no longer as they were."""
        return {k: v for k, v in self.form.values.items() if v != self._untouched.get(k, "")}

    @property
    def touched(self) -> bool:
        return bool(self.changed())

    async def save(self) -> None:
        """Write what the form holds. What the shop refuses is said in the dialog."""

    @work
    async def action_save(self) -> None:
        await self.once(self.save)

    async def once(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do an act unless one is under way; what goes wrong becomes a sentence."""
        if self._busy:
            return
        self._busy = True
        self.tell("")
        try:
            await act()
        except ShopcardError as error:
            self.tell(error.sentence)
        finally:
            self._busy = False

    def action_accept(self) -> None:
        self.action_save()

    def action_leave(self) -> None:
        self.run_worker(self.once(self._leave))

    async def _leave(self) -> None:
        question = Confirm(
            _("Leave without saving?"),
            detail=_("What you typed here will be gone."),
            yes=_("Leave"),
            no=_("Go on typing"),
        )
        if not self.touched or await self.app.push_screen_wait(question):
            self.dismiss(self.nothing)
