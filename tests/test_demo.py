"""The demo shop: the same story for the same seed, and a shop that keeps its own rules."""

from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shopcard import demo
from shopcard.demo.story import Act, tell
from shopcard.demo.team import BRUNO, BRUNO_AS_CUSTOMER, CASHIERS, OWNER
from shopcard.demo.twice import FORGOTTEN
from shopcard.errors import NotFound, Refused
from shopcard.rules.card import Kind
from shopcard.store.database.engine import sqlite_module
from shopcard.store.imports.past import PlayJoin, PlayRedeem, PlayStamp, PlayUndo, PlayVoice
from shopcard.store.shop.shop import Shop

NOW = datetime(2026, 11, 24, 13, 32, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(scope="module")
def story() -> list[Act]:
    return tell(7, NOW)


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.build(tmp_path_factory.mktemp("demo"), days=70, now=NOW)


def rows(where: Path) -> dict[str, list[str]]:
    """Everything in a shop file, but the secret that each draws for itself."""
    with closing(sqlite_module().connect(str(where))) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        found = {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            for (name,) in tables.fetchall()
        }
    found["setting"] = [row for row in found["setting"] if "import_secret" not in row]
    return found


def test_the_same_seed_tells_the_same_story(story: list[Act]) -> None:
    assert tell(7, NOW) == story
    assert tell(8, NOW) != story


def test_the_same_seed_builds_the_same_shop(shop_file: Path, tmp_path: Path) -> None:
    again = demo.build(tmp_path / "again", days=70, now=NOW)
    other = demo.build(tmp_path / "other", seed=8, days=70, now=NOW)
    assert rows(again) == rows(shop_file)
    assert rows(other) != rows(shop_file)


def test_two_years_hold_about_18000_visits_of_600_customers(story: list[Act]) -> None:
    kinds = Counter(type(act) for act in story)
    assert kinds[PlayJoin] == 600 + 1 + 3  # one of the team, and some have a second card
    assert 16_000 < kinds[PlayStamp] < 20_000
    assert kinds[PlayRedeem] > 3000
    assert 50 < kinds[PlayUndo] < 400
    assert {act.program for act in story if isinstance(act, PlayStamp)} == {1, 2, 3, 4}


def test_the_story_runs_forward_and_stops_at_now(story: list[Act]) -> None:
    moments = [act.at for act in story]
    assert moments == sorted(moments)
    assert NOW - timedelta(days=731) < moments[0] < NOW - timedelta(days=728)
    assert NOW - timedelta(hours=1) < moments[-1] <= NOW


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 24, 3, 1, tzinfo=UTC),  # one minute into the day
        datetime(2026, 11, 23, 8, 0, tzinfo=UTC),  # on a Monday, before opening
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # in the hour that comes twice
        datetime(2026, 7, 4, 21, 59, tzinfo=UTC),  # just before midnight
    ],
)
def test_the_day_has_begun_whenever_one_looks(now: datetime) -> None:
    story = tell(7, now, 40)
    assert all(act.at <= now for act in story)
    assert sum(isinstance(act, PlayStamp) and now - act.at < timedelta(hours=24) for act in story)


def test_the_shop_is_closed_at_night_and_on_mondays(story: list[Act]) -> None:
    earlier = (act for act in story if act.at < NOW - timedelta(days=1))
    walls = [act.at.astimezone(PARIS) for act in earlier if act.staff != BRUNO]
    assert {wall.weekday() for wall in walls} == set(range(1, 7))
    assert all(10 <= wall.hour <= 22 for wall in walls)


def test_bruno_stamps_a_friend_at_night_and_his_own_card(story: list[Act]) -> None:
    his = [act for act in story if isinstance(act, PlayStamp) and act.staff == BRUNO]
    at_night = [act for act in his if act.at.astimezone(PARIS).hour == 23]
    assert len({act.customer_id for act in at_night}) == 1
    assert len(at_night) > 60
    assert {act.amount for act in at_night} == {None}
    assert sum(act.customer_id == BRUNO_AS_CUSTOMER for act in his) > 5


