"""Several processes at once, as several tills."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import PlayJoin, PlayStamp
from shopcard.store.shop.shop import Shop
from tests.cli.conftest import MARIE, Run, started

TILLS = 3

TILL = """
import contextlib, io, os, sys, time
from shopcard.cli import run
from shopcard.store.shop.shop import Shop
print("ready", flush=True)
sys.stdin.readline()
for n in range(int(sys.argv[1])):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["redeem", f"R{n:03}"])
    print(n, code, err.getvalue().strip(), flush=True)
"""


def test_one_key_from_two_processes_is_one_purchase(process: Run) -> None:  # FIELD-CASES 1
    tills = [started("stamp", MARIE, "--key", "receipt-7", "--json") for _n in range(2)]
    answers = [json.loads(till.communicate(timeout=60)[0]) for till in tills]
    assert [till.returncode for till in tills] == [0, 0]
    assert answers[0]["entry"] == answers[1]["entry"]
    assert sorted(answer["replayed"] for answer in answers) == [False, True]
    history = json.loads(process("history", "--json").out)["entries"]
    assert len(history) == 1


@pytest.mark.timeout(600)
@pytest.mark.parametrize("races", [8, pytest.param(200, marks=pytest.mark.long)])
def test_the_last_reward_is_given_once_however_many_tills_ask(
    shopcard: Run, home: Path, races: int
) -> None:  # FIELD-CASES 2
    now = datetime.now(UTC)
    with Shop.open(home / "shop.db") as shop:
        cone = shop.programs.named("Cone").id
        for n in range(races):
            customer = f"crace{n:06}"
            draft = CustomerDraft(f"Racer {n}", card=f"R{n:03}")
            shop.imports.past(
                [PlayJoin(draft, now, customer), PlayStamp(customer, now, 10, cone, None)]
            )
    tills = [
        subprocess.Popen(
            [sys.executable, "-c", TILL, str(races)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        for _n in range(TILLS)
    ]  # fmt: skip
    for till in tills:
        assert till.stdout is not None
        assert till.stdout.readline() == "ready\n"
    codes: dict[str, Counter[str]] = {}
    for till in tills:
        assert till.stdin is not None
        till.stdin.write("go\n")
        till.stdin.flush()
    for till in tills:
        for line in till.communicate(timeout=100)[0].splitlines():
            race, code, *sentence = line.split(" ", 2)
            codes.setdefault(race, Counter())[code] += 1
            assert sentence == ([""] if code == "0" else ["No reward is ready on this card."])
    assert len(codes) == races
    assert set(map(str, codes.values())) == {str(Counter({"1": TILLS - 1, "0": 1}))}
    assert shopcard("check", "--json").json["ok"] is True
    given = [e for e in shopcard("history", "--json").json["entries"] if e["kind"] == "redeem"]
    assert len(given) == races
