"""The owner's programmes: added, changed, closed."""

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.program import make_terms

TEA = make_terms([(None, "Tea")], stamps=5)


def test_programmes_stand_in_the_owner_s_order_closed_ones_last(shop, cone):
    shop.add_program("Tea", TEA)
    shop.close_program(cone)
    assert [p.name for p in shop.programs()] == ["Car wash", "Tea"]
    assert [p.name for p in shop.programs(closed=True)] == ["Car wash", "Tea", "Ice-cream cone"]


def test_a_programme_is_named_however_it_is_written(shop):
    assert shop.program("ICE-CREAM CÔNE").name == "Ice-cream cone"
    assert shop.program(None).name == "Ice-cream cone"
    with pytest.raises(NotFound, match="Car wash"):
        shop.program("Tea")


def test_without_an_open_programme_there_is_a_sentence(shop, cone, wash, marie):
    shop.close_program(cone)
    shop.close_program(wash)
    with pytest.raises(NotFound, match="open programme"):
        shop.program(None)
    with pytest.raises(NotFound, match="open programme"):
        shop.stamp(marie)


@pytest.mark.parametrize("name", ["", "  ", "car WASH", "x" * 61])
def test_a_name_must_be_new_and_short(shop, name):
    with pytest.raises(Refused):
        shop.add_program(name, TEA)


def test_a_change_keeps_the_name_or_the_terms_that_it_does_not_name(shop, wash):
    assert shop.change_program(wash, name="Lavage").terms.size == 6
    changed = shop.change_program(wash, terms=TEA)
    assert (changed.name, changed.terms) == ("Lavage", TEA)
    assert shop.change_program(wash, name="Lavage", terms=TEA) == changed


def test_a_closed_programme_is_closed_for_good(shop, wash):
    assert shop.close_program(wash).closed
    with pytest.raises(Refused, match="closed already"):
        shop.close_program(wash)
    with pytest.raises(Refused, match="closed"):
        shop.change_program(wash, name="Lavage")
    with pytest.raises(NotFound):
        shop.close_program(99)


def test_settings_are_kept_and_refused_as_the_rules_say(shop, where):
    assert shop.set_preference("window", "60").window == 60
    from shopcard.store.shop.shop import Shop

    with Shop.open(where) as again:
        assert again.preferences == shop.preferences
    with pytest.raises(Refused):
        shop.set_preference("window", "5")
    assert shop.preferences.window == 60
