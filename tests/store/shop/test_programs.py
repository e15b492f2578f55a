"""The owner's programmes: added, changed, closed."""

import pytest

from shopcard.errors import NotFound, Refused
from shopcard.rules.program import make_terms

TEA = make_terms([(None, "Tea")], stamps=5)


def test_programmes_stand_in_the_owner_s_order_closed_ones_last(shop, cone):
    shop.programs.add("Tea", TEA)
    shop.programs.close(cone)
    assert [p.name for p in shop.programs.all()] == ["Car wash", "Tea"]
    assert [p.name for p in shop.programs.all(closed=True)] == ["Car wash", "Tea", "Ice-cream cone"]


def test_a_programme_is_named_however_it_is_written(shop):
    assert shop.programs.named("ICE-CREAM CÔNE").name == "Ice-cream cone"
    assert shop.programs.named(None).name == "Ice-cream cone"
    with pytest.raises(NotFound, match="Car wash"):
        shop.programs.named("Tea")


def test_without_an_open_programme_there_is_a_sentence(shop, cone, wash, marie):
    shop.programs.close(cone)
    shop.programs.close(wash)
    with pytest.raises(NotFound, match="open programme"):
        shop.programs.named(None)
    with pytest.raises(NotFound, match="open programme"):
        shop.counter.stamp(marie)


@pytest.mark.parametrize("name", ["", "  ", "car WASH", "x" * 61])
def test_a_name_must_be_new_and_short(shop, name):
    with pytest.raises(Refused):
        shop.programs.add(name, TEA)


def test_a_change_keeps_the_name_or_the_terms_that_it_does_not_name(shop, wash):
    assert shop.programs.change(wash, name="Lavage").terms.size == 6
    changed = shop.programs.change(wash, terms=TEA)
    assert (changed.name, changed.terms) == ("Lavage", TEA)
    assert shop.programs.change(wash, name="Lavage", terms=TEA) == changed


def test_a_closed_programme_is_closed_for_good(shop, wash):
    assert shop.programs.close(wash).closed
    with pytest.raises(Refused, match="closed already"):
        shop.programs.close(wash)
    with pytest.raises(Refused, match="closed"):
        shop.programs.change(wash, name="Lavage")
    with pytest.raises(NotFound):
        shop.programs.close(99)


def test_settings_are_kept_and_refused_as_the_rules_say(shop, where):
    assert shop.opened.change_setting("window", "60").window == 60
    from shopcard.store.shop.shop import Shop

    with Shop.open(where) as again:
        assert again.opened.settings == shop.opened.settings
    with pytest.raises(Refused):
        shop.opened.change_setting("window", "5")
    assert shop.opened.settings.window == 60
