"""No text of a shop reaches the terminal as a command, whatever somebody wrote into the file."""

from contextlib import closing

import pytest

from shopcard.rules.text import COMMANDING
from shopcard.store.database.engine import sqlite_module
from tests.tui.till import OpenTill

EVIL = "A\x1b]0;pwned\x07\x9b31m\u202eB"


@pytest.mark.parametrize("keys", [(), ("f5",), ("f8",), ("f3",)])
async def test_case_97_control_bytes_of_the_file_are_not_drawn(open_till: OpenTill, where, keys):
    with closing(sqlite_module().connect(where, isolation_level=None)) as connection:
        for table in ("entry", "entry_program", "terms"):
            connection.execute(f"DROP TRIGGER {table}_refuses_update")
        for table, column in (
            *(("customer", "name"), ("customer", "note"), ("customer", "email")),
            *(("program", "name"), ("entry", "staff"), ("entry", "till"), ("setting", "value")),
        ):
            only = " WHERE key = 'name'" if table == "setting" else ""
            connection.execute(f"UPDATE {table} SET {column} = {column} || ?{only}", (EVIL,))
        connection.execute(
            "UPDATE terms SET body = replace(body, 'Free cone', ?)", (r"A\u001b]0;pwned\u0007B",)
        )
    async with open_till() as till:
        await till.scan("42077310")
        await till.press(*keys)
        drawn = till.screen()

    assert "A]0;pwned" in drawn
    assert not COMMANDING.search(drawn)
