"""The yearly tidy-up: customers unseen for years, to be erased one by one or all at once."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from shopcard.language import N_, _, ngettext, say_day, say_number
from shopcard.store.answers.counter import Unseen
from shopcard.tui.aside import aside
from shopcard.tui.commands import CHOOSE, LEAVE, Command, bindings
from shopcard.tui.customer.erase import AskErase
from shopcard.tui.owner.list_screen import OwnerList
from shopcard.tui.widgets.head_and_foot import ENTER
from shopcard.tui.widgets.row_list import Row

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop


def _some(screen: "TidyUpScreen") -> bool:
    return screen.customer is not None


ACTIONS = (
    replace(CHOOSE, when=_some),
    Command("accept", "", N_("Open"), N_("Open the customer"), N_("at the counter"), cap=ENTER,
            when=_some),
    Command("erase", "f4", N_("Erase"), N_("Erase the customer"),
            N_("for good; the totals stay"), when=_some),
    Command("erase_all", "f9", N_("Erase all"), N_("Erase all of them"),
            N_("for good; the totals stay"), when=_some),
    LEAVE,
)  # fmt: skip


class TidyUpScreen(OwnerList[str | None]):
    """Lists who has not been seen for years; answers the id of a customer to open at the counter,
    or nothing. Having looked counts as this year's tidy-up."""

    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)

    def __init__(self, shop: "Shop") -> None:
        super().__init__(shop)
        self._unseen: tuple[Unseen, ...] = ()

    def heading(self) -> str:
        return _("Yearly tidy-up")

    @property
    def customer(self) -> Unseen | None:
        """The one pointed at."""
        thing = self.list.thing
        return thing if isinstance(thing, Unseen) else None

    async def begin(self) -> None:
        await self._load()
        await asyncio.to_thread(self._shop.privacy.tidied)

    async def _load(self) -> None:
        self._unseen = await aside(self._shop.privacy.inactive)
        years = self._shop.opened.settings.keep_years
        if years:
            empty = caption = ngettext(
                "Not seen for {n} year or more", "Not seen for {n} years or more", years
            ).format(n=years)
            empty = _("{what}: nobody").format(what=caption)
        else:
            empty = caption = _("The tidy-up is switched off. Set keep_years to have it.")
        titles = (_("Name"), _("Last seen"), _("Visits"), _("Ready"))
        self.list.show(titles, self._unseen, _row, empty=empty, caption=caption)
        self.draw()

    # What the keys do

    def action_accept(self) -> None:
        if self.customer is not None and not self._busy:
            self.dismiss(self.customer.id)

    def action_erase(self) -> None:
        self.act(self._erase)

    async def _erase(self) -> None:
        from shopcard.files.backup.erased_list import say_erasure

        if self.customer is None:
            return
        erasure = await asyncio.to_thread(self._shop.privacy.erasure, self.customer.id)
        question = _("Erase {name} for good?").format(name=erasure.customer.name)
        await self._erase_agreed(
            question, say_erasure(erasure, self._shop.opened.where), [self.customer]
        )

    def action_erase_all(self) -> None:
        self.act(self._erase_all)

    async def _erase_all(self) -> None:
        from shopcard.files.backup.erased_list import say_set_aside

        if not self._unseen:
            return
        n = len(self._unseen)
        question = ngettext(
            "Erase {n} customer for good?", "Erase {n} customers for good?", n
        ).format(n=say_number(n))
        details = [
            _("All who are on this list: their names, phones, cards and notes go."),
            _("What they bought stays in every total, under no name."),
            *say_set_aside(self._shop.opened.where),
            _("This cannot be undone."),
        ]
        await self._erase_agreed(question, details, list(self._unseen))

    async def _erase_agreed(self, question: str, details: list[str], them: list[Unseen]) -> None:
        """Erase some once the word is typed; those of them who were seen meanwhile stay."""
        from shopcard.files.backup import erased_list

        if not await self.app.push_screen_wait(AskErase(question, details)):
            return
        still = {one.id for one in await aside(self._shop.privacy.inactive)}
        ids = [one.id for one in them if one.id in still]
        _erased, unkept = await asyncio.to_thread(erased_list.erase, self._shop, *ids)
        await self._load()
        said = ngettext("{n} customer is erased.", "{n} customers are erased.", len(ids))
        self.tell(unkept or said.format(n=say_number(len(ids))), good=unkept is None)


def _row(one: Unseen) -> Row:
    ready = say_number(one.ready) if one.ready else ""
    return Row((one.name, say_day(one.last_seen), say_number(one.visits), ready))
