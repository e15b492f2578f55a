"""What the demo's customers answer when they are asked at the counter, and what they say."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from shopcard.language import _
from shopcard.rules.feedback import QUARTER
from shopcard.store.imports.past import PlayStamp, PlayVoice

_SINCE = timedelta(days=400)
"""How long before the end the shop began to ask."""
_SCORED = timedelta(days=250)
"""Before that it asked whether they are satisfied, since then whether they would recommend it."""
_LATELY = timedelta(days=45)
"""In these last days everybody is asked who is due, so that the regulars are not due any more."""
_ASKED, _SILENT, _TALKATIVE = 0.4, 0.12, 0.2
"""How many are asked when they are due, would rather not say, and say more than a number."""
_ANSWERS, _OFTEN = (10, 9, 8, 7, 6, 5, 3, 1), (30, 25, 18, 10, 6, 5, 4, 2)
_GLAD_FROM = 8


def _glad() -> tuple[str, ...]:
    return (
        _("The best pistachio on the coast."),
        _("Always a smile, even when the queue is long."),
        _("My grandchildren ask for you every Sunday."),
        _("I love the new salted caramel."),
        _("Quick and friendly, thank you."),
    )


def _sorry() -> tuple[str, ...]:
    return (
        _("Too long a wait on Saturday afternoon."),
        _("The tea room is cold in winter."),
        _("Please bring back the lemon sorbet!"),
        _("There is no room for a pushchair."),
    )


def answers(random: Random, stamps: Iterable[PlayStamp], now: datetime) -> Iterator[PlayVoice]:
    """What is answered after some of these purchases, given oldest first; words are in the
    language now spoken."""
    glad, sorry = _glad(), _sorry()
    asked: dict[str, datetime] = {}
    for stamp in stamps:
        last = asked.get(stamp.customer_id, now - 2 * _SINCE)
        due = stamp.at - last > timedelta(days=QUARTER)
        if now - stamp.at > _SINCE or not due:
            continue
        if now - stamp.at > _LATELY and random.random() > _ASKED:
            continue
        asked[stamp.customer_id] = stamp.at
        answer = None if random.random() < _SILENT else random.choices(_ANSWERS, _OFTEN)[0]
        words = ""
        if answer is not None and random.random() < _TALKATIVE:
            words = random.choice(glad if answer >= _GLAD_FROM else sorry)
        at = stamp.at + timedelta(seconds=20)
        said = PlayVoice(stamp.customer_id, at, comment=words, staff=stamp.staff)
        if answer is None:
            yield said
        elif now - stamp.at > _SCORED:
            yield replace(said, satisfied=answer >= _GLAD_FROM - 1)
        else:
            yield replace(said, recommend=answer)
