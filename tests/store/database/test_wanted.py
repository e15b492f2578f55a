"""What nobody waits for any more is given up; what is done is done to its end."""

import itertools
from pathlib import Path

import pytest
from sqlalchemy import text

from shopcard.store.database.engine import make_engine, make_private, reading, writing
from shopcard.store.database.wanted import Dropped, as_long_as_wanted, while_wanted

ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"
LONG = ENDLESS.replace("FROM c)", "FROM c WHERE n < 200000)")


def after(times: int) -> object:
    """Wanted so many times, then no more."""
    looks = iter([True] * times)
    return lambda: next(looks, False)


def test_case_89_a_question_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    make_private(tmp_path / "shop.db")
    engine = make_engine(tmp_path / "shop.db")
    with pytest.raises(Dropped), while_wanted(after(5)), reading(engine) as session:  # type: ignore[arg-type]
        session.execute(text(ENDLESS)).all()
    # The connection that it had serves others to their end.
    with reading(engine) as session:
        assert session.execute(text(LONG)).scalar_one() == 200_000
    engine.dispose()


def test_case_89_what_is_written_is_never_given_up_half_way(tmp_path: Path) -> None:
    make_private(tmp_path / "shop.db")
    engine = make_engine(tmp_path / "shop.db")
    with while_wanted(lambda: False), writing(engine) as session:
        session.execute(text("CREATE TABLE t AS " + LONG))
    with reading(engine) as session:
        assert session.execute(text("SELECT * FROM t")).scalar_one() == 200_000
    engine.dispose()


def test_case_89_steps_end_where_they_are_no_longer_wanted() -> None:
    seen = []
    with pytest.raises(Dropped), while_wanted(after(3)):  # type: ignore[arg-type]
        seen += as_long_as_wanted(itertools.count())
    assert list(as_long_as_wanted(range(5))) == [0, 1, 2, 3, 4]
