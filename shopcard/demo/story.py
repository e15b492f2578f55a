"""The demo's past, which is pure: a seed, a last instant and a number of days become the acts of
that time, oldest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from shopcard.demo import team, voices
from shopcard.demo.people import names, notes, opening_name
from shopcard.demo.twice import second_cards
from shopcard.rules.calendar import business_day, local, near_birthday
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import (
    PlayGift,
    PlayJoin,
    PlayRedeem,
    PlayStamp,
    PlayUndo,
    PlayVoice,
)

DAYS = 730

Act = PlayJoin | PlayStamp | PlayRedeem | PlayUndo | PlayGift | PlayVoice

_ZONE = ZoneInfo("Europe/Paris")
_DAY_START = time(4)
_CUSTOMERS_A_DAY = 600 / DAYS
_LEFT, _KEPT = 1, 2
"""Who has a second card, by the order in which they took the first."""
_CONE, _WASH, _TABLE, _STALL = 1, 2, 3, 4
"""The programmes, in the order in which a new shop numbers them."""
_REWARDS = {_CONE: (10,), _WASH: (6,), _TABLE: (5, 10), _STALL: (8,)}
"""The counts at which each gives something."""
PER = 1000
"""Cents that earn a stamp in the tea room."""

_SEASON = (0.55, 0.6, 0.75, 0.95, 1.15, 1.4, 1.9, 2.0, 1.15, 0.8, 0.55, 0.75)
"""How busy each month is, January first."""
_WEEK = (0.0, 0.8, 1.05, 0.8, 0.95, 1.55, 1.6)
"""How busy each day of the week is; closed on Mondays."""


def tell(seed: int, now: datetime, days: int = DAYS) -> list[Act]:
    """The acts of the `days` that end at an instant, oldest first; the same for the same words."""
    story = _Story(Random(seed), local(now, _ZONE), days)
    people = story.people()
    acts = [act for person in people for act in story.life(person)]
    friend = _friend(people)
    acts += team.bruno(Random(seed + 1), friend.id, friend.first, story.last, _ZONE)
    acts += second_cards(people[_LEFT].draft, people[_KEPT].draft, story.later(), team.OWNER)
    acts = sorted((act for act in acts if act.at <= now), key=lambda act: act.at)
    bought = [act for act in acts if isinstance(act, PlayStamp)]
    acts += voices.answers(Random(seed + 2), bought, now)
    return sorted((act for act in acts if act.at <= now), key=lambda act: act.at)


def kept(acts: Sequence[Act]) -> str:
    """The id of the customer whose second card is merged."""
    joins = [act for act in acts if isinstance(act, PlayJoin)]
    return next(join.id for join in joins if join.draft.name == opening_name(_KEPT))


def _friend(people: "list[_Person]") -> "_Person":
    """Somebody who took a card early and rarely comes."""
    return min(people[8 : len(people) // 4 + 9], key=lambda person: person.pace)


def _season(day: date) -> float:
    return _SEASON[day.month - 1]


@dataclass(slots=True)
class _Person:
    """Someone with a card, and how they live with it."""

    id: str
    draft: CustomerDraft
    first: date
    last: date
    """The last day on which they would still come."""
    pace: float
    """The chance of a visit on a day of ordinary business."""
    hour: float
    """Of the day at which they like to come."""
    tastes: tuple[float, float, float]
    """How often they come for a cone, a wash, a table."""
    patience: float
    """The chance that a reward which is ready waits for the next visit."""
    away: tuple[date, date] | None = None
    """The days of a long absence, the first and the last, after which they came back."""
    faithful: bool = False
    """Comes on the last day whatever the weather, so that the counter's day has begun."""
    stamps: dict[int, int] = field(default_factory=lambda: dict.fromkeys(_REWARDS, 0))
    spent: int = 0
    ready: list[int] = field(default_factory=list)
    """The programme of each reward earned and not yet taken, oldest first."""

    def count(self, program: int, stamps: int, amount: int) -> None:
        """Keep in mind, as people do, what a purchase brought. Expiry is forgotten: the shop
        passes over a reward that is asked for too late."""
        earned, self.spent = divmod(self.spent + amount, PER)
        if program == _STALL:
            earned = 0
        for card, gained in ((program, stamps), (_TABLE, earned)):
            for _n in range(gained):
                self.stamps[card] += 1
                if self.stamps[card] in _REWARDS[card]:
                    self.ready.append(card)
                self.stamps[card] %= max(_REWARDS[card])


