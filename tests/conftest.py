"""What tests of several rooms need."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


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
