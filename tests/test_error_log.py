"""What nobody foresaw is written down for its owner alone, without what it says of anybody."""

import pytest

from shopcard import environment
from shopcard.error_log import written_down


def of_nobody() -> None:
    raise ValueError("Marie Lefèvre")


def of_a_phone() -> None:
    try:
        of_nobody()
    except ValueError as first:
        raise RuntimeError("06 12 34 56 78") from first


def raised() -> BaseException:
    with pytest.raises(RuntimeError) as error:
        of_a_phone()
    return error.value


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOPCARD_HOME", str(tmp_path / "home"))


def test_where_an_error_came_from_is_added_with_what_led_to_it_and_nobody_s_name():
    assert written_down(raised()) == written_down(raised()) == environment.error_log()
    text = environment.error_log().read_text(encoding="utf-8")
    assert text.count("Traceback of RuntimeError") == text.count("Traceback of ValueError") == 2
    assert "of_nobody" in text
    assert "ValueError: Marie" not in text
    assert environment.error_log().stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_written_is_passed_over(tmp_path):
    (tmp_path / "home").write_bytes(b"")
    assert written_down(raised()) is None
