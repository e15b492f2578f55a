"""The rows of a table as customers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shopcard.files.imports.cell_values import DateForm, read_birth
from shopcard.files.imports.column_titles import TITLES, title_keys
from shopcard.files.imports.row_base import (
    NotTaken,
    Progress,
    Rows,
    SetAside,
    Whom,
    WrongCell,
    card_of,
    cleaned,
    normal,
    sums_up,
    yes,
)
from shopcard.language import _, ngettext, say_number
from shopcard.rules.damage import damaged_number, rounded_numbers, says_nothing
from shopcard.rules.identity import (
    checked_birthday,
    clean_birthday,
    clean_email,
    clean_name,
    clean_phone,
    no_ones_phone,
    phone_key,
)
from shopcard.rules.text import clean_note, fold
from shopcard.rules.whom import How, Meeting, Someone
from shopcard.store.answers.counter import Absorbed, CustomerDraft
from shopcard.store.imports.known_people import said_of

KEEP, LEAVE = "add", "leave"
"""What becomes of somebody of another name with a phone or e-mail that another has."""

_TELLING = ("phone", "phone_2", "email", "birthday")
_SHORTEST = 6
_BETWEEN_PHONES = re.compile(r"\s*(?:[;,|\n]|\s/\s|(?<=\d)/(?=[0+])|\b(?:ou|or|et|and)\b)\s*", re.I)
_ADDRESS = re.compile(r"[^\s<>()\[\];,:\"]+@[^\s<>()\[\];,:\"]+\.[^\s<>()\[\];,:\"]+")


@dataclass(frozen=True, slots=True)
class _Read:
    """What a row of a customer says, or a balance's of its customer."""

    row: int
    key: str
    former_key: str
    draft: CustomerDraft


