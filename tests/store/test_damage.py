"""Bytes of a lively shop change by themselves: the check says so in sentences and goes on."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from shopcard import demo
from shopcard.errors import ShopcardError
from shopcard.store.shop.shop import Shop

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

OF_THE_MACHINE = re.compile(
    r"sqlite|sqlalchemy|database disk|malformed|traceback|errno|utf-8|codec|none of type|column|"
    r"syntax|constraint|json|<|0x",
    re.IGNORECASE,
)
"""Words that say nothing to a shop."""


@pytest.fixture(scope="session")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed demo shop of a month, whose months have been looked at."""
    where = demo.build(tmp_path_factory.mktemp("lively"), days=30, now=NOW)
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.month.figures()
        shop.month.figures(NOW.date().replace(month=10))
        assert shop.check().problems == ()
    return where


def damaged(lively: Path, folder: Path, seed: int) -> tuple[Path, str]:
    """A copy with one to eight bytes changed, and which."""
    where = Path(shutil.copy(lively, folder / f"damaged-{seed}.db"))
    random, content = Random(seed), bytearray(lively.read_bytes())
    places = [random.randrange(100, len(content))]
    places += [(places[0] + n) % len(content) for n in range(random.choice((0, 0, 1, 7)))]
    for place in places:
        content[place] = random.randrange(256)
    where.write_bytes(bytes(content))
    return where, f"seed {seed}, byte {places[0]}"


def looked_at(where: Path) -> list[str]:
    """What opening and checking a file say of it, without the values that it quotes."""
    return [re.sub("“.*?”", "“…”", line) for line in _said_of(where)]


def _said_of(where: Path) -> list[str]:
    try:
        with Shop.open(where, clock=lambda: NOW) as shop:
            found = list(shop.check().problems)
            return found + list(shop.check(rebuild=True).problems)
    except ShopcardError as error:
        return [error.sentence]


@pytest.mark.parametrize("start", [0, pytest.param(1, marks=pytest.mark.long)])
def test_case_87_no_changed_byte_makes_the_check_fall_over(lively, tmp_path, start):
    seeds = range(12) if start == 0 else range(12, 400)
    for seed in seeds:
        where, which = damaged(lively, tmp_path, seed)
        try:
            said = looked_at(where)
        except Exception as error:
            raise AssertionError(which) from error
        assert not [line for line in said if OF_THE_MACHINE.search(line)], which
        where.unlink()
        for beside in tmp_path.glob("damaged-*"):
            beside.unlink()
