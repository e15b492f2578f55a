"""One customer's ledger, kept as a shop would keep it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shopcard.rules.acts import Caps, redeem, stamp, void
from shopcard.rules.calendar import business_day
from shopcard.rules.card import Effect, Entry, Kind, replay
from shopcard.rules.program import make_terms

CONE = 1
PARIS = ZoneInfo("Europe/Paris")


class Book:
    """At ten in the morning of 2 November 2026, ten stamps are a free cone."""

    def __init__(self):
        self.programs = {CONE: make_terms([(None, "Free cone")])}
        self.entries = []
        self.now = datetime(2026, 11, 2, 10, tzinfo=UTC)
        self.caps = Caps(per_day=1000, most=1000)

    def day(self, at=None):
        return business_day(at or self.now, PARIS, time(4))

    def wait(self, **time_passed):
        self.now += timedelta(**time_passed)
        return self

    def add(self, kind, effects=(), at=None, **rest):
        at = at or self.now
        entry = Entry(len(self.entries) + 1, at, self.day(at), kind, tuple(effects), **rest)
        self.entries.append(entry)
        return entry.id

    def buy(self, stamps=1, program=CONE, amount=None, at=None):
        at = at or self.now
        effects = stamp(
            self.entries,
            self.programs,
            stamps={program: stamps} if stamps is not None else {},
            amount=amount,
            at=at,
            day=self.day(at),
            caps=self.caps,
        )
        return self.add(Kind.PURCHASE, effects, at, amount=amount)

    def give(self, stamps, kind=Kind.BONUS, program=CONE, **rest):
        return self.add(kind, [Effect(program, self.programs[program], stamps)], **rest)

    def redeem(self, reward="Free cone", program=CONE):
        return self.add(Kind.REDEEM, [redeem(self.entries, program, reward, self.day())])

    def undo(self, target):
        for gone in void(self.entries, target, self.day()):
            self.add(Kind.VOID, voids=gone)

    def card(self, program=CONE, day=None):
        return replay(self.entries, day or self.day()).card(program)

    def shows(self, program=CONE, day=None):
        card = self.card(program, day)
        return card.stamps, [reward.name for reward in card.ready]


@pytest.fixture
def book():
    return Book()
