"""The rows of a table as purchases or customers: all judged first, then handed to the shop."""

import hmac
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter

from shopcard.errors import Refused
from shopcard.exchange.sheet_clues import TITLES
from shopcard.exchange.sheet_columns import Columns
from shopcard.exchange.sheet_reading import Sheet
from shopcard.exchange.sheet_values import (
    DateForm,
    DecimalMark,
    Moment,
    read_amount,
    read_moment,
)
from shopcard.language import _, minor_digits, ngettext
from shopcard.rules.identity import (
    clean_birthday,
    clean_card,
    clean_email,
    clean_name,
    clean_note,
    clean_phone,
    clean_text,
    fold,
)
from shopcard.store.answers import Absorbed, CustomerDraft, PastPurchase
from shopcard.store.shop import Shop

_YES = frozenset(("1", "y", "yes", "true", "x", "o", "oui", "vrai", "cancelled", "annule"))
_NO = frozenset(("", "0", "n", "no", "false", "non", "faux"))

_EARLIEST_YEAR = 1970
"""Before it, a date is what some programs write for none."""

_REMEMBERED = 65_536
"""Cells whose reading is kept: dates and codes come again and again."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is no purchase, or no new customer, and stops nothing."""

    row: int
    """As a spreadsheet counts, titles included."""
    why: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken, and the cell that is wrong."""

    row: int
    column: str
    value: str
    why: str


class NotTaken(Exception):
    """A row is set aside: the sentence says why."""


class WrongCell(Exception):
    """A row is rejected for what a field's cell holds."""

    def __init__(self, field: str, value: str, why: str) -> None:
        super().__init__(why)
        self.field = field
        self.value = value


class Rows(ABC):
    """All rows of a table. `judge` them once, then `absorb` those that were taken."""

    def __init__(
        self, shop: Shop, sheet: Sheet, columns: Columns, mapping: Mapping[str, str]
    ) -> None:
        self.count = 0
        self.set_aside: list[SetAside] = []
        self.rejected: list[Rejected] = []
        self.notes: list[str] = []
        self.date_form = ""
        self._shop = shop
        self._sheet = sheet
        self._columns = columns
        self._mapping = mapping
        self._preferences = shop.preferences
        self._now, self._today = shop.clock(), shop.today_day()
        self._needed = max(columns.at.values()) + 1
        self._hash = hmac.new(shop.import_secret(), digestmod="sha256")
        # a field without a column is read from an empty cell put after the last
        self._pick = itemgetter(*(columns.at.get(field, -1) for field in TITLES[columns.kind]))
        zone = self._preferences.zone
        self._moment = lru_cache(_REMEMBERED)(lambda text: read_moment(text, self.date_form, zone))

    def judge(self) -> None:
        """Go through the table: `count`, `set_aside`, `rejected`, `notes` and `date_form` hold what
        came of it. Refused where the table as a whole is unclear."""
        self._look()
        for row, cells in self._cells():
            self.count += 1
            try:
                self._check_width(cells)
                self._judge(row, cells)
            except NotTaken as why:
                self.set_aside.append(SetAside(row, str(why)))
            except WrongCell as wrong:
                self._reject(row, wrong)
        self._conclude()
        self.rejected.sort(key=lambda rejected: rejected.row)
        self.set_aside.sort(key=lambda aside: aside.row)

    @abstractmethod
    def absorb(self, earn: bool, dry_run: bool, progress: Progress) -> Absorbed:
        """Hand the rows that were taken to the shop, in one transaction."""

    @abstractmethod
    def _look(self) -> None:
        """Settle how the cells are written, from all of them."""

    @abstractmethod
    def _judge(self, row: int, cells: list[str]) -> None:
        """Take a row, or raise why not."""

    @abstractmethod
    def _conclude(self) -> None:
        """What only all rows together tell."""

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        return self._columns.records(self._sheet)

    def _fields(self, cells: list[str]) -> tuple[str, ...]:
        """The cells of a row that is wide enough, in the order of TITLES."""
        picked: tuple[str, ...] = self._pick([*cells, ""])
        return picked

    def _all_fields(self) -> Iterator[tuple[str, ...]]:
        """The same, of all rows that are wide enough."""
        return (self._fields(cells) for _row, cells in self._cells() if len(cells) >= self._needed)

    def _check_width(self, cells: Sequence[str]) -> None:
        usual = len(self._columns.labels)
        if len(cells) < self._needed or any(cells[usual:]):
            raise WrongCell(
                "",
                " ".join(cells),
                _("This row has {n} columns where {usual} were expected.").format(
                    n=len(cells), usual=usual
                ),
            )

    def _reject(self, row: int, wrong: WrongCell) -> None:
        column = self._columns.named.get(wrong.field, "")
        self.rejected.append(Rejected(row, column, clean_text(wrong.value[:60]), str(wrong)))

    def _past(self, field: str, cell: str) -> Moment:
        """When something was that has happened already."""
        moment = self._moment(cell)
        if moment is None:
            raise WrongCell(field, cell, _("This is no date."))
        if moment.day.year < _EARLIEST_YEAR:
            raise WrongCell(field, cell, _("This is too long ago to be true."))
        if moment.at > self._now if moment.timed else moment.day > self._today:
            raise WrongCell(field, cell, _("This date is still to come."))
        return moment

    def _key(self, text: str) -> str:
        """A row's key, which tells nothing of the row without the shop's secret."""
        keyed = self._hash.copy()
        keyed.update(f"{self._columns.kind}\x1e{text}".encode("utf-8", "surrogatepass"))
        return "import-" + keyed.hexdigest()[:40]


