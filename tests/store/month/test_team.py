"""The team's month: who did what, out of hours too, what stands out, and the entries behind it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shopcard.rules.card import Kind
from shopcard.rules.fair_play import FarAhead, NoAmount, OutOfHours, OwnCard, Undone
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from shopcard.store.answers.month import StaffMonth
from shopcard.store.shop.shop import Shop
from tests.new_shops import new_shop
from tests.store.store_clock import Clock

OCTOBER = date(2026, 10, 1)
PEOPLE = ["Marie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy", "Zoé Petit"]


class House:
    """A shop in October 2026 whose cashiers come and go; clocks went back on the 25th."""

    def __init__(self, shop: Shop, clock: Clock) -> None:
        self.shop, self.clock = shop, clock
        self.ids = {name: shop.customers.resolve(name) for name in PEOPLE}

    def at(self, day: int, hour: int = 10, minute: int = 0, *, utc: bool = False) -> None:
        """An October day and time by the shop's wall clock."""
        zone = UTC if utc else self.shop.opened.settings.zone
        self.clock.now = datetime(2026, 10, day, hour, minute, tzinfo=zone).astimezone(UTC)

    def stamp(self, staff: str, name: str, times: int = 1, **options: object) -> list[int]:
        """Entries made one a minute; of 3.50 unless said."""
        self.shop.opened.staff = staff
        made = []
        for _n in range(times):
            options.setdefault("amount", 350)
            made.append(self.shop.counter.stamp(self.ids[name], **options).act.id)
            self.clock.wait(minutes=1)
        return made

    def signs(self, month: date = OCTOBER) -> list[object]:
        return [finding.sign for finding in self.shop.month.fair_play(month)]