_MARKET_DAY, _AT_THE_STALL = 5, 0.3
"""Saturday, and how many of its purchases are made at the market."""
_KINDS = (
    (0.10, 0.26, None),
    (0.18, 0.11, None),
    (0.20, 0.03, None),
    (0.32, 0.12, (20, 420)),
    (0.20, 0.20, (0, 12)),
)
"""Regulars, weekly ones, occasional ones, those who lapsed, and summer visitors: their share, the
chance of a visit on an ordinary day, and days until they are seen no more."""
_AWAY = 0.5
"""How many stay away for a season, and come back."""


class _Story:
    """One telling: everything random comes from one generator, in one order."""

    def __init__(self, random: Random, now: datetime, days: int) -> None:
        self.random = random
        self.now = now
        self.last = business_day(now, _ZONE, _DAY_START)
        self.first = self.last - timedelta(days=days - 1)
        self.days = days

    def later(self) -> datetime:
        """An afternoon when the shop has been open for a while: three days follow on which it is
        open too."""
        day = self.last - timedelta(days=min(60, self.days // 2))
        day -= timedelta(days=(day.weekday() - 2) % 7)
        return datetime.combine(day, time(14, 10), _ZONE).astimezone(UTC)

    def people(self) -> list[_Person]:
        """Everybody who ever took a card, those who bring others before those they bring."""
        many = max(20, round(_CUSTOMERS_A_DAY * self.days))
        called = names(self.random, many)
        cards = self.random.sample(range(40_000_000, 50_000_000), many)
        phones = self.random.sample(range(10_000), many)
        firsts = sorted(self._first_day(n, many) for n in range(many))
        people: list[_Person] = []
        for name, card, phone, first in zip(called, cards, phones, firsts, strict=True):
            draft = self._draft(name, str(card), phone, [p.id for p in people if p.first < first])
            people.append(self._person(draft, first, rank=len(people)))
        return people

    def _first_day(self, rank: int, many: int) -> date:
        """A quarter take their card in the opening weeks, the rest as the shop becomes known."""
        share = 0.04 if rank * 4 < many else 1.0
        while True:
            day = self.first + timedelta(days=int(self.random.random() * share * self.days))
            if _WEEK[day.weekday()] and (share < 1 or self.random.random() * 2 < _season(day)):
                return day

    def _draft(self, name: str, card: str, phone: int, earlier: list[str]) -> CustomerDraft:
        chance = self.random.random
        born = date(1940, 1, 1) + timedelta(days=int(chance() * 25_000))
        birthday = f"{born:%Y-%m-%d}" if chance() < 0.6 else f"{born:--%m-%d}"
        mailbox = name.split(maxsplit=1)[0].lower()
        return CustomerDraft(
            name=name,
            # the range that France keeps free of subscribers, for fiction
            phone=f"06 39 98 {phone // 100:02} {phone % 100:02}" if chance() < 0.88 else "",
            card=card,
            email=f"{mailbox}.{card[-3:]}@example.org"
            if mailbox.isascii() and mailbox.isalpha() and chance() < 0.3
            else "",
            birthday=birthday if chance() < 0.4 else "",
            note=self.random.choice(notes()) if chance() < 0.12 else "",
            contact_ok=chance() < 0.55,
            referred_by=self.random.choice(earlier) if earlier and chance() < 0.07 else None,
        )

    def _person(self, draft: CustomerDraft, first: date, rank: int) -> _Person:
        random = self.random
        faithful = rank < 8
        kind = 0 if faithful else random.choices(
            range(len(_KINDS)), [share for share, *_rest in _KINDS]
        )[0]  # fmt: skip
        _share, pace, stay = _KINDS[kind]
        last = first + timedelta(days=random.randint(*stay)) if stay else self.last
        washes = 0.18 if random.random() < 0.3 else 0.0
        tables = random.choice((0.05, 0.15, 0.6))
        return _Person(
            id="".join(["c", *random.choices("abcdefghjkmnpqrstuvwxyz23456789", k=11)]),
            draft=draft,
            first=first,
            last=min(last, self.last),
            pace=pace * random.uniform(0.6, 1.4),
            hour=random.choices((12.6, 15.5, 16.8, 18.2), (2, 4, 4, 2))[0],
            tastes=(1 - washes - tables * (1 - washes), washes, tables * (1 - washes)),
            patience=random.choice((0.15, 0.5, 0.8)),
            away=None if faithful else self._away(first),
            faithful=faithful,
        )

    def _away(self, first: date) -> tuple[date, date] | None:
        """Every other one stays away for a season, and is back."""
        random = self.random
        if random.random() > _AWAY:
            return None
        leaves = first + timedelta(days=random.randint(10, 400))
        return leaves, leaves + timedelta(days=random.randint(95, 230))

    def life(self, person: _Person) -> Iterator[Act]:
        """A person's acts from taking the card to the last visit, oldest first."""
        day = person.first
        while day <= person.last:
            joins = day == person.first
            if joins or self._comes(person, day):
                at = self._moment(person, day)
                if joins:
                    yield PlayJoin(person.draft, at, person.id, self._staff(at))
                yield from self._visit(person, at + timedelta(seconds=40))
            day += timedelta(days=1)

    def _comes(self, person: _Person, day: date) -> bool:
        if person.away and person.away[0] <= day <= person.away[1]:
            return False
        lively = _season(day) * _WEEK[day.weekday()]
        if day == self.last:
            if person.faithful:
                return True
            opens, closes = self._hours(day)
            lively = _season(day) * min(1.0, max(0.3, (closes - opens).seconds / 36_000))
        return self.random.random() < person.pace * lively

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        """When the shop is open; on the last day it opened early enough and it is still now."""
        late = time(22, 45) if day.month in (6, 7, 8) else time(19, 15)
        opens = datetime.combine(day, time(10, 30), _ZONE)
        closes = datetime.combine(day, late, _ZONE)
        if day < self.last:
            return opens, closes
        began = datetime.combine(day, _DAY_START, _ZONE)
        return (
            max(began, min(opens, self.now - timedelta(hours=3))),
            max(began, min(closes, self.now) - timedelta(minutes=3)),
        )

    def _moment(self, person: _Person, day: date) -> datetime:
        opens, closes = self._hours(day)
        liked = datetime.combine(day, time(), _ZONE) + timedelta(
            hours=max(0.0, self.random.gauss(person.hour, 1.6))
        )
        if not opens <= liked <= closes:
            liked = opens + (closes - opens) * self.random.random()
        return liked.replace(microsecond=0).astimezone(UTC)

    def _visit(self, person: _Person, at: datetime) -> Iterator[Act]:
        """A reward left from last time, then a purchase, at times miskeyed and undone first."""
        random = self.random
        staff = self._staff(at)
        if person.ready and random.random() > person.patience:
            yield PlayRedeem(person.id, at, person.ready.pop(0), staff)
            at += timedelta(seconds=random.randint(8, 25))
            if random.random() < 0.15:
                return
        born = person.draft.birthday
        if born and near_birthday(born, business_day(at, _ZONE, _DAY_START)):
            yield PlayGift(person.id, at, _CONE, staff)
            at += timedelta(seconds=random.randint(8, 25))
        program = random.choices((_CONE, _WASH, _TABLE), person.tastes)[0]
        if local(at, _ZONE).weekday() == _MARKET_DAY and random.random() < _AT_THE_STALL:
            program = _STALL
        stamps, amount = self._basket(program)
        if stamps and random.random() < 0.008:
            yield PlayStamp(person.id, at, stamps + 2, program, amount, staff)
            at += timedelta(seconds=random.randint(15, 50))
            yield PlayUndo(person.id, at, staff)
            at += timedelta(seconds=random.randint(5, 15))
        yield PlayStamp(person.id, at, stamps, program, amount, staff)
        person.count(program, stamps or 0, amount or 0)
        if person.ready and random.random() > person.patience:
            at += timedelta(seconds=random.randint(10, 40))
            yield PlayRedeem(person.id, at, person.ready.pop(0), staff)

    def _basket(self, program: int) -> tuple[int | None, int | None]:
        """Stamps keyed in (None: the spend decides) and cents."""
        random = self.random
        if program == _TABLE:
            return None, random.randrange(450, 2600, 10)
        if program == _WASH:
            return 1, random.choice((900, 1200, 1500))
        if program == _STALL:
            return 1, random.randrange(600, 2400, 50)
        cones = random.choices((1, 2, 3, 4, 5), (62, 24, 8, 5, 1))[0]
        extras = random.randrange(200, 650, 10) if random.random() < 0.25 else 0
        amount = cones * random.choice((290, 320, 350, 420)) + extras
        return cones, amount if random.random() < 0.95 else None

    def _staff(self, at: datetime) -> str:
        return team.clerk(self.random, at, self.last, _ZONE)
