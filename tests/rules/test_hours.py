"""The hours in which a shop serves, and where they lie in UTC."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.rules.calendar import local
from shopcard.rules.hours import Hours, offsets, read_hours
from shopcard.rules.preferences import Preferences

PARIS = ZoneInfo("Europe/Paris")
ZONES = ["Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
WALLS = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("09:00-19:30", "09:00-19:30"),
        ("9-19", "09:00-19:00"),
        ("9h-19h30", "09:00-19:30"),
        ("9.15 – 0:00", "09:15-00:00"),
        ("18:00-02:00", "18:00-02:00"),
    ],
)
def test_hours_are_read_as_people_type_them(typed, kept):
    assert str(read_hours(typed)) == kept
    changed = Preferences("Port").changed("hours", typed)
    assert Preferences.from_texts(changed.to_texts()) == changed
    assert changed.to_texts()["hours"] == kept


def test_no_hours_are_not_watched():
    preferences = Preferences("Port").changed("hours", "9-19").changed("hours", " ")
    assert preferences.hours is None
    assert Preferences.from_texts(preferences.to_texts()).hours is None


@pytest.mark.parametrize(
    "typed",
    ["9", "9-", "09:00", "24:00-09:00", "9-24", "9:60-19:00", "9-9", "x", "9-19-21", "٩-19"],
)
def test_what_is_no_hours_is_refused(typed):
    with pytest.raises(Refused, match=r"like 09:00-19:30\."):
        read_hours(typed)


def test_the_offset_changes_in_the_second_in_which_the_clocks_do():
    found = list(
        offsets(PARIS, datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    )
    assert found == [
        (datetime(2026, 1, 1, 12, tzinfo=UTC), 60),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 120),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), 60),
    ]


@given(
    st.sampled_from(ZONES),
    st.integers(0, 2 * 366 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    WALLS,
    WALLS,
)
def test_hours_in_utc_are_those_of_the_wall_clock(name, instant, opens, closes):
    zone, hours = ZoneInfo(name), Hours(opens, closes)
    pieces = list(offsets(zone, datetime(2026, 1, 1, tzinfo=UTC), instant + timedelta(days=1)))
    offset = [offset for since, offset in pieces if since <= instant][-1]
    opens_utc, closes_utc = hours.in_utc(offset)
    minute = instant.hour * 60 + instant.minute
    wall = local(instant, zone).time().replace(second=0, microsecond=0)
    assume(opens != closes)
    open_there = opens <= wall < closes if opens < closes else not closes <= wall < opens
    if opens_utc < closes_utc:
        assert (opens_utc <= minute < closes_utc) == open_there
    else:
        assert (minute >= opens_utc or minute < closes_utc) == open_there


def test_a_second_of_a_minute_belongs_to_it():
    assert Hours(time(9), time(19, 30)).in_utc(60) == (8 * 60, 18 * 60 + 30)
    assert Hours(time(0), time(9)).in_utc(60) == (23 * 60, 8 * 60)
