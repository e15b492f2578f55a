"""Each expected error is a sentence and an exit code that a script can rely on."""

import pytest

from shopcard import errors


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (errors.Refused, 1), (errors.NotFound, 1), (errors.WrongUsage, 2), (errors.Damaged, 3),
        (errors.SettingsDamaged, 3), (errors.Moved, 3), (errors.Busy, 4), (errors.DiskFull, 4),
        (errors.DiskFailed, 4),
    ],
)  # fmt: skip
def test_every_error_has_its_exit_code_and_its_sentence(
    kind: type[errors.ShopcardError], exit_code: int
) -> None:
    error = kind("Type the name again.")
    assert (error.exit_code, error.sentence) == (exit_code, "Type the name again.")


def test_what_is_ambiguous_names_what_to_choose_between() -> None:
    error = errors.Ambiguous("Two customers.", ["Marie · 1", "Marie · 2"])
    assert error.candidates == ("Marie · 1", "Marie · 2")
    assert error.exit_code == 1