class CustomerRows(Rows):
    """Rows as customers. A row that means somebody known already is nobody new."""

    shared = KEEP

    def _look(self) -> None:
        births = DateForm()
        cards = set[str]()
        for fields in self._all_fields():
            person = self._person(fields)
            births.look(person["birthday"])
            cards.add(person["card"])
        self._birth_form = self._settle(births)
        self.date_form = self._birth_form
        self._rounded = rounded_numbers(cards)
        self._drafts: dict[str, CustomerDraft] = {}
        self._former: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._same: dict[str, int] = {}
        self._whom: list[Whom] = []
        self._there = self._shop.imports.keys_imported()
        self._role = self._role_column()

    def _role_column(self) -> int:
        """The column in which Dolibarr says of each third party what it is: 0 a supplier, 1 or 3 a
        customer, 2 a prospect. 0 where there is none."""
        named = {"client", "customer"}
        for index, label in enumerate(self._columns.labels):
            if index in self._columns.at.values() or named.isdisjoint(title_keys(label)):
                continue
            found = {cells[index] for _row, cells in self._cells() if index < len(cells)}
            if index and found <= {"0", "1", "2", "3"}:
                return index
        return 0

    def _person(self, fields: Sequence[str]) -> dict[str, str]:
        """The cells of a row by field."""
        return dict(zip(TITLES[self._columns.kind], fields, strict=True))

    def _judge(self, row: int, cells: list[str]) -> None:
        person = self._person(self._fields(cells))
        self._refuse_total(cells, person)
        if self._role and cells[self._role : self._role + 1] in (["0"], ["2"]):
            raise NotTaken(_("A supplier or a prospect: not a customer."))
        same = self._same.setdefault(normal(cells), row)
        if same != row:
            raise NotTaken(_("The same as row {row}.").format(row=same))
        draft = self._read(row, person)
        read = _Read(row, self._key_of(draft), self._key(normal(cells)), draft)
        said = said_of(draft)
        met = self._people.meet(said)
        if read.key in self._there or read.former_key in self._there:
            self._take(read, met if met.someone else Meeting(How.THERE))
            return
        if met.how is How.CARD and (met.doubt or met.other_name):
            raise WrongCell("card", draft.card, self._card_is_taken(met, draft))
        if met.someone and met.someone.row:
            raise NotTaken(_("The same customer as row {row}.").format(row=met.someone.row))
        if met.shares:
            self._share(row, met, met.shares)
        if met.how is How.NEW:
            self._people.add(Someone("", draft.name, row=row), said)
        elif met.doubt:
            self.warned.append(SetAside(row, _("Already there several times: see Duplicates.")))
        self._take(read, met)

    def _take(self, read: _Read, met: Meeting) -> None:
        self._drafts[read.key] = read.draft
        self._former[read.key] = read.former_key
        self._rows[read.key] = read.row
        if met.someone:
            self._whom.append(Whom(read.row, met.someone.id, met.someone.name, met.how))
        else:
            self._whom.append(Whom(read.row, None, read.draft.name, met.how))

    def _share(self, row: int, met: Meeting, other: Someone) -> None:
        """Somebody of another name has the phone or the e-mail of a row: the owner says what
        becomes of it."""
        why = (
            _("{name} has the same phone under another name.")
            if met.shares_by is How.PHONE
            else _("{name} has the same e-mail under another name.")
        ).format(name=other.name)
        if self.shared == LEAVE:
            raise NotTaken(why)
        self.warned.append(SetAside(row, why))

    def _card_is_taken(self, met: Meeting, draft: CustomerDraft) -> str:
        someone = met.someone
        if someone and someone.row:
            return _("Row {row} has the same card number.").format(row=someone.row)
        if someone and met.doubt:
            return _("Card {number} was {name}'s and has been replaced. Use another card.").format(
                number=draft.card, name=someone.name
            )
        return _("Card {number} already belongs to {name}. Use another card.").format(
            number=draft.card, name=someone.name if someone else ""
        )

    def _refuse_total(self, cells: Sequence[str], person: dict[str, str]) -> None:
        named = person["name"] or person["first_name"]
        told = [person["card"]]
        # a few digits are how many there are, and no phone
        told += [cell for field in _TELLING if len(cell := person[field]) >= _SHORTEST]
        if not any(told) and sums_up(cells, named):
            raise NotTaken(_("A total: not a customer."))

    def _key_of(self, draft: CustomerDraft, besides: str = "") -> str:
        """A row's key: what tells most of its customer, with the name."""
        phones = " ".join(sorted(said_of(draft).phones))
        told = (
            f"card {draft.card}" if draft.card
            else f"phone {phones}" if phones
            else f"email {draft.email.casefold()}" if draft.email
            else f"only {draft.birthday}\x1e{draft.note.casefold()}"
        )  # fmt: skip
        return self._key(f"{besides}{told}\x1e{fold(draft.name)}", "person-")

    # Cells

    def _read(self, row: int, person: dict[str, str]) -> CustomerDraft:
        card = cleaned("card", person["card"], self._card)
        phones = [
            phone
            for field in ("phone", "phone_2")
            for phone in self._phones(row, field, person[field])
        ]
        name = f"{person['first_name']} {person['name']}".strip()
        return CustomerDraft(
            name=cleaned("name", name or self._unnamed(card), clean_name),
            phone=phones[0] if phones else "",
            more_phones=tuple(dict.fromkeys(p for p in phones[1:] if p != phones[0])),
            card=card,
            email=self._email(row, person["email"]),
            birthday=cleaned("birthday", person["birthday"], self._birthday),
            note=cleaned("note", person["note"], clean_note),
            contact_ok=yes("contact", person["contact"]),
        )

    def _unnamed(self, card: str) -> str:
        """What to call somebody whose name is missing."""
        raise WrongCell("name", "", _("The name is missing."))

    def _card(self, cell: str) -> str:
        if cell in self._rounded:
            raise WrongCell("card", cell, _("A spreadsheet has rounded this number."))
        return self._padded("card", card_of(cell))

    def _phones(self, row: int, field: str, cell: str) -> list[str]:
        """All phones of a cell, E.164; what only fills it is none."""
        country = self._settings.country
        parts = [part for part in _BETWEEN_PHONES.split(cell) if part]
        if len(parts) > 1 and phone_key(cell, country):
            parts = [cell]
        found = []
        for part in parts:
            plain = part.removeprefix("'")
            if says_nothing(plain):
                continue
            if not damaged_number(plain) and no_ones_phone(plain):
                left_out = _("“{text}” is nobody's phone: it is left out.").format(text=plain)
                self._remarks[left_out].append(row)
                continue
            if damaged_number(plain):
                raise WrongCell(field, part, _("A spreadsheet has rounded this number."))
            if plain.isdecimal() and not phone_key(plain, country):
                # a spreadsheet takes the plus away
                plain = f"+{plain}" if _valid(f"+{plain}") else plain
            found.append(cleaned(field, plain, lambda text: clean_phone(text, country)))
        return [phone for phone in found if phone]

    def _email(self, row: int, cell: str) -> str:
        """The address in a cell, the first where there are several."""
        if not cell or says_nothing(cell):
            return ""
        found = _ADDRESS.findall(cell.removeprefix("mailto:"))
        if not found:
            found = _ADDRESS.findall(re.sub(r"\s+", "", cell))[:1]
        if len(found) > 1:
            self._remarks[_("Several e-mail addresses in one cell: the first is kept.")].append(row)
        return cleaned("email", found[0] if found else cell, clean_email)

    def _birthday(self, cell: str) -> str:
        born = read_birth(cell, self._birth_form, self._today)
        if born:
            return checked_birthday(born, self._today).isoformat()
        return clean_birthday(cell, self._today)

    # All rows

    def _conclude(self) -> None:
        """Each row was judged against all who are known."""

    def whom(self) -> Iterator[Whom]:
        yield from self._whom

    def absorb(self, earn: bool, dry_run: bool, progress: Progress) -> Absorbed:
        absorbed = self._shop.imports.customers(
            tuple(self._drafts.items()), former=self._former, dry_run=dry_run
        )
        progress(len(self._drafts), len(self._drafts))
        if n := absorbed.completed:
            self.notes.append(
                ngettext(
                    "{n} customer who was known by the card alone has a name now.",
                    "{n} customers who were known by the card alone have a name now.",
                    n,
                ).format(n=say_number(n))
            )
        return absorbed


def _valid(number: str) -> bool:
    """Whether a number with its country's code is one that is given to somebody."""
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, None)))
    except phonenumbers.NumberParseException:
        return False
