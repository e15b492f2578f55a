"""The rows of a table as purchases."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from shopcard.files.imports.cell_values import DateForm, DecimalMark, Moment, read_amount
from shopcard.files.imports.row_base import (
    REMEMBERED,
    NotTaken,
    Progress,
    Rows,
    Whom,
    WrongCell,
    card_of,
    cleaned,
    normal,
    sums_up,
    yes,
)
from shopcard.language import _, minor_digits, ngettext
from shopcard.rules.calendar import local
from shopcard.rules.damage import damaged_number, rounded_numbers, says_nothing
from shopcard.rules.identity import clean_name, phone_key
from shopcard.rules.whom import How, Meeting, Said
from shopcard.store.answers.counter import Absorbed, CustomerDraft, PastPurchase
from shopcard.store.imports.already_there import BY_MEANING
from shopcard.store.imports.known_people import refusal

_LONG = 15
"""Digits that a spreadsheet keeps of a number."""


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
        look_at_date = lru_cache(REMEMBERED)(dates.look)
        look_at_amount = lru_cache(REMEMBERED)(decimals.look)
        plain = marked = 0
        long, receipts, clocks = set[str](), set[str](), set[str]()
        for code, day, clock, amount, receipt, _cancel, _name in self._all_fields():
            look_at_date(day)
            look_at_amount(amount)
            plain += receipt.isdecimal()
            marked += receipt[:1] in ("C", "c")
            clocks.add(clock)
            if len(code) > _LONG:
                long.add(code)
            if len(receipt) > _LONG:
                receipts.add(receipt)
        self.date_form = self._settle(dates)
        # midnight in every row is no time of day, but how some programs write a date
        self._days_only = not dates.clocks and not any(c.strip("0:") for c in clocks)
        self._mark = decimals.settle(self._mapping.get("decimal", ""))
        # where every receipt begins with a C it says nothing
        self._c_cancels = plain > marked
        self._rounded = rounded_numbers(long), rounded_numbers(receipts)
        self._digits = minor_digits(self._settings.currency)
        self._amount = lru_cache(REMEMBERED)(self._amount_in)
        self._card = lru_cache(REMEMBERED)(self._card_in)
        self._draft = lru_cache(REMEMBERED)(self._draft_of)
        self._meet = lru_cache(REMEMBERED)(self._met)
        self._purchases: list[PastPurchase] = []
        self._alike: Counter[str] = Counter()
        self._former_alike: Counter[str] = Counter()
        self._receipts: dict[str, _Receipt] = {}
        self._added_up = 0
        self._rows, self._of = array("q"), array("q")
        self._means: list[Meeting] = []

    def _judge(self, row: int, cells: list[str]) -> None:
        code, day, clock, amount_text, receipt, cancel, name = self._fields(cells)
        if yes("cancel", cancel):
            raise NotTaken(_("Cancelled: not a purchase."))
        if self._c_cancels and receipt[:1] in ("C", "c") and receipt[1:].isdecimal():
            raise NotTaken(_("Cancelled (its number begins with C): not a purchase."))
        if not day and sums_up(cells, code):
            raise NotTaken(_("A total: not a purchase."))
        if not code or says_nothing(code):
            raise NotTaken(_("No customer."))
        amount = self._amount(amount_text)
        if amount is not None and amount < 0:
            raise NotTaken(_("Below zero: given back, not a purchase."))
        card = cleaned("customer", code, self._card)
        named = cleaned("name", name, clean_name)
        met, holds = self._meet(card, named)
        moment = self._when(day, clock)
        number = self._receipt(receipt)
        if number and self._continues(row, (receipt, number), card, moment.day, amount):
            return
        self._rows.append(row)
        self._of.append(len(self._purchases))
        self._means.append(met)
        if met.other_name:
            self._remarks[_("The card belongs to someone of another name here.")].append(row)
        self._purchases.append(
            PastPurchase(
                key=self._receipt_key(number) if number else self._row_key(card, moment, amount),
                card=holds,
                # known by its day only, it is at noon, which today may still be to come
                at=min(moment.at, self._now),
                amount=amount,
                customer=self._draft(holds, named),
                timed=moment.timed,
                former_key=self._former_key(cells, number),
            )
        )

    def _receipt(self, cell: str) -> str:
        """A receipt's number without the zeros that spreadsheets add and take away."""
        if not cell or says_nothing(cell):
            return ""
        plain, point, tail = cell.partition(".")
        if point and plain.isdecimal() and not tail.strip("0"):
            cell = plain
        if damaged_number(cell) or cell in self._rounded[1]:
            raise WrongCell(
                "receipt",
                cell,
                _("A spreadsheet has rounded this number. If it is no receipt number, add "
                  "--map receipt=-."),
            )  # fmt: skip
        return cell.casefold().lstrip("0") or "0"

    def _receipt_key(self, receipt: str) -> str:
        return self._key(f"receipt\x1e{receipt}", "receipt-")

    def _row_key(self, card: str, moment: Moment, amount: int | None) -> str:
        at = local(moment.at, self._settings.zone)
        # spreadsheets leave the seconds out, and make midnight of a day
        day = not moment.timed or (at.hour, at.minute) == (0, 0)
        when = moment.day.isoformat() if day else moment.at.isoformat(timespec="minutes")
        text = f"{card}\x1e{when}\x1e{'' if amount is None else amount}"
        self._alike[text] += 1
        return self._key(f"{text}\x1e{self._alike[text]}", BY_MEANING)

    def _former_key(self, cells: Sequence[str], receipt: str) -> str:
        """The key that earlier versions made, of the letters of the row."""
        if not self._formerly:
            return ""
        if receipt:
            cell = self._fields(list(cells))[4]
            return self._key(f"receipt\x1e{cell.casefold()}")
        text = normal(cells)
        self._former_alike[text] += 1
        ordinal = self._former_alike[text]
        return self._key(text if ordinal == 1 else f"{text}\x1e{ordinal}")

    def _card_in(self, cell: str) -> str:
        if cell in self._rounded[0]:
            raise WrongCell("customer", cell, _("A spreadsheet has rounded this number."))
        return self._padded("customer", card_of(cell))

    def _met(self, card: str, named: str) -> tuple[Meeting, str]:
        """Whom a code means, and a card number of theirs: it may be their phone."""
        said = Said(named, card, nameless=not named)
        met = self._people.meet(said)
        if met.how is How.NEW and card[:1] in ("0", "+") and len(card) > 8:
            phone = phone_key(card, self._settings.country)
            by_phone = self._people.meet(replace(said, card="", phones=[phone] if phone else ()))
            if by_phone.doubt:
                raise WrongCell("customer", card, refusal(by_phone, card))
            if by_phone.someone:
                return by_phone, by_phone.someone.card
        return met, card

    def whom(self) -> Iterator[Whom]:
        for row, index in zip(self._rows, self._of, strict=True):
            purchase = self._purchases[index]
            met = self._means[index]
            name = purchase.customer.name if purchase.customer else purchase.card
            if met.someone:
                yield Whom(row, met.someone.id, met.someone.name, met.how)
            else:
                yield Whom(row, None, name, met.how)

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
        return CustomerDraft(name or _("Customer {code}").format(code=card), card=card)

    def _continues(
        self, row: int, receipt: tuple[str, str], card: str, day: date, amount: int | None
    ) -> bool:
        """Add a row to the purchase that an earlier row of its receipt began, if there is one."""
        new = _Receipt(row, len(self._purchases), card, day)
        cell, number = receipt
        first = self._receipts.setdefault(number, new)
        if first is new:
            return False
        if (first.card, first.day) != (card, day):
            raise WrongCell(
                "receipt",
                cell,
                _(
                    "Row {row} has the same receipt number with another customer or day. If these "
                    "are no receipt numbers, add --map receipt=-."
                ).format(row=first.row),
            )
        self._added_up += 1
        self._rows.append(row)
        self._of.append(first.index)
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
        return self._shop.imports.purchases(
            self._purchases,
            earn=earn,
            dry_run=dry_run,
            progress=lambda done: progress(done, total),
        )
