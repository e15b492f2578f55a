"""A statement compiled once is the same statement."""

import pytest
from sqlalchemy import bindparam, select

from shopcard.errors import Damaged
from shopcard.rules.program import make_terms
from shopcard.store.database.compiled import Compiled
from shopcard.store.database.engine import reading, writing
from shopcard.store.database.tables import ProgramRow, SettingRow, core

_program, _setting = core(ProgramRow), core(SettingRow)
LATER = Compiled(
    select(_program.c.name)
    .where(_program.c.position >= bindparam("least"), _program.c.id != bindparam("but", value=0))
    .order_by(_program.c.position)
    .limit(bindparam("most"))
)


def test_values_go_in_by_name_and_some_unless_said(shop, cone):
    shop.programs.add("Tea", make_terms([(None, "Free tea")]))
    with reading(shop.opened.engine) as session:
        connection = session.connection()
        assert LATER.rows(connection, most=2, least=0) == [("Ice-cream cone",), ("Car wash",)]
        assert LATER.rows(connection, least=0, but=cone, most=9) == [("Car wash",), ("Tea",)]


def test_a_compiled_query_sees_what_its_own_transaction_wrote(shop):
    setting = Compiled(select(_setting.c.value).where(_setting.c.key == bindparam("key")))
    with writing(shop.opened.engine) as session:
        session.add(SettingRow(key="new", value="here"))
        session.flush()
        assert setting.rows(session.connection(), key="new") == [("here",)]
        session.rollback()


def test_its_faults_are_sentences_too(shop, sql):
    sql("DROP TABLE setting")
    gone = Compiled(select(_setting.c.value))
    with pytest.raises(Damaged), reading(shop.opened.engine) as session:
        gone.rows(session.connection())
