"""The owner's list of customers who may be here twice."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from shopcard.language import N_, _
from shopcard.rules.duplicates import Alike
from shopcard.tui.aside import aside
from shopcard.tui.commands import CHOOSE, LEAVE, Command, bindings
from shopcard.tui.customer.merge import SideBySide, say_who
from shopcard.tui.owner.list_screen import OwnerList
from shopcard.tui.widgets.fit import fit
from shopcard.tui.widgets.head_and_foot import ENTER
from shopcard.tui.widgets.row_list import Row

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Likeness


WIDTHS = (22, 22, 25)
"""Cells of the columns."""


def _pair(screen: "DuplicatesScreen") -> bool:
    return screen.pair is not None


ACTIONS = (
    CHOOSE,
    Command("accept", "", N_("Side by side"), N_("Side by side"),
            N_("see both, and merge them"), cap=ENTER, when=_pair),
    replace(LEAVE, short=N_("Back"), name=N_("Back"), meaning=N_("leave the list")),
)  # fmt: skip


class DuplicatesScreen(OwnerList[None]):
    """Pairs of customers who may be one person, what tells most first; Enter shows two side by
    side, to merge them."""

    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)

    def heading(self) -> str:
        return _("Likely duplicates")

    async def begin(self) -> None:
        await self._load()

    @property
    def pair(self) -> "Likeness | None":
        """The pair pointed at."""
        thing: Likeness | None = self.list.thing  # type: ignore[assignment]
        return thing

    async def _load(self) -> None:
        pairs = await aside(self._shop.customers.duplicates)
        titles = (_("Customer"), _("Perhaps the same as"), _("They have in common"))
        self.list.show(
            [fit(title, width) for title, width in zip(titles, WIDTHS, strict=True)],
            pairs,
            self._row,
            empty=_("Nobody seems to be here twice."),
        )
        self.draw()

    def _row(self, pair: "Likeness") -> Row:
        country = self._shop.opened.settings.country
        about = f"{say_who(pair.first, country)}  ↔  {say_who(pair.second, country)}"
        told = (pair.first.name, pair.second.name, _say_why(pair.why))
        return Row(tuple(fit(text, width) for text, width in zip(told, WIDTHS, strict=True)), about)

    def action_accept(self) -> None:
        self.act(self._open)

    async def _open(self) -> None:
        pair = self.pair
        if pair is None:
            return
        kept = await self.app.push_screen_wait(
            SideBySide(self._shop, pair.first.id, pair.second.id)
        )
        if kept is not None:
            await self._load()
            name = pair.first.name if kept == pair.first.id else pair.second.name
            self.tell(_("They are one customer now: {name}.").format(name=name), good=True)


def _say_why(why: Alike) -> str:
    return {
        Alike.PHONE: _("the phone"),
        Alike.NAME_AND_BIRTHDAY: _("name and birthday"),
        Alike.NAME_AND_EMAIL: _("name and e-mail"),
        Alike.NEAR_NAME_AND_BIRTHDAY: _("birthday, nearly the name"),
    }[why]
