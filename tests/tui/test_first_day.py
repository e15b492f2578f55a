"""The first day in a real terminal: the set-up, stamps, a second till, and the power cut."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.tui.test_scanner import Terminal

RUN = """
import sys
if sys.argv[1] == "standard library":
    sys.modules["pysqlite3"] = None
from shopcard.cli import run
sys.exit(run(sys.argv[2:]))
"""
F2 = "\x1bOQ"


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("sqlite", ["pysqlite3", "standard library"])
def test_case_31_the_first_day_s_stamps_outlive_a_power_cut(tmp_path, monkeypatch, sqlite):
    monkeypatch.setenv("SHOPCARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def command(*words):
        answered = subprocess.run(
            [sys.executable, "-c", RUN, sqlite, *words], stdout=subprocess.PIPE, check=True
        )
        return json.loads(answered.stdout)

    def stamps():
        shown = command("customer", "show", "42077310", "--json")
        assert command("check", "--json")["ok"]
        return shown["cards"][0]["stamps"]

    till = Terminal("-c", RUN, sqlite)
    till.wait_for(lambda shown: "Welcome to shopcard" in shown)
    till.send(F2)
    till.wait_for(lambda shown: "My shop" in shown and "F2 New" in shown)
    command("customer", "add", "Marie", "--card", "42077310", "--json")
    till.send("42077310\r")
    till.wait_for(lambda shown: "Marie" in shown and "one stamp" in shown)
    till.send("3")
    till.wait_for(lambda shown: "three" in shown or "3 stamps" in shown)
    time.sleep(1)  # an Enter so soon after a scan is the scanner's
    till.send("\r")
    till.wait_for(lambda shown: "✓" in shown)
    assert stamps() == 3
    os.kill(till.process.pid, signal.SIGKILL)
    till.wait_for_end()
    assert stamps() == 3
    again = Terminal("-c", RUN, sqlite)
    again.wait_for(lambda shown: "My shop" in shown)
    os.kill(again.process.pid, signal.SIGTERM)
    again.wait_for_end()
    assert stamps() == 3
