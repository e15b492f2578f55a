"""The rows of a table as balances: what customers' cards showed on paper or in another system."""

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from shopcard.files.imports.cell_values import DateForm
from shopcard.files.imports.customer_rows import CustomerRows
from shopcard.files.imports.find_columns import Columns
from shopcard.files.imports.read_table import Sheet
from shopcard.files.imports.row_base import (
    NotTaken,
    OnCard,
    Progress,
    SetAside,
    Whom,
    WrongCell,
    normal,
)
from shopcard.language import _, ngettext, say_number
from shopcard.rules.damage import says_nothing
from shopcard.rules.text import fold
from shopcard.store.answers.counter import Absorbed, PastBalance, Program
from shopcard.store.imports.known_people import said_of
from shopcard.store.shop.shop import Shop

MOST = 1000
"""Stamps that a card may bring: beyond it a finger slipped."""

ADD, SET = "add", "set"
"""What becomes of stamps that a card shows already."""

_STAMPS = re.compile(
    r"0{0,9}([0-9]{1,4})(?:[.,]0{1,2})?\s*"
    r"(?:(?:/|sur|of)\s*0{0,9}([0-9]{1,4}))?\s*(?:stamps?|tampons?)?",
    re.I,
)
"""7 · 7.0 · 7/10 · 7 of 10 · 7 stamps. Three decimals could be thousands."""


