"""What a purchase is about to do to each card, against what replay makes of it."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from shopcard.rules.card import Card, Effect, Entry, Kind, replay
from shopcard.rules.gains import Fed, Gain, gains, in_channel
from shopcard.rules.program import make_terms

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONES = make_terms([(None, "Free cone")])
CLUB = make_terms([(3, "Badge"), (None, "Scarf")], stamps=12, per=5000)


def fed(cone=None, club=None):
    return [Fed("Cone", cone or Card(1), CONES), Fed("Club", club or Card(3), CLUB)]


def test_case_67_each_card_is_told_before_and_after():
    cards = fed(Card(1, CONES, 7), Card(3, CLUB, 3, 2000))
    assert gains(cards, 0, stamps=None, amount=3000, day=DAY) == [
        Gain("Cone", 7, 8, 1, 10), Gain("Club", 3, 4, 1, 12),
    ]  # fmt: skip


def test_case_67_a_card_that_gets_nothing_is_not_told():
    assert [g.name for g in gains(fed(), 0, stamps=2, amount=100, day=DAY)] == ["Cone"]
    assert [g.name for g in gains(fed(), 1, stamps=None, amount=5000, day=DAY)] == ["Club"]
    assert gains(fed(), 1, stamps=None, amount=100, day=DAY) == []


def test_case_67_a_card_that_fills_says_so():
    [gain] = gains(fed(Card(1, CONES, 9)), 0, stamps=1, amount=None, day=DAY)
    assert (gain.fills, gain.after) == (1, 0)
    [gain] = gains(fed(Card(1, CONES, 9)), 0, stamps=4, amount=None, day=DAY)
    assert (gain.fills, gain.after) == (1, 3)
    [gain] = gains(fed(Card(1, CONES, 8)), 0, stamps=1, amount=None, day=DAY)
    assert (gain.fills, gain.after) == (0, 9)


def test_case_67_programmes_of_another_channel_take_no_part():
    stall = make_terms([(None, "Tart")], channel="Market stall")
    assert in_channel("", [CONES, stall]) == [0]
    assert in_channel("market STALL", [CONES, stall]) == [1]
    assert in_channel("Elsewhere", [CONES, stall]) == [0]


@given(
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 40000)), max_size=4),
    st.integers(1, 30), st.integers(0, 40000), st.integers(1, 3),
)  # fmt: skip
def test_case_67_what_is_told_is_what_replay_comes_to(before, stamps, amount, times):
    def entry(n, keyed, paid, times=1):
        effects = [Effect(1, CONES, keyed, times=times)] if keyed else []
        effects += [Effect(3, CLUB, times=times)] if paid else []
        return Entry(n, AT, DAY, Kind.PURCHASE, tuple(effects), paid)

    entries = [entry(n, *one) for n, one in enumerate(before, 1)]
    now = replay(entries, DAY)
    after = replay([*entries, entry(99, stamps, amount, times)], DAY)
    cards = [Fed("Cone", now.card(1), CONES, times), Fed("Club", now.card(3), CLUB, times)]
    told = {g.name: g for g in gains(cards, 0, stamps=stamps, amount=amount, day=DAY)}
    for program, name in ((1, "Cone"), (3, "Club")):
        gained = after.gains.get((99, program), 0)
        assert (told[name].gained if name in told else 0) == gained
        if gained:
            assert told[name].after == after.card(program).stamps
