"""Two customers of the demo shop who have a second card, and one who asked to be forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import PlayJoin, PlayStamp

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

AGAIN, MERGED, FORGOTTEN = "csecondcard2", "csecondcard3", "cforgetme234"
"""The ids: one is left for the list of likely duplicates, one is merged, one erased."""


def second_cards(
    left: CustomerDraft, merged: CustomerDraft, at: datetime, staff: str
) -> Iterator[PlayJoin | PlayStamp]:
    """What these two and a third do from an instant on, over three days."""
    third = CustomerDraft("Georges Perdu", phone="06 39 98 98 98")
    second = (
        (AGAIN, replace(left, name=left.name.upper(), note="", email="")),
        (MERGED, replace(merged, note="", email="", phone="06 39 98 99 99")),
        (FORGOTTEN, third),
    )
    for n, (who, draft) in enumerate(second):
        card = str(47_550_000 + n)
        yield PlayJoin(replace(draft, card=card, referred_by=None), at, who, staff)
        for days in range(3):
            yield PlayStamp(who, at + timedelta(days=days, minutes=1), 1, 1, 320, staff)
        at += timedelta(minutes=20)


def settle(shop: "Shop", kept: str) -> None:
    """Merge the one, as `kept`, and forget the other."""
    shop.customers.merge(kept, MERGED, key="demo/merge")
    shop.privacy.erase(FORGOTTEN)
