"""A shop of many customers, made once and kept for later runs."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from shopcard.demo import programs
from shopcard.demo.people import FIRST, LAST
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, PastPurchase
from shopcard.store.imports.past import PlayJoin, PlayStamp
from shopcard.store.shop.shop import Shop

SOMEBODY = "Zénobie Quatrefages"
"""Who is there in a shop of any size, and nobody else of that name."""
_OPENED = datetime(2025, 1, 2, 9, tzinfo=UTC)
_DAYS, _EACH = 36 * 30, 20


def big_shop(customers: int) -> Path:
    """The file of a shop with that many customers, two visits each."""
    return _kept(f"{customers}.db", _OPENED, lambda shop: shop.imports.past(_acts(customers)))


def visited_shop(purchases: int) -> Path:
    """The file of a shop with that many purchases over the last 36 months, by a twentieth as many
    customers, each of whom stays for a part of that time."""
    now = datetime.now(UTC)
    opened = now - timedelta(days=_DAYS)
    return _kept(
        f"visits-{purchases}-{now:%Y-%m-%d}.db",
        opened,
        lambda shop: shop.imports.purchases(_purchases(purchases, opened)),
    )


def _kept(name: str, opened: datetime, fill: Callable[[Shop], object]) -> Path:
    """A shop of that file name, made at the first call and kept for later runs."""
    folder = Path(tempfile.gettempdir()) / "shopcard-bench"
    where = folder / name
    if not where.exists():
        folder.mkdir(exist_ok=True)
        growing = where.with_suffix(".part")
        growing.unlink(missing_ok=True)
        with Shop.create(
            growing, Settings("Bench", rest=0, backups=False), programs(), clock=lambda: opened
        ) as shop:
            shop.opened.clock = lambda: datetime.now(UTC)
            fill(shop)
        growing.rename(where)
    return where


def people(customers: int) -> list[tuple[str, str]]:
    """Names and phones, the same at each call; names come back as often as they do in a town."""
    random = Random(customers)
    known = [(_name(random), f"+336{random.randrange(10**8):08}") for _person in range(customers)]
    return [(SOMEBODY, known[0][1]), *known[1:]]


def _name(random: Random) -> str:
    last = random.choice(LAST)
    if random.random() < 0.3:
        last = f"{last}-{random.choice(LAST)}"
    return f"{random.choice(FIRST)} {last}"


def cards(purchases: int) -> list[str]:
    """The card numbers of the customers of `visited_shop`."""
    return [str(10_000_000 + n) for n in range(max(purchases // _EACH, 1))]


def _purchases(many: int, opened: datetime) -> Iterator[PastPurchase]:
    random, numbers = Random(many), cards(many)
    for (name, phone), card in zip(people(len(numbers)), numbers, strict=True):
        draft = CustomerDraft(name, phone=phone, card=card)
        first = random.randrange(_DAYS - 30)
        stays = random.randrange(30, _DAYS - first + 1)
        for k in range(_EACH):
            at = opened + timedelta(days=first + random.random() * stays, hours=-1)
            yield PastPurchase(f"{card}-{k}", card, at, random.randrange(100, 5000), draft)


def _acts(customers: int) -> list[PlayJoin | PlayStamp]:
    acts: list[PlayJoin | PlayStamp] = []
    for n, (name, phone) in enumerate(people(customers)):
        who, at = f"c{n:07}", _OPENED + timedelta(seconds=90 * n)
        acts.append(PlayJoin(CustomerDraft(name, phone=phone, card=str(10_000_000 + n)), at, who))
        acts += [
            PlayStamp(who, at + timedelta(seconds=15 * n), n, 1, 350, "Camille") for n in (1, 2)
        ]
    return acts
