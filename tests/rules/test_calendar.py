"""Business days in many zones, held against a walk along the wall clock, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.calendar import (
    add_months,
    business_day,
    first_of_month,
    last_of_month,
    local,
    months_between,
    noon,
    read_instant,
    utc,
)

PARIS = ZoneInfo("Europe/Paris")
FOUR = time(4)
MINUTE = timedelta(minutes=1)
NAMES = [
    "Europe/Paris",
    "Europe/London",
    "Europe/Lisbon",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Asuncion",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Antarctica/Troll",
    "UTC",
]


@cache
def clock_changes(name: str) -> list[datetime]:
    """The minutes (UTC) at which a zone's clocks changed since 1993."""
    zone = ZoneInfo(name)

    def offset(moment: datetime) -> timedelta | None:
        return moment.astimezone(zone).utcoffset()

    found, moment, last = [], datetime(1993, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    while moment < last:
        low, high = moment, moment + timedelta(days=10)
        moment = high
        if offset(low) == offset(high):
            continue
        while high - low > MINUTE:
            middle = low + (high - low) // MINUTE // 2 * MINUTE
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        found.append(high)
    return found


@st.composite
def places(draw):
    """A zone, a day start, and an instant likely to lie near a change of that zone's clocks."""
    name = draw(st.sampled_from(NAMES))
    start = draw(st.times(max_value=time(11, 59)).map(lambda t: time(t.hour, t.minute)))
    any_time = st.integers(10**8, 2 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC))
    near = st.sampled_from(clock_changes(name)) if clock_changes(name) else any_time
    minutes = draw(st.integers(-30 * 60, 30 * 60))
    moment = draw(near | any_time).replace(second=0, microsecond=0) + minutes * MINUTE
    return ZoneInfo(name), start, moment + timedelta(seconds=draw(st.integers(0, 59)))


def walked_day(instant: datetime, zone: ZoneInfo, start: time) -> date:
    """The latest day whose start the wall clock has shown in the thirty hours to an instant."""
    moments = [instant, *(instant.replace(second=0) - n * MINUTE for n in range(30 * 60))]
    walls = (moment.astimezone(zone).replace(tzinfo=None) for moment in moments)
    return max((wall - timedelta(hours=start.hour, minutes=start.minute)).date() for wall in walls)


def paris(day: int, month: int, hour: int, minute: int = 0, *, second_time: bool = False):
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS, fold=second_time)


@pytest.mark.parametrize(
    ("sold", "day"),
    [
        (paris(31, 10, 23, 30), date(2026, 10, 31)),
        (paris(1, 11, 1), date(2026, 10, 31)),
        (paris(1, 11, 3, 59), date(2026, 10, 31)),
        (paris(1, 11, 4), date(2026, 11, 1)),
    ],
)
def test_sales_after_midnight_belong_to_the_evening_before(sold, day):  # FIELD-CASES 19
    assert business_day(sold, PARIS, FOUR) == day


@pytest.mark.parametrize(
    ("sold", "day"),
    [
        (paris(29, 3, 1, 59), 28),
        (paris(29, 3, 3), 28),
        (paris(29, 3, 3, 59), 28),
        (paris(29, 3, 4), 29),
        (paris(25, 10, 2, 30), 24),
        (paris(25, 10, 2, 30, second_time=True), 24),
        (paris(25, 10, 3, 59), 24),
        (paris(25, 10, 4), 25),
    ],
)
def test_the_day_starts_at_four_on_both_nights_of_the_clock_change(sold, day):
    assert business_day(sold, PARIS, FOUR).day == day


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25)])
def test_a_business_day_over_a_clock_change_lasts_23_or_25_hours(day, hours):
    begin = datetime.combine(day, time(0), tzinfo=UTC)
    quarters = (begin + n * 15 * MINUTE for n in range(48 * 4))
    assert sum(business_day(q, PARIS, FOUR) == day for q in quarters) == hours * 4


