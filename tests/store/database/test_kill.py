"""A till that is killed in the middle of stamping loses nothing that it said was done."""

import random
import signal
import subprocess
import sys
import time

import pytest

from shopcard.store.shop.shop import Shop

STAMPING = """
import sys
from pathlib import Path
from shopcard.store.shop.open_shop import new_key
from shopcard.store.shop.shop import Shop
with Shop.open(Path(sys.argv[1])) as shop:
    while True:
        key = new_key()
        shop.counter.stamp(sys.argv[2], key=key)
        print(key, flush=True)
"""


def acknowledged_before_the_kill(where, customer, seconds):
    """Stamp in a process of its own, kill it after its first stamp and a while; the keys said."""
    process = subprocess.Popen(
        [sys.executable, "-c", STAMPING, str(where), customer], stdout=subprocess.PIPE, text=True
    )
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    lines = (first + rest).splitlines(keepends=True)
    return [line.strip() for line in lines if line.endswith("\n")]


def kill_rounds(shop, where, customer, rounds):
    shop.opened.change_setting("acts_per_day", "1000")
    chance = random.Random(7)
    said = []
    for _round in range(rounds):
        said += acknowledged_before_the_kill(where, customer, chance.uniform(0, 0.25))
    shop.close()
    with Shop.open(where) as after:
        there = {act.key for act in after.counter.history(customer)}
        assert len(said) >= rounds
        assert set(said) <= there
        assert after.check().problems == ()
        card = after.counter.open_card(customer).cards[0]
        assert card.card.stamps + 10 * len(card.ready) == len(there)


def test_a_killed_till_loses_no_stamp(shop, where, marie):
    kill_rounds(shop, where, marie, 3)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_forty_killed_tills_lose_no_stamp(shop, where, marie):
    kill_rounds(shop, where, marie, 40)
