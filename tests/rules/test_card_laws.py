"""Any run of acts, held against a naive shop that counts stamp by stamp and cent by cent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shopcard.errors import Refused
from shopcard.rules.acts import Caps, redeem, stamp, void
from shopcard.rules.card import Effect, Entry, Kind, Running, replay
from shopcard.rules.program import make_terms
from tests.naive_card import NaiveCard, NaiveShop

PROGRAMS = (1, 2, 3)
CAPS = Caps(per_day=4, most=12)


def picture(standing):
    """The same of the real thing."""
    return {
        program: (
            card.terms,
            card.stamps,
            card.carry,
            card.expires,
            [[r.name, r.earned_by, r.earned_on, r.expires, r.redeemed_by] for r in card.rewards],
        )
        for program, card in standing.cards.items()
        if card.terms or card.rewards
    }


def visible(card):
    return card.stamps, card.carry, card.ready


@st.composite
def any_terms(draw):
    size = draw(st.integers(1, 5))
    counts = [None, *draw(st.lists(st.integers(1, size), max_size=2))]
    return make_terms(
        list(zip(counts, draw(st.permutations("abc")), strict=False)),
        stamps=size,
        per=draw(st.none() | st.integers(7, 60)),
        stamps_expire=draw(st.none() | st.integers(1, 3)),
        reward_expires=draw(st.none() | st.integers(1, 40)),
        per_day=draw(st.none() | st.integers(1, 6)),
        pause=draw(st.none() | st.integers(1, 300)),
        most=draw(st.none() | st.integers(1, 15)),
        tiers=draw(
            st.just([])
            | st.builds(lambda v, t: [("T", v, t, None)], st.integers(1, 3), st.integers(2, 3))
        ),
    )


programs = st.sampled_from(PROGRAMS)


class Shop(RuleBasedStateMachine):
    @initialize(terms=st.tuples(any_terms(), any_terms(), any_terms()))
    def open_shop(self, terms):
        self.terms = dict(zip(PROGRAMS, terms, strict=True))
        self.closed = set()
        self.entries = []
        self.running = Running()
        self.now = datetime(2026, 1, 29, 10, tzinfo=UTC)
        self.day_start = 4

    # What the world does

    @rule(days=st.integers(0, 40), minutes=st.integers(0, 1440))
    def time_passes(self, days, minutes):
        self.now += timedelta(days=days, minutes=minutes)

    @rule(hour=st.sampled_from([0, 4, 11]))
    def the_day_start_moves(self, hour):
        self.day_start = hour

    @rule(program=programs, terms=any_terms())
    def terms_change(self, program, terms):
        before = picture(replay(self.entries, self.today))
        self.terms[program] = terms
        assert picture(replay(self.entries, self.today)) == before

    @rule(program=programs)
    def a_programme_closes_or_opens_again(self, program):
        self.closed ^= {program}

    # What the counter does

    @rule(
        counts=st.dictionaries(programs, st.integers(-1, 13), max_size=3)
        | st.dictionaries(programs, st.integers(1, 5), min_size=1, max_size=3),
        amount=st.none() | st.integers(0, 150),
        ago=st.just(0) | st.integers(0, 40 * 1440),
    )
    def buy(self, counts, amount, ago):
        at = self.now - timedelta(minutes=ago)
        day = self.day_of(at)
        opened = {p: t for p, t in self.terms.items() if p not in self.closed}
        asked = {"stamps": counts, "amount": amount, "at": at, "day": day, "caps": CAPS}
        if self.must_refuse(counts, at, day):
            self.refuses(lambda: stamp(self.entries, opened, **asked))
            return
        effects = stamp(self.entries, opened, **asked)
        naive = NaiveShop(self.entries, day)
        fed = {p for p, t in opened.items() if amount and (naive.terms(p) or t).per}
        assert {e.program: (e.stamps, e.terms, e.times) for e in effects} == {
            p: (counts.get(p, 0), self.terms[p], self.times(p, day)) for p in counts.keys() | fed
        }
        for effect in effects:
            self.is_capped(effect, counts, amount, at, day)
        self.record(Kind.PURCHASE, effects, at, amount=amount)

    def must_refuse(self, counts, at, day):
        return any(
            program in self.closed
            or not 1 <= count <= (self.terms[program].most or CAPS.most)
            or self.takes_no_more(program, at, day)
            for program, count in counts.items()
        )

    def takes_no_more(self, program, at, day):
        terms, that_day = self.terms[program], 0
        for entry in self.standing():
            if entry.kind != Kind.PURCHASE:
                continue
            if not any(
                e.program == program and (e.stamps > 0 or entry.amount) for e in entry.effects
            ):
                continue
            that_day += entry.day == day
            apart = abs((entry.at - at).total_seconds())
            if terms.pause and apart < terms.pause * 60:
                return True
        return that_day >= (terms.per_day or CAPS.per_day)

    def times(self, program, day):
        """By the tier of the days that came before, a year back at most."""
        a_year_ago = date(
            day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day
        )
        days = {e.day for e in self.standing() if e.kind == Kind.PURCHASE}
        visits = sum(a_year_ago <= d < day for d in days)
        return max([t.times for t in self.terms[program].tiers if visits >= t.visits], default=1)

    def is_capped(self, effect, counts, amount, at, day):
        """Spend earns no more than the caps leave, and all of it where they leave enough."""
        terms, keyed = self.terms[effect.program], counts.get(effect.program, 0)
        left = (terms.most or CAPS.most) - keyed
        if self.takes_no_more(effect.program, at, day):
            left = 0
        if effect.limit is not None:
            assert effect.limit == left
            return
        card = NaiveShop(self.entries, day).cards.get(effect.program, NaiveCard())
        gained = card.feed(effect.terms, 0, amount or 0, 0, day)
        assert gained <= left

    @rule(program=programs, stamps=st.integers(1, 6), caused=st.booleans())
    def give_a_bonus(self, program, stamps, caused):
        bought = [e.id for e in self.standing() if e.kind == Kind.PURCHASE]
        self.record(
            Kind.BONUS,
            (Effect(program, self.terms[program], stamps),),
            caused_by=bought[-1] if caused and bought else None,
        )

    @rule(program=programs, stamps=st.integers(-6, 6))
    def the_owner_corrects(self, program, stamps):
        self.record(Kind.ADJUST, (Effect(program, self.terms[program], stamps),))

    @rule(program=programs, name=st.sampled_from("abc"))
    def ask_for_a_reward(self, program, name):
        self.give(program, name)

    @rule(which=st.integers(0, 20))
    def give_what_is_ready(self, which):
        naive = NaiveShop(self.entries, self.today)
        ready = [(p, reward[0]) for p in PROGRAMS for reward in naive.ready(p)]
        if ready:
            self.give(*ready[which % len(ready)])

    def give(self, program, name):
        naive = NaiveShop(self.entries, self.today)
        if name not in [reward[0] for reward in naive.ready(program)]:
            self.refuses(lambda: redeem(self.entries, program, name, self.today))
            return
        effect = redeem(self.entries, program, name, self.today)
        assert (effect.program, effect.reward, effect.stamps) == (program, name, 0)
        assert name in [promise.name for promise in effect.terms.promises]
        self.record(Kind.REDEEM, (effect,))

    @precondition(lambda self: self.entries)
    @rule(back=st.integers(0, 4) | st.integers(0, 60))
    def undo(self, back):
        target = self.entries[-1 - back % len(self.entries)]
        standing = [entry.id for entry in self.standing()]
        gone = {e.id for e in self.standing() if target.id in (e.id, e.caused_by)}
        left = [entry for entry in self.entries if entry.id not in gone]
        if target.id not in standing or NaiveShop(left, self.today).uncovered:
            self.refuses(lambda: void(self.entries, target.id, self.today))
            return
        voided = void(self.entries, target.id, self.today)
        assert (voided[0], set(voided)) == (target.id, gone)
        for entry in voided:
            self.append(Kind.VOID, voids=entry)

    # What always holds

    @invariant()
    def the_replay_equals_the_naive_shop(self):
        for day in (self.today - timedelta(days=50), self.today, self.today + timedelta(days=25)):
            standing, naive = replay(self.entries, day), NaiveShop(self.entries, day)
            assert picture(standing) == naive.picture()
            assert self.running.standing(day) == standing
            assert dict(standing.gains) == naive.gains
            assert standing.uncovered == () == tuple(naive.uncovered)
            for program in PROGRAMS:
                ready = [
                    [r.name, r.earned_by, r.earned_on, r.expires, None]
                    for r in standing.card(program).ready
                ]
                assert sorted(ready, key=str) == sorted(naive.ready(program), key=str)
                ends = [r.expires or date.max for r in standing.card(program).ready]
                assert ends == sorted(ends)

    @invariant()
    def nothing_is_negative_and_no_card_is_full(self):
        standing = replay(self.entries, self.today)
        for card in standing.cards.values():
            assert 0 <= card.stamps < (card.terms.size if card.terms else 1)
            assert 0 <= card.carry < ((card.terms.per or 1) if card.terms else 1)

    @invariant()
    def every_redemption_has_one_copy_of_its_own(self):
        standing = replay(self.entries, self.today)
        given = {e.id: e.effects[0].reward for e in self.standing() if e.kind == Kind.REDEEM}
        assert {entry: reward.name for entry, reward in standing.given.items()} == given
        taken = [r.redeemed_by for c in standing.cards.values() for r in c.rewards if r.redeemed_by]
        assert sorted(taken) == sorted(given)

    @invariant()
    def time_alone_changes_a_card_on_the_day_it_says(self):
        for program, card in replay(self.entries, self.today).cards.items():
            day = card.changes_on
            if day is None:
                later = replay(self.entries, date(2400, 1, 1)).card(program)
                assert visible(later) == visible(card)
            else:
                day_before = replay(self.entries, day - timedelta(days=1)).card(program)
                assert visible(day_before) == visible(card)
                after = replay(self.entries, day).card(program)
                assert (visible(after), after.terms) != (visible(card), card.terms)

    def teardown(self):
        if not hasattr(self, "entries"):
            return
        while standing := self.standing():
            for entry in void(self.entries, standing[-1].id, self.today):
                self.append(Kind.VOID, voids=entry)
        assert replay(self.entries, self.today).cards == {}

    # How it is written down

    @property
    def today(self):
        return self.day_of(self.now)

    def day_of(self, instant):
        return (instant - timedelta(hours=self.day_start)).date()

    def standing(self):
        undone = {entry.voids for entry in self.entries}
        return [e for e in self.entries if e.kind != Kind.VOID and e.id not in undone]

    def append(self, kind, effects=(), at=None, **rest):
        at = at or self.now
        number = len(self.entries) + 1
        self.entries.append(Entry(number, at, self.day_of(at), kind, effects, **rest))
        if kind == Kind.VOID:
            self.running = Running(self.entries)
        else:
            self.running.take(self.entries[-1])

    def record(self, kind, effects, at=None, **rest):
        """Add an act; undoing the latest act always gives back what was."""
        before = picture(replay(self.entries, self.today))
        self.append(kind, effects, at, **rest)
        latest = self.entries[-1].id
        assert void(self.entries, latest, self.today) == (latest,)
        undoing = Entry(latest + 1, self.now, self.today, Kind.VOID, voids=latest)
        assert picture(replay([*self.entries, undoing], self.today)) == before

    def refuses(self, ask):
        before = list(self.entries)
        with pytest.raises(Refused):
            ask()
        assert self.entries == before


TestAnyRunOfActs = Shop.TestCase
TestAnyRunOfActs.settings = settings(
    max_examples=50,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
