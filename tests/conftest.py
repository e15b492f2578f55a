"""What tests of several rooms need."""

import functools
import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from shopcard.store.database import engine as store_engine
from shopcard.store.database import schema
from shopcard.store.database.engine import make_engine, make_private

SHARED = Path(__file__).parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Where Python may not keep what it compiles beside the code, every program that a test starts
    would compile Textual and SQLAlchemy anew: keep it in pytest's own cache instead."""
    if sys.dont_write_bytecode and (cache := getattr(config, "cache", None)):
        compiled = str(cache.mkdir("compiled"))
        sys.dont_write_bytecode, sys.pycache_prefix = False, compiled
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}


def pytest_collection_finish() -> None:
    """The tests themselves are no garbage: the collector need not look through them again and
    again, which is a sixth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _shops_remembered_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Which shops a user has opened is remembered in their own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Statements are compiled once for all the shops of a run, which opens some thousand."""

    class WhateverShop(dict[tuple[Any, ...], Any]):
        """SQLAlchemy's keys begin with the shop's own dialect, and one is like the other."""

        def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
            return super().get(key[1:], default)

        def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
            super().__setitem__(key[1:], compiled)

    made = functools.partial(create_engine, execution_options={"compiled_cache": WhateverShop()})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_engine, "create_engine", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def _tables_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new shop's empty tables are made by the migrations once, and copied from then on."""
    tables = tmp_path_factory.mktemp("tables") / "empty.db"
    make = schema.make

    def copied(engine: Engine, revision: str = "head") -> None:
        if revision != "head":
            make(engine, revision)
            return
        if not tables.exists():
            make_private(tables)
            first = make_engine(tables)
            make(first)
            first.dispose()
        shutil.copyfile(tables, str(engine.url.database))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "make", copied)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real purchase logs, which lies beside the repository and not in it.

    Tests that need it skip where it is missing, and fail where SHOPCARD_REQUIRE_SHARED=1 says that
    it must be there.
    """
    if not SHARED.is_dir():
        if os.environ.get("SHOPCARD_REQUIRE_SHARED") == "1":
            pytest.fail(f"the real purchases must be in {SHARED}", pytrace=False)
        pytest.skip(f"the real purchases are not in {SHARED}")
    return SHARED
