"""A shop on a real file, made once and copied for each test, with a clock that is told to go on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.database.engine import sqlite_module
from shopcard.store.shop.shop import Shop
from tests.store.store_clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed shop with two programmes: ten cones and one free, six washes and one free."""
    where = tmp_path_factory.mktemp("made") / "shop.db"
    programs = [
        ("Ice-cream cone", make_terms([(None, "Free cone")])),
        ("Car wash", make_terms([(None, "Free wash")], stamps=6)),
    ]
    Shop.create(where, Settings("Glacier du Port"), programs, clock=Clock()).close()
    return where


@pytest.fixture
def where(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "shop.db"))


@pytest.fixture
def shop(where: Path, clock: Clock) -> Iterator[Shop]:
    with Shop.open(where, staff="Camille", till="left", clock=clock) as shop:
        yield shop


@pytest.fixture
def marie(shop: Shop) -> str:
    """The id of Marie Lefèvre, card 000122521, phone 06 12 34 56 78."""
    draft = CustomerDraft("Marie Lefèvre", phone="06 12 34 56 78", card="000122521")
    return shop.customers.add(draft).customer.id


@pytest.fixture
def cone(shop: Shop) -> int:
    return shop.programs.named("Ice-cream cone").id


@pytest.fixture
def wash(shop: Shop) -> int:
    return shop.programs.named("Car wash").id


@pytest.fixture
def sql(where: Path) -> Callable[..., list[tuple]]:
    """Runs one statement on the file, past every rule of ours.

    With the very SQLite of the shop: two copies of the library in one process drop each other's
    locks.
    """

    def run(statement: str, *values: object) -> list[tuple]:
        connection = sqlite_module().connect(where, isolation_level=None)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    return run
