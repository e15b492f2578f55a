"""The settings of an open shop are what somebody wrote there, or named as damaged."""

import pytest

from shopcard.errors import Damaged
from shopcard.store.shop.shop import Shop


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE setting SET key = 'nbme' WHERE key = 'name'", "name"),
        ("UPDATE setting SET value = 'America/New_Xork' WHERE key = 'timezone'", "timezone"),
        ("UPDATE setting SET value = '99:00' WHERE key = 'day_start'", "day_start"),
    ],
)
def test_case_93_a_setting_that_was_changed_inside_the_file_is_named(
    shop, where, sql, damage, named
):
    shop.close()
    sql(damage)
    with pytest.raises(Damaged, match=f"Settings of the shop are damaged: {named}"):
        Shop.open(where)
