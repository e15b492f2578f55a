"""A shop with everything filled in, made once and copied for each test."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shopcard.files.backup.export import export
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from shopcard.store.shop.shop import Shop
from tests.files.whole_shops import NOON, sqlite3


class Ticking:
    """A clock that goes on by a minute each time it is read."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop, closed, in which every table and every field has something."""
    where = tmp_path_factory.mktemp("filled") / "shop.db"
    cookie = make_terms(
        [(5, "Cookie"), (None, "Free cone")], costs={"Cookie": 80}, partners={"Cookie": "Lilas"},
        welcome=1, birthday="Cake", tiers=[("Gold", 9, 2, None)],
    )  # fmt: skip
    settings = Settings("Glacier du Port", margin=60, acts_per_day=50)
    with Shop.create(where, settings, [("Cone", cookie)], till="left", staff="Camille",
                     clock=Ticking(NOON - timedelta(days=3))) as shop:  # fmt: skip
        spend = shop.programs.add(
            "Car wash", make_terms([(None, "Free wash")], stamps=3, per=1000, reward_expires=90)
        )
        old = shop.programs.add("Old", make_terms([(None, "Pin")], stamps=2, stamps_expire=12))
        marie = shop.customers.add(
            CustomerDraft(
                "Marie Lefèvre",
                phone="06 12 34 56 78",
                card="000122521",
                email="marie@example.com",
                birthday="24/11/1980",
                note="No nuts\nLikes mint",
                contact_ok=True,
            )
        ).customer
        shop.customers.edit(marie.id, phones=["06 12 34 56 78", "+44 20 7946 0123"])
        shop.customers.give_card(marie.id)
        bob = shop.customers.add(
            CustomerDraft("Bob [/] =1+1 Œuvrard", birthday="--02-29", referred_by=marie.id)
        ).customer
        shop.counter.stamp(marie.id, stamps=12, amount=2550, channel="market", key="a-key")
        shop.counter.redeem(marie.id, reward="Cookie")
        shop.counter.stamp(bob.id, stamps=3)
        shop.counter.stamp(bob.id, program=spend.id, amount=3250)
        shop.counter.undo(customer_id=bob.id, reason="Typed it twice ☹")
        shop.counter.stamp(bob.id, program=old.id, stamps=3, at=NOON - timedelta(days=60))
        shop.programs.change(
            shop.programs.named("Cone").id, terms=make_terms([(None, "Cone")], stamps=12)
        )
        shop.programs.close(old.id)
        past = [PastPurchase(f"row-{n}", "C77", NOON - timedelta(days=90 + n), n) for n in range(9)]
        shop.imports.purchases(past)
        shop.imports.customers([("row-c", CustomerDraft("Omar Mariani", card="C78"))])
        shop.month.contacted(marie.id)
        shop.month.settle("Lilas", 30)
        shop.month.figures()
    with closing(sqlite3.connect(where)) as connection, connection:
        connection.execute(
            "INSERT INTO staff (name, folded, role, pin, customer_id, removed_at, tries, tried_at) "
            "VALUES ('Éva', 'eva', 'owner', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', ?, "
            "'2026-11-20 12:00:00.000000', 2, '2026-11-21 12:00:00.000000')",
            (bob.id,),
        )
        connection.execute(
            "INSERT INTO journal (day, at, what, whose, staff, till) "
            "VALUES ('2026-11-20', '2026-11-20 12:00:00.000000', 'removed', 'Zoé', 'Léa', 'left')"
        )
        connection.execute(
            "INSERT INTO feedback (customer_id, day, staff, till, recommend, satisfied, comment, "
            "acted_on) VALUES (?, '2026-11-22', 'Camille', 'left', 9, 1, ?, '2026-11-23')",
            (marie.id, "=HYPERLINK(1)\n-2 cones; more, please"),
        )
    return where


@pytest.fixture
def copy_of_filled(filled_file: Path) -> Callable[[Path], Path]:
    def copy(where: Path) -> Path:
        where.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(filled_file, where)
        where.chmod(0o600)
        return where

    return copy


@pytest.fixture
def shop(copy_of_filled: Callable[[Path], Path], tmp_path: Path) -> Iterator[Shop]:
    """The filled shop, open, in a folder of its own."""
    where = copy_of_filled(tmp_path / "data" / "shop.db")
    with Shop.open(where, staff="Camille", till="left", clock=lambda: NOON) as opened:
        yield opened


@pytest.fixture
def anybodys() -> Iterator[Path]:
    """A folder outside the test runner's own, which only its owner may enter."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o777)
        yield Path(made)


@pytest.fixture(scope="session")
def archive(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good backup of the filled shop. Read only."""
    folder = tmp_path_factory.mktemp("archive")
    where = shutil.copy(filled_file, folder / "shop.db")
    with Shop.open(where, clock=lambda: NOON) as shop:
        return export(shop, folder / "good.shopcard")


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """Another shop that a refused restore must leave as it is."""
    where = tmp_path / "live" / "shop.db"
    Shop.create(where, Settings("Untouched")).close()
    return where