def test_what_people_say_is_asked_once_a_quarter(story: list[Act]) -> None:
    asked: dict[str, datetime] = {}
    for act in story:
        if isinstance(act, PlayVoice):
            before = asked.get(act.customer_id)
            assert before is None or act.at - before > timedelta(days=90)
            asked[act.customer_id] = act.at
    assert len(asked) > 200


def test_the_built_shop_shows_what_an_owner_looks_for(tmp_path: Path) -> None:
    where = demo.build(tmp_path, days=200, now=NOW)
    with Shop.open(where, clock=lambda: NOW) as shop:
        assert [member.name for member in shop.staff.members()] == [OWNER, *sorted(CASHIERS)]
        found = shop.month.fair_play(date(2026, 10, 1))
        assert {finding.sign.staff for finding in found} == {BRUNO}
        assert len(found) >= 3
        figures = shop.month.figures(date(2026, 10, 1)).figures.values
        assert figures["nps"] is not None
        assert shop.feedback.comments()
        (pair, *_more) = shop.customers.duplicates()
        assert {pair.first.name, pair.second.name} == {"Omar Mariani", "OMAR MARIANI"}
        marion = shop.customers.find("marion petit")[0]
        assert shop.counter.open_card(marion.id).customer.merged
        with pytest.raises(NotFound, match="erased"):
            shop.customers.get(FORGOTTEN)
        assert shop.check().problems == ()


def test_summer_is_busier_than_winter(story: list[Act]) -> None:
    months = Counter((act.at.year, act.at.month) for act in story if isinstance(act, PlayStamp))
    assert months[2026, 7] > 2 * months[2026, 1]


def test_nobody_acts_before_taking_a_card_and_nobody_can_be_called(story: list[Act]) -> None:
    there: set[str] = set()
    for act in story:
        if isinstance(act, PlayJoin):
            assert act.draft.referred_by is None or act.draft.referred_by in there
            assert act.draft.phone == "" or act.draft.phone.startswith("06 39 98 ")
            assert act.draft.email == "" or act.draft.email.endswith("@example.org")
            there.add(act.id)
        else:
            assert act.customer_id in there


def test_the_built_shop_is_sound_and_alive(shop_file: Path) -> None:
    with Shop.open(shop_file, clock=lambda: NOW) as shop:
        found = shop.check()
        assert found.ok, found.problems
        today = shop.counter.today()
        assert today.purchases >= 3
        assert today.acts[0].at <= NOW
        kinds = Counter(act.kind for act in shop.counter.history())
        assert kinds[Kind.REDEEM] > 20
        assert len(shop.programs.all()) == 4
        assert kinds[Kind.BONUS] > 50
        assert shop.month.partners() == ("Librairie des Lilas",)
        assert shop.month.figures().figures.values["liability"] > 0
        assert [match.name for match in shop.customers.find("lefev")][:1] == ["Marie Lefèvre"]
        assert shop.customers.find("oeuv")[0].name == "Élodie Œuvrard"
        assert {act.staff for act in shop.counter.history()} == {OWNER, *CASHIERS}


def test_every_customer_of_the_story_is_in_the_shop(shop_file: Path) -> None:
    joins = [act for act in tell(7, NOW, 70) if isinstance(act, PlayJoin) and act.id != FORGOTTEN]
    with Shop.open(shop_file, clock=lambda: NOW) as shop:
        known = {
            customer.id: customer
            for customer in shop.customers.several([join.id for join in joins])
        }
    assert {join.id: join.draft.name for join in joins} == {
        who: customer.name for who, customer in known.items()
    }
    assert all(known[join.id].card == join.draft.card for join in joins)


def test_progress_is_heard_to_the_end(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    demo.build(tmp_path, days=40, now=NOW, progress=lambda done, total: heard.append((done, total)))
    assert heard
    assert all(done <= total for done, total in heard)
    assert heard[-1][0] == heard[-1][1]


def test_a_shop_that_is_there_is_left_alone(shop_file: Path) -> None:
    before = shop_file.read_bytes()
    with pytest.raises(Refused):
        demo.build(shop_file.parent, days=40, now=NOW)
    assert shop_file.read_bytes() == before
