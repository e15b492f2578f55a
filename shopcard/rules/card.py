"""What a card shows: replay.

A ledger is a customer's entries in the order they were recorded. All days are business days.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from shopcard.rules.calendar import add_months
from shopcard.rules.program import Promise, Terms


class Kind(StrEnum):
    """What an entry is."""

    PURCHASE = "purchase"
    BONUS = "bonus"
    REDEEM = "redeem"
    VOID = "void"
    OPENING = "opening"
    ADJUST = "adjust"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry does in one programme, under the terms in force when it was recorded."""

    program: int
    terms: Terms
    stamps: int = 0
    reward: str | None = None
    """The reward that a redemption gives, or that a bonus earns."""
    times: int = 1
    """As how many each stamp counts, by the customer's tier when it was recorded."""
    limit: int | None = None
    """The most stamps that the amount may still earn, by the caps when it was recorded; `times`
    comes on top. What more it would have earned is lost."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act in the ledger. `amount` is in minor units; 0 is an amount, None is none."""

    id: int
    at: datetime
    day: date
    kind: Kind
    effects: tuple[Effect, ...] = ()
    amount: int | None = None
    voids: int | None = None
    caused_by: int | None = None
    joined: "tuple[Entry, ...]" = ()
    """Of a merge: the whole ledger of the other, with its own merges. While the merge stands the
    other takes no acts but voids, so this is their standing as of then."""


@dataclass(frozen=True, slots=True)
class Reward:
    """One earned copy of a promise. Good until its `expires` day closes; None: for ever."""

    program: int
    name: str
    terms: Terms
    """Those of the card that earned it."""
    earned_by: int
    day: date
    """The business day of the entry that earned it, on which figures count it."""
    earned_on: date
    """The day by the replay's clock, from which its expiry runs."""
    expires: date | None = None
    redeemed_by: int | None = None

    @property
    def promise(self) -> Promise | None:
        """As its terms offered it."""
        return self.terms.promise(self.name)

    def ready(self, today: date) -> bool:
        return self.redeemed_by is None and (self.expires is None or today <= self.expires)


@dataclass(frozen=True, slots=True)
class Card:
    """A customer's standing in one programme."""

    program: int
    terms: Terms | None = None
    """Of the card in progress; None while it is untouched."""
    stamps: int = 0
    carry: int = 0
    """Spend in minor units kept towards the next stamp."""
    expires: date | None = None
    """The last business day on which the card in progress is good; None: no expiry."""
    rewards: tuple[Reward, ...] = ()
    """Every copy ever earned, oldest first."""
    today: date = date.min

    @property
    def ready(self) -> tuple[Reward, ...]:
        """Earned, unredeemed, unexpired; the first to expire first."""
        return tuple(sorted((r for r in self.rewards if r.ready(self.today)), key=_first_to_expire))

    @property
    def changes_on(self) -> date | None:
        """The first day on which time alone will have changed this card."""
        ends = [d for d in (self.expires, *(r.expires for r in self.ready)) if d]
        return min(ends) + timedelta(days=1) if ends else None


