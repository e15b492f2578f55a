"""Who works in the demo shop, one of them not quite straight: what the owner should find out."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shopcard.rules.calendar import local
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.imports.past import PlayJoin, PlayRedeem, PlayStamp

if TYPE_CHECKING:
    from shopcard.store.shop.shop import Shop

OWNER = "Camille"
CASHIERS = ("Noé", "Inès", "Bruno")
BRUNO = "Bruno"
BRUNO_AS_CUSTOMER = "cbruno2kellr"
"""The id of his own card."""
HOURS = "10:00-23:00"

_BRUNO_DAYS = 110
"""Since when he has worked here."""
_BRUNO_EVENINGS = (2, 3, 4)
"""Wednesday to Friday."""


def clerk(random: Random, at: datetime, last: date, zone: ZoneInfo) -> str:
    """Camille opens, Noé closes, Inès has the weekends and Bruno some evenings; now and then
    they swap. `last` is the story's last day."""
    if random.random() < 0.12:
        return random.choice((OWNER, *CASHIERS[:2]))
    wall = local(at, zone)
    if wall.weekday() >= 5:
        return CASHIERS[1]
    evening = wall.weekday() in _BRUNO_EVENINGS and wall.hour >= 17
    if evening and wall.date() > last - timedelta(days=_BRUNO_DAYS):
        return BRUNO
    return CASHIERS[0] if wall.hour >= 15 else OWNER


def bruno(
    random: Random, friend: str, since: date, last: date, zone: ZoneInfo
) -> Iterator[PlayJoin | PlayStamp | PlayRedeem]:
    """What Bruno does when nobody looks: a friend's card stamped over and over, late and without
    an amount, the cones given, and his own card. `friend` is the id of a customer who has a card
    `since` a day."""
    first = max(last - timedelta(days=_BRUNO_DAYS - 1), since + timedelta(days=1))
    draft = CustomerDraft("Bruno Keller", card="47301199", birthday="1999-03-02")
    yield PlayJoin(draft, _at(first, time(17, 5), zone), BRUNO_AS_CUSTOMER, BRUNO)
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        if day.weekday() not in _BRUNO_EVENINGS:
            continue
        if random.random() < 0.65:
            late = _at(day, time(23, random.randint(5, 50), random.randint(0, 59)), zone)
            for n in range(random.randint(2, 4)):
                yield PlayStamp(friend, late + timedelta(seconds=70 * n), 3, 1, None, BRUNO)
            yield PlayRedeem(friend, late + timedelta(minutes=6), 1, BRUNO)
        if random.random() < 0.3:
            at = _at(day, time(18, random.randint(0, 59)), zone)
            yield PlayStamp(BRUNO_AS_CUSTOMER, at, 2, 1, None, BRUNO)


def hire(shop: "Shop") -> None:
    """Put the team on the list, Bruno with the card that is his own. Nobody has a PIN yet."""
    shop.staff.add(OWNER, "owner")
    for name in CASHIERS:
        shop.staff.add(name, customer_id=BRUNO_AS_CUSTOMER if name == BRUNO else None)


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(ZoneInfo("UTC"))
