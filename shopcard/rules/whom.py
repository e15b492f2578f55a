"""Whom a row of a list means, of all who are known: decided here, in one order.

A card number names its holder. Without one a phone does, then an e-mail address, each together with
a like name: a family shares a phone. Last comes a name with the whole date of birth. Where nothing
of this fits the row is of somebody new.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shopcard.rules.duplicates import near, same_name
from shopcard.rules.text import fold, typed_words


class How(StrEnum):
    """What told whom a row means."""

    CARD = "card"
    PHONE = "phone"
    EMAIL = "email"
    BIRTHDAY = "birthday"
    """A name with the whole date of birth."""
    NEW = "new"
    """Nothing: they are somebody new."""
    THERE = "there"
    """The row itself came in before, and they are not here any more."""


class Doubt(StrEnum):
    """Why it cannot be told whom a row means."""

    REPLACED = "replaced"
    """Its card has been replaced by another."""
    SEVERAL = "several"
    """It fits several customers alike."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A customer, or a row above that is of somebody new."""

    id: str
    name: str
    nameless: bool = False
    """Whether the name is only made up from a card number."""
    row: int = 0
    """The row above; 0 for a customer of the shop."""
    card: str = ""
    """The card number in use."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of a person, cleaned; empty where it does not say."""

    name: str
    card: str = ""
    phones: Sequence[str] = ()
    """E.164."""
    email: str = ""
    birthday: str = ""
    """YYYY-MM-DD, or --MM-DD, which names nobody."""
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """Whom a row means, and what speaks against it."""

    how: How
    someone: Someone | None = None
    doubt: Doubt | None = None
    field: str = ""
    """What of the row leaves it in doubt: `card`, `phone`, `email` or `name`."""
    other_name: bool = False
    """The holder of the card is called otherwise."""
    shares: Someone | None = None
    """Somebody of another name with the same phone or e-mail address."""
    shares_by: How = How.NEW
    """PHONE or EMAIL: what they share."""


class People:
    """All who are known, by what a row may say of them. Those who are `add`ed later are met as
    well."""

    def __init__(self) -> None:
        self._cards: dict[str, tuple[Someone, bool]] = {}
        self._shared: defaultdict[tuple[How, str], dict[tuple[str, str], Someone]] = defaultdict(
            dict
        )

    def add(self, someone: Someone, said: Said, replaced: Iterable[str] = ()) -> None:
        """Somebody with what is known of them; `replaced` are card numbers that were theirs."""
        for number in replaced:
            self._cards[number] = someone, True
        if said.card:
            self._cards[said.card] = someone, False
        for how, key in _keys(said):
            self._shared[how, key].setdefault((someone.id, someone.name), someone)

    @property
    def cards(self) -> set[str]:
        """Card numbers that are or were somebody's."""
        return set(self._cards)

    def meet(self, said: Said) -> Meeting:
        """Whom a row means, somebody new where nobody fits."""
        if said.card in self._cards:
            holder, replaced = self._cards[said.card]
            if replaced:
                return Meeting(How.CARD, holder, Doubt.REPLACED, "card")
            return Meeting(How.CARD, holder, other_name=not _may_be(said, holder))
        shares, shares_by = None, How.NEW
        for how, key in _keys(said):
            known = self._shared.get((how, key), {}).values()
            alike = {one.id: one for one in known if how is How.BIRTHDAY or _may_be(said, one)}
            if len(alike) > 1:
                field = "name" if how is not How.EMAIL else "email"
                return Meeting(how, doubt=Doubt.SEVERAL, field=field)
            if alike:
                return Meeting(how, next(iter(alike.values())))
            if known and shares is None:
                shares, shares_by = next(iter(known)), how
        return Meeting(How.NEW, shares=shares, shares_by=shares_by)


def like(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same words, or one typing mistake apart."""
    if fold(one) == fold(other):
        return True
    return _spelled(one) and (same_name(one, other) or near(one, other))


def _spelled(name: str) -> bool:
    """Whether a name has letters: without any it has no other spellings."""
    return any(c.isalpha() for c in name)


def made_of_card(name: str, card: str) -> bool:
    """Whether a name is only a word and the card number, as those get whose name is not known."""
    words = name.split()
    return len(words) == 2 and words[1] == card


def _may_be(said: Said, holder: Someone) -> bool:
    return said.nameless or holder.nameless or like(said.name, holder.name)


def _keys(said: Said) -> list[tuple[How, str]]:
    """What a person is known by besides the card, what tells most first."""
    keys = [(How.PHONE, phone) for phone in dict.fromkeys(said.phones)]
    if said.email:
        keys.append((How.EMAIL, said.email.casefold()))
    if said.birthday and not said.birthday.startswith("-") and not said.nameless:
        words = " ".join(sorted(set(typed_words(said.name))))
        name = words if _spelled(said.name) else fold(said.name)
        keys.append((How.BIRTHDAY, f"{said.birthday} {name}"))
    return keys