def _first_to_expire(reward: Reward) -> tuple[date, date, int]:
    return (reward.expires or date.max, reward.earned_on, reward.earned_by)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ledger comes to on a given day."""

    cards: Mapping[int, Card]
    gains: Mapping[tuple[int, int], int]
    """Stamps that each (entry, programme) brought, those earned by spend included. A merge moves
    stamps; what it brings is a stamp that two remainders make together."""
    given: Mapping[int, Reward]
    """The copy that each standing redemption took."""
    uncovered: tuple[int, ...] = ()
    """Redemptions that no reward covers; empty in every ledger that the rules wrote."""

    def card(self, program: int) -> Card:
        return self.cards.get(program) or Card(program)


@dataclass(slots=True)
class _Progress:
    """A card while it is being replayed."""

    program: int
    terms: Terms | None = None
    stamps: int = 0
    carry: int = 0
    last: date = date.min
    rewards: list[Reward] = field(default_factory=list)

    def expires(self) -> date | None:
        if self.terms is None or self.terms.stamps_expire is None:
            return None
        return add_months(self.last, self.terms.stamps_expire)

    def over(self, day: date) -> bool:
        """Whether the card in progress has passed its end and is gone whole."""
        end = self.expires()
        return end is not None and day > end

    def reach(self, day: date) -> None:
        """Let time pass to a day."""
        if self.over(day):
            self.terms, self.stamps, self.carry = None, 0, 0

    def take(self, entry: Entry, effect: Effect, day: date) -> int:
        """Spend the entry's amount, then its keyed-in stamps, card by card; stamps gained."""
        if effect.stamps < 0:
            return self._take_off(-effect.stamps)
        if effect.reward is not None:
            self._earn(effect.terms, effect.reward, entry, day)
        loose, gained = effect.stamps * effect.times, 0
        pot = 0 if effect.limit == 0 else entry.amount or 0
        left = sys.maxsize if effect.limit is None else effect.limit
        while loose or (pot and (self.terms or effect.terms).per):
            if self.terms is None:
                self.terms, self.last = effect.terms, day
            room = self.terms.size - self.stamps
            if pot and self.terms.per:
                pot += self.carry
                paid = min(pot // self.terms.per, -(-room // effect.times), left)
                pot, left = pot - paid * self.terms.per, left - paid
                earned = min(paid * effect.times, room)
                loose += paid * effect.times - earned
                if not left:
                    pot %= self.terms.per
                self.carry, pot = (pot, 0) if earned < room else (0, pot)
            else:
                earned = min(loose, room)
                loose -= earned
            gained += earned
            self._grow(earned, entry, day)
            if self.terms is None:
                pot, self.carry = pot + self.carry, 0
        return gained

    def _earn(self, terms: Terms, name: str, entry: Entry, day: date) -> None:
        """A reward of an occasion, which no stamps brought."""
        life = terms.reward_expires
        expires = day + timedelta(days=life) if life is not None else None
        self.rewards.append(Reward(self.program, name, terms, entry.id, entry.day, day, expires))

    def join(self, other: "_Progress", entry: Entry, day: date) -> int:
        """Take over another's card and rewards; the stamps that two remainders make together.

        Two cards in progress become one under the terms of the smaller. What that one is due is
        earned now, less what either had earned on its way: a reward reached by one stamp is never
        had twice for it.
        """
        self.rewards = sorted([*self.rewards, *other.rewards], key=lambda r: r.earned_by)
        if other.terms is None:
            return 0
        if self.terms is None:
            self.terms, self.stamps = other.terms, other.stamps
            self.carry, self.last = other.carry, other.last
            return 0
        terms = min(self.terms, other.terms, key=lambda t: t.size)
        earned = Counter([*self._reached(), *other._reached()])
        carry = self._carry_under(terms) + other._carry_under(terms)
        made, self.carry = divmod(carry, terms.per) if terms.per else (0, 0)
        full, self.stamps = divmod(self.stamps + other.stamps + made, terms.size)
        for promise in terms.promises:
            due = full + (promise.count <= self.stamps)
            for _copy in range(due - earned[promise.name]):
                self._earn(terms, promise.name, entry, day)
        self.last = max(self.last, other.last)
        self.terms = None if full and not (self.stamps or self.carry) else terms
        return made

    def _reached(self) -> list[str]:
        """The rewards that the card in progress has earned so far."""
        promises = self.terms.promises if self.terms else ()
        return [promise.name for promise in promises if promise.count <= self.stamps]

    def _carry_under(self, terms: Terms) -> int:
        """The remainder as the same part of a stamp under other terms."""
        per = self.terms.per if self.terms else None
        return self.carry * terms.per // per if per and terms.per else 0

    def _take_off(self, stamps: int) -> int:
        """The owner's correction: a card shows no less than none, and what it earned stays."""
        taken = min(stamps, self.stamps)
        self.stamps -= taken
        return -taken

    def _grow(self, earned: int, entry: Entry, day: date) -> None:
        if not earned or self.terms is None:
            return
        before, self.stamps, self.last = self.stamps, self.stamps + earned, day
        life = self.terms.reward_expires
        expires = day + timedelta(days=life) if life is not None else None
        self.rewards += [
            Reward(self.program, promise.name, self.terms, entry.id, entry.day, day, expires)
            for promise in self.terms.promises
            if before < promise.count <= self.stamps
        ]
        if self.stamps == self.terms.size:
            self.terms, self.stamps = None, 0

    def give(self, entry: Entry, name: str | None, day: date) -> Reward | None:
        """Take the copy that expires first; None when there is none to take."""
        ready = [r for r in self.rewards if r.name == name and r.ready(day)]
        if not ready:
            return None
        taken = min(ready, key=_first_to_expire)
        given = replace(taken, redeemed_by=entry.id)
        self.rewards[self.rewards.index(taken)] = given
        return given

    def card(self, today: date) -> Card:
        if self.over(today):
            return Card(self.program, rewards=tuple(self.rewards), today=today)
        return Card(
            self.program,
            self.terms,
            self.stamps,
            self.carry,
            self.expires(),
            tuple(self.rewards),
            today,
        )


def every(entries: Iterable[Entry]) -> Iterator[Entry]:
    """All entries of a ledger, those of merged customers before the merge."""
    for entry in entries:
        yield from every(entry.joined)
        yield entry


def sift(entries: Iterable[Entry], keep: Callable[[Entry], bool]) -> list[Entry]:
    """The entries to keep, in the ledgers of merged customers too."""
    return [
        replace(entry, joined=tuple(sift(entry.joined, keep))) if entry.joined else entry
        for entry in entries
        if keep(entry)
    ]


def standing_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The acts that still stand: neither voided, nor voids themselves; those of merged customers
    too, each before the merge."""
    own = _own_standing(entries)
    if not any(entry.joined for entry in own):
        return own
    return [found for entry in own for found in (*standing_entries(entry.joined), entry)]


def _own_standing(entries: Iterable[Entry]) -> list[Entry]:
    entries = list(entries)
    voided = {e.voids for e in entries if e.voids is not None}
    return [e for e in entries if e.kind is not Kind.VOID and e.id not in voided]


class Running:
    """A replay under way: standing entries are taken one by one as they are recorded."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._cards: dict[int, _Progress] = {}
        self._gains: dict[tuple[int, int], int] = {}
        self._given: dict[int, Reward] = {}
        self._uncovered: list[int] = []
        self._clock: datetime | None = None
        self._day = date.min
        for entry in _own_standing(entries):
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """The next entry; never a void, which changes what came before."""
        if self._clock is None or entry.at >= self._clock:
            self._clock, self._day = entry.at, max(self._day, entry.day)
        if entry.joined:
            self._join(entry)
        for effect in entry.effects:
            card = self._cards.setdefault(effect.program, _Progress(effect.program))
            card.reach(self._day)
            if entry.kind is Kind.REDEEM:
                if reward := card.give(entry, effect.reward, self._day):
                    self._given[entry.id] = reward
                else:
                    self._uncovered.append(entry.id)
            else:
                self._gains[entry.id, effect.program] = card.take(entry, effect, self._day)

    def _join(self, entry: Entry) -> None:
        """Take over what another's ledger comes to."""
        other = Running(entry.joined)
        if other._clock and self._clock and other._clock > self._clock:
            self._clock = other._clock
        self._day = max(self._day, other._day)
        self._gains |= other._gains
        self._given |= other._given
        self._uncovered += other._uncovered
        for program, theirs in other._cards.items():
            card = self._cards.setdefault(program, _Progress(program))
            card.reach(self._day)
            theirs.reach(self._day)
            if made := card.join(theirs, entry, self._day):
                self._gains[entry.id, program] = made

    def standing(self, today: date) -> Standing:
        """What it has come to on `today`."""
        last = max(self._day, today)
        return Standing(
            {program: card.card(last) for program, card in self._cards.items()},
            dict(self._gains),
            dict(self._given),
            tuple(self._uncovered),
        )


def taken(card: Card, entry: Entry, effect: Effect) -> tuple[Card, int]:
    """A card as a purchase now would leave it, and the stamps that it would gain."""
    progress = _Progress(
        card.program, card.terms, card.stamps, card.carry, entry.day, list(card.rewards)
    )
    gained = progress.take(entry, effect, entry.day)
    return progress.card(entry.day), gained


def replay(entries: Iterable[Entry], today: date) -> Standing:
    """What the ledger comes to on `today`.

    Entries count in the order given. The clock never runs back: an entry whose instant is earlier
    than its predecessor's counts at the predecessor's.
    """
    return Running(entries).standing(today)
