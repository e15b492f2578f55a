"""Which programmes run where."""

import pytest

from shopcard.rules.place import running_at

CONE, WASH, STALL, OTHER = ("cone", None), ("wash", ""), ("stall", "Market Stall"), ("x", "Fair")


@pytest.mark.parametrize(
    ("place", "runs"),
    [
        (None, [CONE, STALL, WASH, OTHER]),
        ("", [CONE, WASH]),
        ("market stall", [STALL]),
        ("Fair", [OTHER]),
        ("Beach", [CONE, WASH]),
    ],
)
def test_case_72_a_place_has_its_own_programmes_else_those_of_the_shop(place, runs):
    programs = [CONE, STALL, WASH, OTHER]
    assert list(running_at(programs, place, lambda program: program[1])) == runs
