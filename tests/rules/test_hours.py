"""The hours in which a shop serves, and where they lie in UTC."""

# ruff: noqa: DTZ001 - moments of a wall clock have no zone

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopcard.errors import Refused
from shopcard.language import speak
from shopcard.rules.hours import DAY, WEEK, Dates, Hours, offsets, read_hours
from shopcard.rules.settings import Settings

PARIS = ZoneInfo("Europe/Paris")
USUAL = "Mon-Fri 09:00-12:30 14:00-19:00, Sat 10:00-17:00, Sun closed"


def every_day(opens: int, closes: int) -> Hours:
    return Hours(((((opens, closes)),),) * 7)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("09:00-19:30", "09:00-19:30"),
        ("9-19", "09:00-19:00"),
        ("9h-19h30", "09:00-19:30"),
        ("9.15 – 0:00", "09:15-24:00"),
        ("9-24", "09:00-24:00"),
        ("0-24", "00:00-24:00"),
        ("18:00-02:00", "18:00-02:00"),
        ("9-12 14-19", "09:00-12:00 14:00-19:00"),
        ("14-19, 9-12", "09:00-12:00 14:00-19:00"),
        ("9-12:30 12:30-19 18-20", "09:00-20:00"),
    ],
)
def test_hours_are_read_as_people_type_them(typed, kept):
    assert str(read_hours(typed)) == kept
    changed = Settings("Port").changed("hours", typed)
    assert Settings.from_texts(changed.to_texts()) == changed
    assert changed.to_texts()["hours"] == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mon-Fri 9:00-12:30 14:00-19:00, Sat 10:00-17:00", USUAL),
        ("Mon-Fri 9:00-12:30, 14:00-19:00; Sat 10-17; Sun closed", USUAL),
        ("monday to friday from 9 to 12:30 and 14 to 19, Saturdays: 10-17", USUAL),
        ("du lundi au vendredi de 9h à 12h30 et de 14h à 19h, sam. 10h-17h, dim fermé", USUAL),
        ("lun-ven 9h-12h30 14h-19h sam 10h-17h", USUAL),
        ("Mon-Sat 9-12:30 14-19, Sat 10-17", USUAL),
        ("9-12:30 14-19, Sat 10-17, dimanche fermé", USUAL),
        ("Mon, Wed 9-12", "Mon 09:00-12:00, Tue closed, Wed 09:00-12:00, Thu-Sun closed"),
        ("Mon 9-12, Mon 14-18", "Mon 09:00-12:00 14:00-18:00, Tue-Sun closed"),
        ("Sat-Mon 9-12", "Mon 09:00-12:00, Tue-Fri closed, Sat-Sun 09:00-12:00"),
        ("Fri 18-2", "Mon-Thu closed, Fri 18:00-02:00, Sat-Sun closed"),
        (f"{USUAL}, 2026-12-25 closed", f"{USUAL}, 2026-12-25 closed"),
        ("9-19, 25/12 closed, 1/1 fermé", "09:00-19:00, 25/12 closed, 01/01 closed"),
        ("9-19, 24/12/2026 9-12, 14-16", "09:00-19:00, 2026-12-24 09:00-12:00 14:00-16:00"),
        ("9-19, 1/8/2026 au 15/8/2026 fermé", "09:00-19:00, 2026-08-01..2026-08-15 closed"),
        ("9-19, 2026-08-01..2026-08-15 closed", "09:00-19:00, 2026-08-01..2026-08-15 closed"),
        ("9-19, 24/12 closed, 24/12 9-12", "09:00-19:00, 24/12 09:00-12:00"),
        ("9-19, Sun 25/12 closed", "Mon-Sat 09:00-19:00, Sun closed, 25/12 closed"),
    ],
)
def test_case_75_hours_take_several_spans_closed_days_and_dates(typed, kept):
    hours = read_hours(typed)
    assert str(hours) == kept
    assert read_hours(kept) == hours


def test_case_75_hours_are_said_in_the_language_and_read_back():
    hours = read_hours(f"{USUAL}, 25/12 closed, 2026-08-01..2026-08-15 closed, 2026-05-08 10-12")
    try:
        speak("fr")
        said = hours.said()
        assert said == (
            "lun-ven 09:00-12:30 14:00-19:00, sam 10:00-17:00, dim fermé, 25/12 fermé, "
            "01/08/2026–15/08/2026 fermé, 08/05/2026 10:00-12:00"
        )
        assert read_hours(said) == hours
    finally:
        speak("en")
    assert read_hours(hours.said()) == hours


def test_no_hours_are_not_watched():
    settings = Settings("Port").changed("hours", "9-19").changed("hours", " ")
    assert settings.hours is None
    assert Settings.from_texts(settings.to_texts()).hours is None