class BalanceRows(CustomerRows):
    """Rows as balances in one programme. All that a row says of a customer is used where they are
    new."""

    def __init__(
        self,
        shop: Shop,
        sheet: Sheet,
        columns: Columns,
        mapping: Mapping[str, str],
        program: Program,
    ) -> None:
        super().__init__(shop, sheet, columns, mapping)
        self._program = program

    on_card = ADD

    def _look(self) -> None:
        super()._look()
        visits = DateForm()
        for fields in self._all_fields():
            visits.look(self._person(fields)["last_visit"])
        # the birthdays of a list may be written another way than its visits
        self.date_form = self._settle(visits)
        self._days_only = not visits.clocks
        self._balances: dict[str, PastBalance] = {}
        self._first: dict[str, PastBalance] = {}
        """The first balance of somebody, by card, by phone with name, and by id."""

    def _judge(self, row: int, cells: list[str]) -> None:
        person = self._person(self._fields(cells))
        self._refuse_total(cells, person)
        # a file with two columns of stamps may come twice, for two programmes
        letters = f"{self._program.id}\x1e{normal(cells)}"
        same = self._same.setdefault(letters, row)
        if same != row:
            raise NotTaken(_("The same as row {row}.").format(row=same))
        draft, last_visit = self._read(row, person), person["last_visit"]
        if says_nothing(last_visit):
            last_visit = ""
        at = min(self._past("last_visit", last_visit).at, self._now) if last_visit else self._now
        stamps = self._stamps(person["stamps"])
        key = self._key_of(draft, f"{self._program.id}\x1e{stamps}\x1e")
        if key in self._rows:
            raise NotTaken(_("The same customer as row {row}.").format(row=self._rows[key]))
        self._rows[key] = row
        balance = PastBalance(
            key, draft, at, stamps or 0, said=stamps is not None, former_key=self._key(letters)
        )
        named = [draft.card] if draft.card else []
        named += [f"{phone} {fold(draft.name)}" for phone in said_of(draft).phones]
        for person_named in named:
            self._once(person_named, balance)
        self._balances[key] = balance

    def _unnamed(self, card: str) -> str:
        return _("Customer {code}").format(code=card) if card else super()._unnamed(card)

    def _stamps(self, cell: str) -> int | None:
        """How many there are; None where the cell says nothing."""
        if not cell:
            return None
        found, size = _STAMPS.fullmatch(cell), self._program.terms.size
        if not found or int(found[1]) > (int(found[2]) if found[2] else MOST):
            raise WrongCell(
                "stamps",
                cell,
                _("Write the stamps as a whole number from 0 to {most}.").format(most=MOST),
            )
        if found[2] and int(found[2]) != size:
            raise WrongCell(
                "stamps",
                cell,
                _(
                    "A card of “{program}” takes {size} stamps, not {other}: write only how many "
                    "there are."
                ).format(program=self._program.name, size=size, other=int(found[2])),
            )
        return int(found[1])

    def _once(self, person: str, balance: PastBalance) -> None:
        """Nobody brings two balances: where two rows differ neither is sure, and none is taken."""
        first = self._first.setdefault(person, balance)
        if first is balance:
            return
        one, other = first.customer, balance.customer
        if one.card == other.card and fold(one.name) != fold(other.name):
            self._doubt("card", first, balance, _("Row {row} has the same card number."))
        if one.card and other.card and one.card != other.card:
            self._doubt(
                "card",
                first,
                balance,
                _("Row {row} is the same customer with another card: put both into one row."),
            )
        if first.stamps != balance.stamps:
            self._doubt(
                "stamps",
                first,
                balance,
                _("Row {row} gives the same customer {other} stamps, this row {this}."),
            )
        raise NotTaken(_("The same customer as row {row}.").format(row=self._rows[first.key]))

    def _doubt(self, field: str, first: PastBalance, balance: PastBalance, why: str) -> NoReturn:
        def wrong(this: PastBalance, other: PastBalance) -> WrongCell:
            cell = str(this.stamps) if field == "stamps" else this.customer.card
            row = self._rows[other.key]
            return WrongCell(field, cell, why.format(row=row, this=this.stamps, other=other.stamps))

        if self._balances.pop(first.key, None):
            self._reject(self._rows[first.key], wrong(first, balance))
        raise wrong(balance, first)

    def _conclude(self) -> None:
        """What the shop knows of each customer."""
        brought = tuple(self._balances.values())
        for balance, met in zip(
            brought, self._shop.imports.meet_balances(self._program.id, brought), strict=True
        ):
            row = self._rows[balance.key]
            try:
                if met.why:
                    raise WrongCell(met.field, self._cell(met.field, balance), met.why)  # noqa: TRY301
                self._whom.append(
                    Whom(row, met.customer_id, met.name or balance.customer.name, met.how)
                )
                if met.there:
                    continue
                if met.customer_id is not None:
                    self._once(met.customer_id, balance)
            except NotTaken as why:
                del self._balances[balance.key]
                self.set_aside.append(SetAside(row, str(why)))
            except WrongCell as wrong:
                self._balances.pop(balance.key, None)
                self._reject(row, wrong)
            else:
                if met.remark:
                    self._remarks[met.remark].append(row)
                if met.customer_id and met.stands and balance.said:
                    then = balance.stamps + (0 if self.on_card == SET else met.stands)
                    self.on_cards.append(
                        OnCard(row, met.customer_id, met.name, met.stands, balance.stamps, then)
                    )
        size = self._program.terms.size
        self.notes.append(
            ngettext(
                "The stamps go to “{program}”: a card of {n} stamp.",
                "The stamps go to “{program}”: a card of {n} stamps.",
                size,
            ).format(program=self._program.name, n=size)
        )

    def _cell(self, field: str, balance: PastBalance) -> str:
        draft = balance.customer
        cells = {"card": draft.card, "name": draft.name, "email": draft.email}
        return cells.get(field) or str(balance.stamps)

    def absorb(self, earn: bool, dry_run: bool, progress: Progress) -> Absorbed:
        brought = tuple(self._balances.values())
        absorbed = self._shop.imports.balances(
            self._program.id,
            brought,
            put=self.on_card == SET,
            dry_run=dry_run,
            progress=lambda done: progress(done, len(brought)),
        )
        self.notes += _outcome(absorbed)
        return absorbed


def _outcome(absorbed: Absorbed) -> Iterator[str]:
    """What the balances come to at once."""
    if n := absorbed.rewards:
        yield ngettext(
            "{n} reward is earned at once: a card is full.",
            "{n} rewards are earned at once: cards are full.",
            n,
        ).format(n=say_number(n))
    if n := absorbed.rewards_over:
        yield ngettext(
            "{n} of these rewards is past its last day already.",
            "{n} of these rewards are past their last day already.",
            n,
        ).format(n=say_number(n))
    if n := absorbed.lapsed:
        yield ngettext(
            "{n} balance is too old: its stamps have expired already and do not show.",
            "{n} balances are too old: their stamps have expired already and do not show.",
            n,
        ).format(n=say_number(n))
