"""The owner's list of customers who may be here twice."""

from typing import TYPE_CHECKING

from shopcard.language import _
from shopcard.rules.duplicates import Alike
from shopcard.tui.aside import aside
from shopcard.tui.customer.merge import SideBySide, say_who
from shopcard.tui.owner.list_screen import OwnerList
from shopcard.tui.widgets.fit import fit
from shopcard.tui.widgets.head_and_foot import ENTER, FootLine, Key
from shopcard.tui.widgets.row_list import Row

if TYPE_CHECKING:
    from shopcard.store.answers.counter import Likeness
    from shopcard.tui.commands import Command


WIDTHS = (22, 22, 25)
"""Cells of the columns."""


class DuplicatesScreen(OwnerList[None]):
    """Pairs of customers who may be one person, what tells most first; Enter shows two side by
    side, to merge them."""

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
        country = self._shop.opened.preferences.country
        about = f"{say_who(pair.first, country)}  ↔  {say_who(pair.second, country)}"
        told = (pair.first.name, pair.second.name, _say_why(pair.why))
        return Row(tuple(fit(text, width) for text, width in zip(told, WIDTHS, strict=True)), about)

    def draw(self) -> None:
        self.query_one(FootLine).show(
            [
                Key("↑↓", _("Choose"), "screen.step(1)"),
                Key(ENTER, _("Side by side"), "screen.accept", self.pair is not None),
                Key("Esc", _("Back"), "screen.leave"),
            ]
        )

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

    def commands(self) -> "list[Command]":
        """What ctrl+p offers here."""
        return [
            (_("Side by side"), _("see both, and merge them"), ENTER, "screen.accept"),
            (_("Back"), _("leave the list"), "Esc", "screen.leave"),
            (_("Quit"), _("close shopcard"), "Ctrl+Q", "app.quit"),
        ]


def _say_why(why: Alike) -> str:
    return {
        Alike.PHONE: _("the phone"),
        Alike.NAME_AND_BIRTHDAY: _("name and birthday"),
        Alike.NAME_AND_EMAIL: _("name and e-mail"),
        Alike.NEAR_NAME_AND_BIRTHDAY: _("birthday, nearly the name"),
    }[why]
