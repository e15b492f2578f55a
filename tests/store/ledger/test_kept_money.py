"""Amounts keep what they are worth: no setting gives them another meaning."""

import pytest

from shopcard.errors import Refused
from shopcard.rules.program import make_terms
from shopcard.rules.settings import Settings
from shopcard.store.shop.shop import Shop
from tests.new_shops import new_shop

BY_SPEND = make_terms([(None, "Tea")], per=1000)
WITH_A_COST = make_terms([(None, "Tea")], costs={"Tea": 80})
BIRTHDAY_COST = make_terms([(None, "Tea")], birthday="Cake", costs={"Cake": 300})


def test_case_33_the_currency_stays_once_a_purchase_has_an_amount(shop, marie, sql):
    shop.counter.stamp(marie, amount=1250)
    before = sql("SELECT key, value FROM setting ORDER BY key")
    with pytest.raises(Refused, match=r"amounts in EUR \(purchases\)"):
        shop.opened.change_setting("currency", "JPY")
    assert shop.opened.settings.currency == "EUR"
    assert sql("SELECT key, value FROM setting ORDER BY key") == before
    assert shop.opened.change_setting("currency", "eur").currency == "EUR"


@pytest.mark.parametrize("terms", [BY_SPEND, WITH_A_COST, BIRTHDAY_COST])
def test_case_33_the_currency_stays_once_terms_speak_of_money(shop, terms):
    made = shop.programs.add("Tea", terms)
    shop.programs.close(made.id)
    with pytest.raises(Refused, match="terms of a programme"):
        shop.opened.change_setting("currency", "USD")


def test_case_33_an_amount_that_was_undone_is_kept_all_the_same(shop, marie):
    shop.counter.stamp(marie, amount=1250)
    shop.counter.undo(customer_id=marie)
    with pytest.raises(Refused, match="purchases"):
        shop.opened.change_setting("currency", "JPY")


def test_case_33_before_any_amount_the_currency_is_free(shop, marie):
    shop.counter.stamp(marie)
    assert shop.opened.change_setting("currency", "JPY").currency == "JPY"


@pytest.mark.parametrize(
    "act",
    [
        lambda shop, marie, _wash: shop.counter.stamp(marie, amount=1250),
        lambda shop, _marie, _wash: shop.programs.add("Tea", BY_SPEND),
        lambda shop, _marie, wash: shop.programs.change(wash, terms=WITH_A_COST),
        lambda shop, _marie, _wash: shop.imports.purchases([]),
    ],
    ids=["stamp", "add", "change", "import"],
)
def test_case_33_an_amount_typed_before_the_currency_changed_is_not_written(
    shop, where, marie, act
):
    wash = shop.programs.named("Car wash").id
    with Shop.open(where) as elsewhere:
        elsewhere.opened.change_setting("currency", "JPY")
        before = elsewhere.counts()
    assert shop.opened.settings.currency == "EUR", "no act has told this till yet"
    with pytest.raises(Refused, match="currency is JPY now"):
        act(shop, marie, wash)
    assert shop.counts() == before


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timezone", "Pacific/Auckland"),
        ("day_start", "11:00"),
        ("country", "BE"),
        ("language", "fr"),
        ("window", "31"),
        ("margin", "60"),
        ("hours", "09:00-10:00"),
        ("acts_per_day", "1"),
        ("stamps_per_purchase", "1"),
        ("keep_years", "1"),
    ],
)
def test_case_33_no_other_setting_gives_what_is_kept_another_meaning(
    shop, marie, cone, sql, key, value
):
    shop.counter.stamp(marie, amount=1250, stamps=3, program=cone)
    shop.counter.stamp(marie, amount=900, program=cone)
    kept = [
        "SELECT * FROM entry", "SELECT * FROM entry_program", "SELECT * FROM phone",
        "SELECT * FROM card", "SELECT * FROM program", "SELECT * FROM customer_month",
    ]  # fmt: skip
    before = [sql(asked) for asked in kept]
    month = shop.month.figures()
    shop.opened.change_setting(key, value)
    assert [sql(asked) for asked in kept] == before
    assert shop.counter.history()[0].amount == 900
    after = shop.month.figures(month.month)
    assert after.figures.counts.revenue == month.figures.counts.revenue
    assert shop.check().ok


def test_the_set_up_s_currency_is_that_of_its_terms(tmp_path):
    settings = Settings("Kiosk", currency="JPY")
    with new_shop(tmp_path / "kiosk.db", settings, [("Tea", BY_SPEND)]) as made:
        assert made.programs.named("Tea").terms.per == 1000