@pytest.mark.parametrize(
    ("zone", "start", "begins"),
    [
        # Skipped: the day starts when the clocks jump over its start.
        ("Europe/Paris", time(2, 30), "2026-03-29T01:00Z"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-03T15:30Z"),
        ("America/Santiago", time(0), "2026-09-06T04:00Z"),
        ("America/Santiago", time(0, 30), "2026-09-06T04:00Z"),
        ("Africa/Cairo", time(0), "2026-04-23T22:00Z"),
        # Read twice: it starts the first time and never ends early.
        ("Europe/Paris", time(2, 30), "2026-10-25T00:30Z"),
        ("Australia/Lord_Howe", time(1, 45), "2026-04-04T14:45Z"),
        ("America/Havana", time(0, 30), "2026-11-01T04:30Z"),
        # Back over midnight itself: a minute after it, clocks read 23:01 of the day before.
        ("America/St_Johns", time(0), "2010-11-07T02:30Z"),
        # Midnight reached for the first time is an hour late.
        ("America/Santiago", time(0), "2026-04-05T04:00Z"),
    ],
)
def test_a_day_start_in_a_skipped_or_repeated_hour_happens_once(zone, start, begins):
    begins = datetime.fromisoformat(begins)
    second = timedelta(seconds=1)
    before, after = (
        business_day(begins - second, ZoneInfo(zone), start),
        business_day(begins, ZoneInfo(zone), start),
    )
    assert after == before + timedelta(days=1)
    on = [business_day(begins + n * MINUTE, ZoneInfo(zone), start) for n in range(22 * 60)]
    assert set(on) == {after}


def test_a_zone_that_dropped_a_whole_day_goes_on_to_the_next():
    apia = ZoneInfo("Pacific/Apia")
    last_thursday = datetime(2011, 12, 30, 9, 59, tzinfo=UTC)
    assert business_day(last_thursday, apia, FOUR) == date(2011, 12, 29)
    assert business_day(last_thursday + timedelta(hours=5), apia, FOUR) == date(2011, 12, 31)


@given(places())
@settings(max_examples=100, deadline=None)
def test_the_business_day_is_the_latest_whose_start_the_wall_clock_has_shown(place):
    zone, start, instant = place
    assert business_day(instant, zone, start) == walked_day(instant, zone, start)


@given(places(), st.timedeltas(timedelta(0), timedelta(days=3)))
@settings(max_examples=150, deadline=None)
def test_business_days_never_run_back(place, later):
    zone, start, instant = place
    days = [business_day(moment, zone, start) for moment in (instant, instant + later)]
    assert days == sorted(days)


@given(places(), st.integers(-14, 14))
@settings(max_examples=100, deadline=None)
def test_an_instant_has_one_business_day_however_it_is_written(place, hours):
    zone, start, instant = place
    elsewhere = instant.astimezone(timezone(timedelta(hours=hours)))
    assert business_day(elsewhere, zone, start) == business_day(instant, zone, start)


@pytest.mark.parametrize(
    "ask",
    [utc, lambda at: business_day(at, PARIS, FOUR), lambda at: local(at, PARIS)],
)
def test_a_naive_datetime_is_refused(ask):
    with pytest.raises(ValueError, match="time zone"):
        ask(datetime(2026, 11, 24, 14, 30))  # noqa: DTZ001


def test_the_wall_clock_reads_local_time():
    assert f"{local(datetime(2026, 7, 1, 12, tzinfo=UTC), PARIS):%H:%M}" == "14:00"


@given(st.dates(date(1973, 1, 1), date(2035, 1, 1)), st.sampled_from(NAMES), places())
@settings(max_examples=100, deadline=None)
def test_local_noon_lies_in_its_own_business_day(day, name, place):
    if name not in ("Pacific/Apia", "Pacific/Kwajalein"):  # each dropped a day, its noon too
        assert business_day(noon(day, ZoneInfo(name)), ZoneInfo(name), place[1]) == day


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 11, 24), 120, date(2036, 11, 24)),
    ],
)
def test_months_on_is_the_same_day_number_or_the_last_of_the_month(day, months, then):
    assert add_months(day, months) == then


def test_a_month_knows_its_first_and_last_day():
    day = date(2024, 2, 15)
    assert (first_of_month(day), last_of_month(day)) == (date(2024, 2, 1), date(2024, 2, 29))


def test_months_between_names_every_month_and_both_ends():
    found = list(months_between(date(2025, 11, 30), date(2026, 2, 1)))
    assert found == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert list(months_between(date(2026, 2, 1), date(2026, 1, 31))) == []


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-24T14:30", "2026-11-24T13:30Z"),
        (" 2026-07-24 14:30 ", "2026-07-24T12:30Z"),
        ("2026-11-24T14:30:15+02:00", "2026-11-24T12:30:15Z"),
        ("2026-11-24T14:30Z", "2026-11-24T14:30Z"),
        ("2026-11-24", "2026-11-24T11:00Z"),
        ("2026-07-24", "2026-07-24T10:00Z"),
        ("20261124", "2026-11-24T11:00Z"),
        ("2026-10-25T02:30", "2026-10-25T00:30Z"),
    ],
)
def test_typed_instants_are_the_shops_wall_clock_and_bare_dates_its_noon(text, instant):
    assert read_instant(text, PARIS) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "24/11/2026",
        "2026-02-30",
        "2026-13-01",
        "2026-11-24T25:00",
        "1764000000",
        "0001-01-01T00:00+14:00",
        "0001-01-01T00:00",
        "\ud800",
    ],
)
def test_what_is_no_instant_is_refused_with_a_sentence(text):
    with pytest.raises(Refused, match="is no date and time"):
        read_instant(text, PARIS)