def make(where: Path) -> House:
    clock = Clock()
    clock.now = datetime(2026, 10, 1, 8, tzinfo=UTC)
    terms = make_terms([(None, "Free cone")])
    settings = Settings("Glacier", acts_per_day=100)
    shop = new_shop(where, settings, [("Cone", terms)], till="left", clock=clock)
    for name in PEOPLE:
        shop.customers.add(CustomerDraft(name))
    return House(shop, clock)


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Camille and Noé serve everybody once a day on the first twelve days."""
    where = tmp_path_factory.mktemp("ordinary") / "shop.db"
    house = make(where)
    with house.shop:
        for day in range(1, 13):
            house.at(day)
            for n, name in enumerate(PEOPLE):
                house.stamp("Camille" if n % 2 else "Noé", name)
    return where


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def house(ordinary: Path, where: Path, clock: Clock) -> Iterator[House]:
    clock.now = datetime(2026, 10, 12, 20, tzinfo=UTC)
    shutil.copy(ordinary, where)
    with Shop.open(where, till="left", clock=clock) as shop:
        yield House(shop, clock)


@pytest.fixture
def fresh(where: Path) -> Iterator[House]:
    """Nobody has bought anything yet."""
    house = make(where)
    with house.shop:
        yield house


def hire(sql: Callable[..., object], name: str, customer: str) -> None:
    sql(
        "INSERT INTO staff (name, folded, role, pin, customer_id, tries)"
        " VALUES (?, lower(?), 'cashier', '', ?, 0)", name, name, customer,
    )  # fmt: skip


def test_nothing_stands_out_where_all_play_fair(house: House) -> None:
    assert house.signs() == []
    assert house.shop.month.fair_play() == ()


def test_a_card_stamped_thirty_times_a_day_by_one_cashier_stands_out(house: House) -> None:
    made = []
    for day in (13, 14):
        house.at(day, 15)
        made += house.stamp("Paul", "Marie Lefèvre", 30)
    (finding,) = house.shop.month.fair_play(OCTOBER)
    sign = finding.sign
    assert isinstance(sign, FarAhead)
    assert (sign.on.staff, sign.on.customer) == ("Paul", house.ids["Marie Lefèvre"])
    assert (sign.on.purchases, sign.on.stamps, sign.on.days) == (60, 60, 2)
    assert (sign.beyond, sign.following, finding.name) == (58, 0, "Marie Lefèvre")
    assert finding.entries == tuple(reversed(made))
    acts = house.shop.month.entries_behind(finding)
    assert [act.id for act in acts] == list(finding.entries)
    assert {act.name for act in acts} == {"Marie Lefèvre"}
    assert house.shop.month.fair_play(date(2026, 9, 1)) == ()


def test_what_was_undone_or_brought_from_elsewhere_makes_nobody_stand_out(house: House) -> None:
    house.at(13)
    for entry in house.stamp("Paul", "Marie Lefèvre", 7):
        house.shop.counter.undo(entry)
    card = house.shop.customers.get(house.ids["Omar Mariani"]).card
    house.shop.opened.change_setting("hours", "12:00-13:00")
    house.at(14, 23)
    house.shop.imports.purchases(
        PastPurchase(f"p{n}", card, house.clock.now - timedelta(minutes=n), None) for n in range(40)
    )
    signs = [sign for sign in house.signs() if not isinstance(sign, OutOfHours)]
    assert signs == []
    outside = {sign.staff: sign.acts for sign in house.signs() if isinstance(sign, OutOfHours)}
    # Two of five a day, three of five a day, and Paul's seven with their undoing.
    assert outside == {"Camille": 24, "Noé": 36, "Paul": 14}


def test_people_merged_count_as_one_and_the_erased_have_no_name(
    house: House, sql: Callable[..., object]
) -> None:
    house.at(13)
    made = house.stamp("Paul", "Marie Lefèvre", 5) + house.stamp("Paul", "Omar Mariani", 5)
    assert house.signs() == []
    marie, omar = house.ids["Marie Lefèvre"], house.ids["Omar Mariani"]
    sql("UPDATE customer SET merged_into = ? WHERE id = ?", marie, omar)
    sql("UPDATE customer SET name = '', folded = '' WHERE id = ?", marie)
    (finding,) = house.shop.month.fair_play(OCTOBER)
    assert finding.sign.customer == marie
    assert (finding.sign.on.purchases, finding.sign.on.days, finding.name) == (10, 1, "")
    assert finding.entries == tuple(reversed(made))


def test_stamps_without_an_amount_stand_out_where_the_shop_records_amounts(house: House) -> None:
    made = []
    for day in range(13, 18):
        house.at(day)
        for name in PEOPLE[:4]:
            made += house.stamp("Paul", name, amount=None)
    (finding,) = house.shop.month.fair_play(OCTOBER)
    assert finding.sign == NoAmount("Paul", 20, 20, 0, 60)
    assert finding.entries == tuple(reversed(made))
    assert all(act.amount is None for act in house.shop.month.entries_behind(finding))


def test_an_own_card_tells_who_stamped_it_whoever_it_was_merged_into(
    house: House, sql: Callable[..., object]
) -> None:
    hire(sql, "Noé", house.ids["Omar Mariani"])
    sql(
        "UPDATE customer SET merged_into = ? WHERE id = ?",
        house.ids["Zoé Petit"], house.ids["Omar Mariani"],
    )  # fmt: skip
    (finding,) = house.shop.month.fair_play(OCTOBER)
    assert finding.sign == OwnCard("Noé", house.ids["Zoé Petit"], (("Noé", 12), ("Camille", 12)))
    assert len(finding.entries) == 24
    hire(sql, "Inès", house.shop.customers.add(CustomerDraft("Inès Roy")).customer.id)
    assert len(house.signs()) == 1


def test_many_acts_undone_by_the_same_hand_stand_out_and_an_owner_s_corrections_do_not(
    house: House,
) -> None:
    made = []
    for day in range(1, 13):
        house.at(day, 16)
        (entry,) = house.stamp("Paul", PEOPLE[day % 5])
        house.stamp("Paul", PEOPLE[(day + 1) % 5])
        if day <= 9:
            made.append(entry)
            house.shop.counter.undo(entry)
    for act in house.shop.counter.history(staff="Camille", limit=9):
        house.shop.opened.staff = "Owner"
        house.shop.counter.undo(act.id)
    (finding,) = house.shop.month.fair_play(OCTOBER)
    assert finding.sign == Undone("Paul", 9, 24, 0, 60)
    assert finding.entries == tuple(reversed(made))
    assert all(
        act.voided and act.kind is Kind.PURCHASE for act in house.shop.month.entries_behind(finding)
    )


def test_acts_out_of_hours_are_counted_by_the_wall_clock_across_its_change(fresh: House) -> None:
    fresh.shop.opened.change_setting("hours", "09:00-19:30")
    inside, outside = [], []
    for day in (24, 26):
        for hour, minute in ((8, 59), (9, 0), (19, 29), (19, 30), (1, 0)):
            fresh.at(day, hour, minute)
            made = fresh.stamp("Paul", "Marie Lefèvre")
            (inside if (hour, minute) in ((9, 0), (19, 29)) else outside).extend(made)
    fresh.clock.now = datetime(2026, 10, 28, 12, tzinfo=UTC)
    # Told afterwards, within the hours, of an act outside of them.
    inside += fresh.stamp("Paul", "Marie Lefèvre", at=datetime(2026, 10, 27, 22, tzinfo=UTC))
    (line,) = fresh.shop.month.figures(OCTOBER).by_staff
    assert line == StaffMonth("Paul", 11, 11, 0, 0, 6)
    (finding,) = [f for f in fresh.shop.month.fair_play(OCTOBER) if isinstance(f.sign, OutOfHours)]
    assert finding.sign.acts == 6
    assert set(finding.entries) == set(outside)


def test_hours_may_pass_midnight_and_changing_them_counts_anew(fresh: House) -> None:
    for hour in (17, 18, 23):
        fresh.at(5, hour)
        fresh.stamp("Paul", "Marie Lefèvre")
    fresh.at(6, 1, 59)
    fresh.stamp("Paul", "Marie Lefèvre")
    fresh.at(6, 2)
    fresh.stamp("Paul", "Marie Lefèvre")
    fresh.clock.now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def outside() -> int | None:
        (line,) = fresh.shop.month.figures(OCTOBER).by_staff
        return line.out_of_hours

    assert outside() is None
    fresh.shop.opened.change_setting("hours", "18:00-02:00")
    assert (outside(), outside()) == (2, 2)
    fresh.shop.opened.change_setting("hours", "01:00-18:00")
    assert outside() == 2
    fresh.shop.opened.change_setting("timezone", "UTC")
    assert outside() == 3
    fresh.shop.opened.change_setting("hours", "")
    assert outside() is None
    assert not any(isinstance(sign, OutOfHours) for sign in fresh.signs())


def test_the_running_month_adds_today_to_what_was_kept(fresh: House) -> None:
    fresh.shop.opened.change_setting("hours", "09:00-19:30")
    fresh.at(5, 20)
    fresh.stamp("Paul", "Marie Lefèvre")
    fresh.stamp("Ana", "Marie Lefèvre")
    fresh.at(6, 21)
    assert [line.out_of_hours for line in fresh.shop.month.figures().by_staff] == [1, 1]
    fresh.stamp("Paul", "Marie Lefèvre", 2)
    team = fresh.shop.month.figures().by_staff
    assert [(line.staff, line.purchases, line.out_of_hours) for line in team] == [
        ("Paul", 3, 3), ("Ana", 1, 1),
    ]  # fmt: skip


HOURS = "Mon-Fri 9-12:30 14-19, Sat 18-2, 2026-10-21 closed, 2026-10-25 10-12"
"""Clocks go back on the 25th, a Sunday."""


def test_case_75_several_spans_closed_days_and_dates_count_across_the_clock_s_change(
    fresh: House,
) -> None:
    fresh.shop.opened.change_setting("hours", HOURS)
    hours, zone = fresh.shop.opened.settings.hours, fresh.shop.opened.settings.zone
    assert hours is not None
    outside = set()
    moments = [
        datetime(2026, 10, day, hour, minute, tzinfo=UTC)
        for day in (18, 19, 20, 21, 22, 24, 25, 26)
        for hour in (0, 1, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18)
        for minute in (0, 29, 30)
    ]
    for n, moment in enumerate(moments):
        fresh.clock.now = moment
        (made,) = fresh.stamp("Paul", PEOPLE[n % len(PEOPLE)])
        if not hours.are_open(moment.astimezone(zone)):
            outside.add(made)
    fresh.clock.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert 0 < len(outside) < len(moments)
    (line,) = fresh.shop.month.figures(OCTOBER).by_staff
    assert line.out_of_hours == len(outside)
    (finding,) = [f for f in fresh.shop.month.fair_play(OCTOBER) if isinstance(f.sign, OutOfHours)]
    assert set(finding.entries) == outside