@pytest.mark.parametrize(
    "typed",
    [
        "9", "9-", "09:00", "24:00-09:00", "9-25", "9:60-19:00", "9-9", "x", "9-19-21", "٩-19",
        "closed", "Mon", "Mon closed", "25/12 closed", "9-19, 25/12", "9-19, Mun 9-12",
        "9-19, 31/2 closed", "9-19, 2026-02-29 closed", "9-19, 29/2/2026 closed",
        "9-19, 2026-13-01 closed", "9-19, 15/8/2026-1/8/2026 closed", "9-19, 1/8-15/8 closed",
        "9-19, 2026-01-01..2028-01-01 closed", "1-2 3-4 5-6 7-8 9-10 11-12 13-14",
        "9-19, " + ", ".join(f"{d}/{m} closed" for m in (1, 2, 3) for d in range(1, 22)),
        "9-19, " * 500,
    ],
)  # fmt: skip
def test_what_is_no_hours_is_refused(typed):
    with pytest.raises(Refused, match=r"like 09:00-19:30, or day by day"):
        read_hours(typed)


# Laws

_SPAN = st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).map(lambda s: (s[0], s[0] + s[1]))
_SPANS = st.lists(_SPAN, max_size=3)
_DATES = st.one_of(
    st.builds(lambda d: Dates(0, d.month, d.day), st.dates()),
    st.builds(
        lambda d: Dates(d.year, d.month, d.day), st.dates(date(2025, 1, 1), date(2027, 1, 1))
    ),
    st.builds(
        lambda d, n: Dates(d.year, d.month, d.day, d + timedelta(days=n)),
        st.dates(date(2025, 1, 1), date(2027, 1, 1)),
        st.integers(1, 40),
    ),
)


@st.composite
def _hours(draw):
    def typed(spans):
        told = " ".join(
            f"{a // 60}:{a % 60:02}-{b // 60 % 24 if b != DAY else 24}:{b % 60:02}"
            for a, b in spans
            if (b - a) % DAY
        )
        return told or "closed"

    days = draw(st.lists(_SPANS, min_size=7, max_size=7))
    own = draw(st.lists(st.tuples(_DATES, _SPANS), max_size=4))
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    parts = [f"{name} {typed(spans)}" for name, spans in zip(names, days, strict=True)]
    parts += [f"{dates} {typed(spans)}" for dates, spans in own]
    if all(" closed" in part for part in parts[:7]):
        parts[0] = "Mon 9-12"
    return read_hours(", ".join(parts))


@given(_hours())
def test_case_75_what_is_kept_is_read_back_as_it_was(hours):
    assert read_hours(str(hours)) == hours
    assert read_hours(hours.said()) == hours


@given(
    _hours(),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_case_75_the_week_and_the_days_apart_say_together_when_a_shop_serves(
    hours, wall, before, after
):
    minutes = hours.minutes_of_the_week()
    assert len(minutes) == WEEK
    first, last = wall.date() - timedelta(days=before), wall.date() + timedelta(days=after)
    stretches = list(hours.apart(first, last))
    holding = [(a, spans) for a, b, spans in stretches if a <= wall < b]
    if holding:
        ((since, spans),) = holding
        minute = int((wall - since) / timedelta(minutes=1))
        served = any(a <= minute < b for a, b in spans)
    else:
        served = minutes[wall.weekday() * DAY + wall.hour * 60 + wall.minute] == "1"
    assert served == hours.are_open(wall)


def test_case_75_a_night_goes_on_into_the_day_after_whatever_that_is():
    hours = read_hours("Fri-Sat 18-2, 2026-12-26 closed")
    assert hours.are_open(datetime(2026, 12, 25, 18, 0))
    assert hours.are_open(datetime(2026, 12, 26, 1, 59))
    assert not hours.are_open(datetime(2026, 12, 26, 2, 0))
    assert not hours.are_open(datetime(2026, 12, 26, 18, 0))
    assert not hours.are_open(datetime(2026, 12, 27, 1, 0))
    ((since, until, spans),) = hours.apart(date(2026, 12, 1), date(2026, 12, 31))
    assert (since, until) == (datetime(2026, 12, 26), datetime(2026, 12, 28))
    assert spans == [(0, 120)]


def test_case_75_one_span_of_every_day_is_known_as_such():
    assert read_hours("9-19").alike == (540, 1140)
    for several in (USUAL, "9-12 14-19", "9-19, 25/12 closed"):
        assert read_hours(several).alike is None
    assert every_day(540, 1140) == read_hours("9-19")


def test_the_offset_changes_in_the_second_in_which_the_clocks_do():
    found = list(
        offsets(PARIS, datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    )
    assert found == [
        (datetime(2026, 1, 1, 12, tzinfo=UTC), 60),
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 120),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), 60),
    ]
