"""The programmes and their terms, as stored."""

from sqlalchemy import select
from sqlmodel import Session

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.rules.place import running_at
from shopcard.rules.program import Terms
from shopcard.store.answers.counter import Program
from shopcard.store.database.tables import ProgramRow, TermsRow, core

_program, _terms = core(ProgramRow), core(TermsRow)


_PROGRAMS = (
    select(_program.c.id, _program.c.name, _program.c.closed_at, _terms.c.id, _terms.c.body)
    .join_from(_program, _terms)
    .order_by(_program.c.position, _terms.c.id)
)


class Programs:
    """All programmes of the shop with the terms now in force, as one transaction sees them."""

    def __init__(self, session: Session) -> None:
        self.terms: dict[int, Terms] = {}
        self.all: dict[int, Program] = {}
        self.by_spend: set[int] = set()
        """Those that run, or ever ran, by spend."""
        self._terms_ids: dict[int, list[int]] = {}
        for program, name, closed_at, terms_id, body in session.execute(_PROGRAMS).all():
            terms = self.terms[terms_id] = Terms.from_dict(body)
            if terms.per is not None:
                self.by_spend.add(program)
            self._terms_ids.setdefault(program, []).append(terms_id)
            # The latest terms come last.
            self.all[program] = Program(program, name, terms, closed_at is not None)

    @property
    def open(self) -> tuple[Program, ...]:
        return tuple(p for p in self.all.values() if not p.closed)

    def open_at(self, channel: str | None) -> tuple[Program, ...]:
        """The open ones that run in a channel: its own, else those of no channel; all where it is
        not said."""
        return running_at(self.open, channel, lambda p: p.terms.channel)

    @property
    def in_order(self) -> tuple[Program, ...]:
        """Open ones first, each kind in the owner's order."""
        return tuple(sorted(self.all.values(), key=lambda p: p.closed))

    def get(self, program_id: int | None) -> Program:
        """A programme, or the first open one."""
        if program_id is None:
            if not self.open:
                raise NotFound(_("There is no open programme. Add one first."))
            return self.open[0]
        if program_id not in self.all:
            raise NotFound(_("There is no such programme."))
        return self.all[program_id]

    def terms_id(self, program_id: int, terms: Terms) -> int:
        """The latest row of this programme that holds these terms."""
        return next(i for i in reversed(self._terms_ids[program_id]) if self.terms[i] == terms)