def normal(cells: Sequence[str]) -> str:
    """What two writings of a row share; cells come trimmed."""
    return "\x1f".join(cells).casefold().rstrip("\x1f")


def cleaned(field: str, cell: str, clean: Callable[[str], str]) -> str:
    try:
        return clean(cell) if cell else ""
    except Refused as refused:
        raise WrongCell(field, cell, refused.sentence) from None


def _card(cell: str) -> str:
    """A card number, which an apostrophe may lead so that a spreadsheet keeps its zeros."""
    return clean_card(cell.removeprefix("'"))


def _yes(field: str, cell: str) -> bool:
    answer = fold(cell) if cell else ""
    if answer in _NO:
        return False
    if answer in _YES:
        return True
    raise WrongCell(field, cell, _("This says neither yes nor no."))


@dataclass(slots=True)
class _Receipt:
    """Where a receipt's purchase is, and what its further rows must agree with."""

    row: int
    index: int
    card: str
    day: date


class PurchaseRows(Rows):
    """Rows as purchases. Rows of one receipt are one purchase, their amounts added up."""

    def _look(self) -> None:
        dates, decimals = DateForm(), DecimalMark()
        look_at_date = lru_cache(_REMEMBERED)(dates.look)
        look_at_amount = lru_cache(_REMEMBERED)(decimals.look)
        plain = marked = 0
        for _customer, day, _time, amount, receipt, _cancel, _name in self._all_fields():
            look_at_date(day)
            look_at_amount(amount)
            plain += receipt.isdecimal()
            marked += receipt[:1] in ("C", "c")
        self.date_form = dates.settle(self._mapping.get("date_form", ""))
        self._mark = decimals.settle(self._mapping.get("decimal", ""))
        # where every receipt begins with a C it says nothing
        self._c_cancels = plain > marked
        self._digits = minor_digits(self._preferences.currency)
        self._amount = lru_cache(_REMEMBERED)(self._amount_in)
        self._card = lru_cache(_REMEMBERED)(_card)
        self._draft = lru_cache(_REMEMBERED)(self._draft_of)
        self._purchases: list[PastPurchase] = []
        self._alike: Counter[str] = Counter()
        self._receipts: dict[str, _Receipt] = {}
        self._added_up = 0

    def _judge(self, row: int, cells: list[str]) -> None:
        code, day, clock, amount_text, receipt, cancel, name = self._fields(cells)
        if _yes("cancel", cancel):
            raise NotTaken(_("Cancelled: not a purchase."))
        if self._c_cancels and receipt[:1] in ("C", "c") and receipt[1:].isdecimal():
            raise NotTaken(_("Cancelled (its number begins with C): not a purchase."))
        if not code:
            raise NotTaken(_("No customer."))
        amount = self._amount(amount_text)
        if amount is not None and amount < 0:
            raise NotTaken(_("Below zero: given back, not a purchase."))
        card = cleaned("customer", code, self._card)
        moment = self._when(day, clock)
        if receipt and self._continues(row, receipt, card, moment.day, amount):
            return
        self._purchases.append(
            PastPurchase(
                key=self._receipt_key(receipt) if receipt else self._row_key(cells),
                card=card,
                # known by its day only, it is at noon, which today may still be to come
                at=min(moment.at, self._now),
                amount=amount,
                customer=self._draft(card, name),
            )
        )

    def _receipt_key(self, receipt: str) -> str:
        return self._key(f"receipt\x1e{receipt.casefold()}")

    def _row_key(self, cells: Sequence[str]) -> str:
        text = normal(cells)
        key = self._key(text)
        self._alike[key] += 1
        ordinal = self._alike[key]
        return key if ordinal == 1 else self._key(f"{text}\x1e{ordinal}")

    def _amount_in(self, cell: str) -> int | None:
        if not cell:
            return None
        amount = read_amount(cell, self._mark, self._digits)
        if amount is None:
            raise WrongCell("amount", cell, _("This is no amount, or far too large a one."))
        return amount

    def _when(self, day: str, clock: str) -> Moment:
        if not day:
            raise WrongCell("date", day, _("The date is missing."))
        return self._past("date", f"{day} {clock}" if clock else day)

    def _draft_of(self, card: str, name: str) -> CustomerDraft:
        named = cleaned("name", name, clean_name)
        return CustomerDraft(named or _("Customer {code}").format(code=card), card=card)

    def _continues(self, row: int, receipt: str, card: str, day: date, amount: int | None) -> bool:
        """Add a row to the purchase that an earlier row of its receipt began, if there is one."""
        new = _Receipt(row, len(self._purchases), card, day)
        first = self._receipts.setdefault(receipt.casefold(), new)
        if first is new:
            return False
        if (first.card, first.day) != (card, day):
            raise WrongCell(
                "receipt",
                receipt,
                _(
                    "Row {row} has the same receipt number with another customer or day. If these "
                    "are no receipt numbers, add --map receipt=-."
                ).format(row=first.row),
            )
        self._added_up += 1
        purchase = self._purchases[first.index]
        if amount is not None:
            self._purchases[first.index] = replace(purchase, amount=(purchase.amount or 0) + amount)
        return True

    def _conclude(self) -> None:
        if self._added_up:
            self.notes.append(
                ngettext(
                    "{n} row belongs to a receipt that began above: its amount was added to it.",
                    "{n} rows belong to receipts that began above: their amounts were added up.",
                    self._added_up,
                ).format(n=self._added_up)
            )

    def absorb(self, earn: bool, dry_run: bool, progress: Progress) -> Absorbed:
        total = len(self._purchases)
        return self._shop.absorb(
            self._purchases,
            earn=earn,
            dry_run=dry_run,
            progress=lambda done: progress(done, total),
        )


