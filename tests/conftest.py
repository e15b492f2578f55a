"""What tests of several rooms need."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
def _away_from_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Which shops a user has opened, and what went wrong, is written down in their own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOPCARD_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
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
