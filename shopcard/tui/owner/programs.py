"""The owner's programmes: what stands on each card, and adding, changing, closing one."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from shopcard.language import N_, _
from shopcard.store.answers.counter import Program
from shopcard.tui.commands import CHOOSE, LEAVE, Command, bindings
from shopcard.tui.dialogs import Confirm
from shopcard.tui.owner.list_screen import OwnerList
from shopcard.tui.owner.program_card import ProgramCard
from shopcard.tui.owner.program_form import ProgramForm
from shopcard.tui.widgets.head_and_foot import ENTER
from shopcard.tui.widgets.row_list import Row, RowList
from shopcard.words.programs import say_left_open


def _runs(screen: "ProgramsScreen") -> bool:
    return bool(screen.program and not screen.program.closed)


ACTIONS = (
    Command("add", "f2", N_("New"), N_("New programme"), N_("stamps, rewards, conditions")),
    CHOOSE,
    Command("accept", "f5", N_("Edit"), N_("Change the programme"),
            N_("for cards not yet started"), cap=f"F5 {ENTER}", when=_runs),
    Command("close_program", "f9", N_("Stop programme"), N_("Stop the programme"),
            N_("no more stamps on it"), when=_runs),
    LEAVE,
)  # fmt: skip


class ProgramsScreen(OwnerList[None]):
    """The shop's programmes on the left, the card of the one pointed at on the right."""

    DEFAULT_CSS = """
    ProgramsScreen #body { height: 1fr; }
    ProgramsScreen RowList { width: 34; height: 1fr; padding: 1 1 0 1; }
    ProgramsScreen ProgramCard { width: 1fr; height: 1fr; }
    ProgramsScreen.-wide RowList { width: 50; padding: 1 2 0 2; }
    ProgramsScreen.-tall #body { padding: 1 0; }
    """
    ACTIONS = ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll_card(-1)", show=False),
        Binding("pagedown", "scroll_card(1)", show=False),
        *bindings(ACTIONS),
    ]

    def heading(self) -> str:
        return _("Programmes")

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="body"):
            yield RowList(id="programs")
            yield ProgramCard(id="card")

    async def begin(self) -> None:
        await self._load()

    @property
    def program(self) -> Program | None:
        """The one pointed at."""
        thing = self.list.thing
        return thing if isinstance(thing, Program) else None

    # Asking the shop

    async def _load(self, point_at: int | None = None) -> None:
        """Read the programmes again."""
        programs = await asyncio.to_thread(self._shop.programs.all, closed=True)
        self.list.show(
            (_("Programme"), _("Stamps")), programs, _row, empty=_("There is no programme yet.")
        )
        places = {program.id: place for place, program in enumerate(programs)}
        if point_at in places:
            self.list.move(places[point_at] - self.list.at.row)
        self.draw()

    # Drawing

    def draw(self) -> None:
        program, card = self.program, self.query_one(ProgramCard)
        if program:
            remark = _("closed") if program.closed else _("a new card")
            card.show(program.name, program.terms, self._shop.opened.settings.currency, remark)
        card.display = program is not None
        self.draw_foot()

    # What the keys do

    def action_step(self, by: int) -> None:
        super().action_step(by)
        self.tell("")
        self.draw()

    def action_scroll_card(self, by: int) -> None:
        """A card with more conditions than fit."""
        card = self.query_one(ProgramCard)
        card.scroll_relative(y=by * card.size.height, animate=False)

    def action_add(self) -> None:
        self.act(self._add)

    async def _add(self) -> None:
        made = await self.app.push_screen_wait(ProgramForm(self._shop))
        if made is not None:
            await self._load(made.id)
            self.tell(_("“{program}” is added.").format(program=made.name), good=True)

    def action_accept(self) -> None:
        self.act(self._change)

    async def _change(self) -> None:
        program = self.program
        if program is None:
            return
        if program.closed:
            self.tell(_("“{program}” is closed and stays as it is.").format(program=program.name))
            return
        changed = await self.app.push_screen_wait(ProgramForm(self._shop, program))
        if changed is not None:
            await self._load(changed.id)
            self.tell(_("“{program}” is changed.").format(program=changed.name), good=True)

    def action_close_program(self) -> None:
        self.act(self._close)

    async def _close(self) -> None:
        program = self.program
        if program is None:
            return
        if program.closed:
            self.tell(_("“{program}” is closed already.").format(program=program.name))
            return
        affected = await asyncio.to_thread(self._shop.programs.affected, program.id)
        question = Confirm(
            _("Stop “{program}”? It takes no more stamps, and cannot be started again.").format(
                program=program.name
            ),
            detail=say_left_open(affected.cards),
            yes=_("Stop it"),
            no=_("Back"),
        )
        if await self.app.push_screen_wait(question):
            closed = await asyncio.to_thread(self._shop.programs.close, program.id)
            await self._load(closed.id)
            self.tell(
                _("“{program}” is closed. Rewards already earned stay good to their date.").format(
                    program=closed.name
                ),
                good=True,
            )


def _row(program: Program) -> Row:
    if program.closed:
        return Row((f"✗ {program.name}", _("closed")))
    return Row((program.name, str(program.terms.size)))