class CustomerRows(Rows):
    """Rows as customers. A row that says the same as an earlier one is nobody new."""

    def _look(self) -> None:
        days = DateForm()
        for *_others, birthday, _note, _contact in self._all_fields():
            days.look(birthday)
        self.date_form = days.settle(self._mapping.get("date_form", ""))
        self._drafts: dict[str, CustomerDraft] = {}
        self._rows: dict[str, int] = {}
        self._cards: dict[str, int] = {}

    def _judge(self, row: int, cells: list[str]) -> None:
        key = self._key(normal(cells))
        same = self._rows.setdefault(key, row)
        if same != row:
            raise NotTaken(_("The same as row {row}.").format(row=same))
        draft = self._read(self._fields(cells))
        holder = self._cards.setdefault(draft.card, row) if draft.card else row
        if holder != row:
            raise WrongCell(
                "card", draft.card, _("Row {row} has the same card number.").format(row=holder)
            )
        self._drafts[key] = draft

    def _read(self, fields: Sequence[str]) -> CustomerDraft:
        last, first, card, phone, email, birthday, note, contact = fields
        country = self._preferences.country
        return CustomerDraft(
            name=cleaned("name", f"{first} {last}".strip() or self._unnamed(card), clean_name),
            phone=cleaned("phone", phone, lambda cell: clean_phone(cell, country)),
            card=cleaned("card", card, _card),
            email=cleaned("email", email, clean_email),
            birthday=cleaned("birthday", birthday, self._birthday),
            note=cleaned("note", note, clean_note),
            contact_ok=_yes("contact", contact),
        )

    def _unnamed(self, card: str) -> str:
        """What to call somebody whose name is missing."""
        raise WrongCell("name", "", _("The name is missing."))

    def _birthday(self, cell: str) -> str:
        moment = self._moment(cell)
        return clean_birthday(moment.day.isoformat() if moment else cell)

    def _conclude(self) -> None:
        """Card numbers that other customers of the shop hold or held are refused."""
        for key, why in self._shop.clashes(tuple(self._drafts.items())).items():
            self._reject(self._rows[key], WrongCell("card", self._drafts.pop(key).card, why))

    def absorb(self, earn: bool, dry_run: bool, progress: Progress) -> Absorbed:
        absorbed = self._shop.absorb_customers(tuple(self._drafts.items()), dry_run=dry_run)
        progress(len(self._drafts), len(self._drafts))
        return absorbed
