"""What rows of every kind share: all are judged first, then handed to the shop."""

import hmac
import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from shopcard.errors import Refused
from shopcard.files.imports.cell_values import DateForm, Moment, is_amount, read_moment, usual_form
from shopcard.files.imports.column_titles import TITLES
from shopcard.files.imports.find_columns import Columns
from shopcard.files.imports.read_table import Sheet
from shopcard.language import _, ngettext
from shopcard.rules.damage import lost_letters, says_nothing
from shopcard.rules.identity import clean_card
from shopcard.rules.text import clean_text, fold
from shopcard.rules.whom import How, People
from shopcard.store.answers.counter import Absorbed
from shopcard.store.shop.shop import Shop

LISTED = 8
"""Rows that a sentence about several names."""

_TOTAL = re.compile(
    r"(?:grand |sous[- ]|sub-?)?(?:total|totaux|totals|somme|sum|nombre|count)\b"
    r"(?: (?:de |of )?\w{4,12})?"
    r"(?:\W+\d[\d.,\s]*)?\W*"
)
"""What stands in a row that sums up those above; folded."""

_YES = frozenset(("1", "y", "yes", "true", "x", "o", "oui", "vrai", "cancelled", "annule"))
_NO = frozenset(("", "0", "n", "no", "false", "non", "faux"))

_EARLIEST_YEAR = 1970
"""Before it, a date is what some programs write for none."""

REMEMBERED = 65_536
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


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a row means, and why."""

    row: int
    customer: str | None
    """The id of a customer of the shop; None for somebody new."""
    name: str
    how: How
    above: int = 0
    """The row above that is of the same new customer; 0 where none is."""


@dataclass(frozen=True, slots=True)
class OnCard:
    """What a balance meets on a card that shows stamps already."""

    row: int
    customer: str
    name: str
    there: int
    """Stamps on the card before."""
    comes: int
    """Stamps that the row brings."""
    then: int
    """Stamps on the card in progress after, and those of the cards that it fills."""


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
        self.warned: list[SetAside] = []
        """Rows that are taken though the owner may want to look at them."""
        self.on_cards: list[OnCard] = []
        self.date_form = ""
        self._shop = shop
        self._people: People = shop.imports.known_people()
        self._formerly = shop.imports.imported_formerly()
        self._remarks: defaultdict[str, list[int]] = defaultdict(list)
        self._sheet = sheet
        self._columns = columns
        self._mapping = mapping
        self._settings = shop.opened.settings
        self._now, self._today = shop.opened.clock(), shop.opened.today_day()
        self._needed = max(columns.at.values()) + 1
        self._days_only = False
        self._hash = hmac.new(shop.imports.import_secret(), digestmod="sha256")
        # a field without a column is read from an empty cell put after the last
        self._pick = itemgetter(*(columns.at.get(field, -1) for field in TITLES[columns.kind]))
        zone = self._settings.zone
        self._moment = lru_cache(REMEMBERED)(
            lambda text: read_moment(text, self.date_form, zone, days=self._days_only)
        )
        self._unpadded: dict[str, str] = {}
        for number in sorted(self._people.cards):
            if number.startswith("0") and number.isdecimal():
                self._unpadded.setdefault(number.lstrip("0"), number)

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
        for remark, rows in self._remarks.items():
            some = ", ".join(map(str, rows[:LISTED])) + (", …" if len(rows) > LISTED else "")
            self.notes.append(
                ngettext("{remark} (row {rows})", "{remark} (rows {rows})", len(rows)).format(
                    remark=remark, rows=some
                )
            )
        self.rejected.sort(key=lambda rejected: rejected.row)
        self.set_aside.sort(key=lambda aside: aside.row)

    @abstractmethod
    def whom(self) -> Iterable[Whom]:
        """Whom each row that was taken, or is there already, means."""

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
        """The cells of a row in the order of TITLES; those that it lacks at its end are empty."""
        missing = max(self._needed - len(cells), 0) + 1
        picked: tuple[str, ...] = self._pick(cells + [""] * missing)
        return picked

    def _all_fields(self) -> Iterator[tuple[str, ...]]:
        """The same, of all rows."""
        return (self._fields(cells) for _row, cells in self._cells())

    def _check_width(self, cells: Sequence[str]) -> None:
        usual = len(self._columns.labels)
        if any(cells[usual:]):
            raise WrongCell(
                "",
                " ".join(cells),
                _("This row has {n} columns where {usual} were expected.").format(
                    n=len(cells), usual=usual
                ),
            )

    def _settle(self, form: DateForm) -> str:
        """The order of day and month as said, as found, else as the shop's country has it."""
        settled = form.settle(
            self._mapping.get("date_form", ""), usual_form(self._settings.country)
        )
        if note := form.note():
            self.notes.append(note)
        return settled

    def _padded(self, field: str, card: str) -> str:
        """A card number with the zeros that a spreadsheet may have taken from its front."""
        held = self._unpadded.get(card)
        if held is None or card in self._people.cards:
            return card
        zeros = self._mapping.get("zeros", "")
        if fold(zeros) not in ("lost", "kept"):
            raise WrongCell(
                field,
                card,
                _(
                    "Card {card} is not known, but {held} is: a spreadsheet may have taken the "
                    "zeros away. Add --map zeros=lost to read it as {held}, or --map zeros=kept "
                    "where it is another card."
                ).format(card=card, held=held),
            )
        return held if fold(zeros) == "lost" else card

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

    def _key(self, text: str, begins: str = "import-") -> str:
        """A row's key, which tells nothing of the row without the shop's secret."""
        keyed = self._hash.copy()
        keyed.update(f"{self._columns.kind}\x1e{text}".encode("utf-8", "surrogatepass"))
        return begins + keyed.hexdigest()[:40]


def sums_up(cells: Sequence[str], lacking: str) -> bool:
    """Whether a row sums up those above: it says so, and has nothing else but numbers."""
    return (
        (not lacking or bool(_TOTAL.fullmatch(fold(lacking))))
        and any(cell and _TOTAL.fullmatch(fold(cell)) for cell in cells)
        and all(is_amount(cell) or _TOTAL.fullmatch(fold(cell)) for cell in cells if cell)
    )


def normal(cells: Sequence[str]) -> str:
    """What two writings of a row share; cells come trimmed. Earlier versions made keys of it."""
    return "\x1f".join(cells).casefold().rstrip("\x1f")


def cleaned(field: str, cell: str, clean: Callable[[str], str]) -> str:
    if not cell or (field != "name" and says_nothing(cell)):
        return ""
    if lost_letters(cell):
        raise WrongCell(field, cell, _("Letters of this were lost when it was saved before."))
    try:
        return clean(cell)
    except Refused as refused:
        raise WrongCell(field, cell, refused.sentence) from None


def card_of(cell: str) -> str:
    """A card number, which an apostrophe may lead so that a spreadsheet keeps its zeros."""
    return clean_card(cell.removeprefix("'"))


def yes(field: str, cell: str) -> bool:
    answer = fold(cell) if cell else ""
    if answer in _NO:
        return False
    if answer in _YES:
        return True
    raise WrongCell(field, cell, _("This says neither yes nor no."))
