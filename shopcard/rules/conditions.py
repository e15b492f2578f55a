"""The conditions of a programme as an owner types them, a text for each, and back."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.money import parse_amount, write_amount
from shopcard.rules.program import (
    MOST_STAMPS_ON_A_CARD,
    Terms,
    Tier,
    make_terms,
    read_days,
    read_months,
    read_promise,
    read_tier,
)
from shopcard.rules.text import clean_text

TYPED = (
    "stamps", "rewards", "per", "stamps_expire", "reward_expires", "per_day", "pause", "most",
    "channel", "welcome", "referral", "birthday", "tiers", "costs", "partners",
)  # fmt: skip
"""What is typed, in the order in which it is judged: costs and partners are of rewards."""
NEEDED = ("stamps", "rewards")
USUAL = "10"
"""The stamps on a new card of which nothing is said."""
OF_REWARDS = ("costs", "partners")


def read_terms(
    typed: Mapping[str, str], currency: str, before: Terms | None = None
) -> tuple[Terms | None, dict[str, str]]:
    """The terms that texts mean, or None and what is wrong: a sentence for each such key.

    `typed` has a text for each of TYPED; an empty one says nothing. A list has commas or, where
    there is a semicolon, semicolons between its parts. A text that stands as `write_terms` writes
    it of `before` means what it meant there, also where it could be read otherwise.
    """
    kept = _values(before) if before else {}
    untouched = write_terms(before, currency) if before else {}
    known: dict[str, Any] = {"rewards": [(None, "·")], "stamps": MOST_STAMPS_ON_A_CARD}
    wrong: dict[str, str] = {}
    for key in TYPED:
        text = typed[key].strip() or (USUAL if key == "stamps" and before is None else "")
        if not text and key not in NEEDED:
            continue
        if key in OF_REWARDS and wrong:
            # What is said of a reward is judged when it is known which rewards there are.
            continue
        try:
            same = key in kept and text == untouched[key]
            value = kept[key] if same else _READERS[key](text, currency)
            _judge(known | {key: value})
        except Refused as refused:
            wrong[key] = refused.sentence
            if key == "stamps":
                # Nothing else can be judged without the size of the card.
                break
        else:
            known[key] = value
    return (None, wrong) if wrong else (_judge(known), {})


def write_terms(terms: Terms, currency: str) -> dict[str, str]:
    """A text for each of TYPED, as `read_terms` reads them."""
    written = {}
    for key, value in _values(terms).items():
        match value:
            case None:
                written[key] = ""
            case int():
                written[key] = write_amount(value, currency) if key == "per" else str(value)
            case str():
                written[key] = value
            case _:
                written[key] = _join([_write_part(key, part, currency) for part in _parts(value)])
    for key, unit in (("stamps_expire", "m"), ("reward_expires", "d")):
        written[key] += unit if written[key] else ""
    return written


def _values(terms: Terms) -> dict[str, Any]:
    """What `make_terms` would be called with."""
    rewards = terms.rewards
    return {
        "stamps": terms.size,
        "rewards": [(None if p.count == terms.size else p.count, p.name) for p in terms.promises],
        "costs": {p.name: p.cost for p in rewards if p.cost is not None},
        "partners": {p.name: p.partner for p in rewards if p.partner},
        "birthday": terms.birthday.name if terms.birthday else None,
        "tiers": [_tier(tier) for tier in terms.tiers],
        **{
            key: getattr(terms, key)
            for key in TYPED
            if key not in (*NEEDED, *OF_REWARDS, "birthday", "tiers")
        },
    }


def _tier(tier: Tier) -> tuple[str, int, int, str | None]:
    return tier.name, tier.visits, tier.times, tier.reward.name if tier.reward else None


def _judge(known: Mapping[str, Any]) -> Terms:
    return make_terms(known["rewards"], **{k: v for k, v in known.items() if k != "rewards"})


# Writing


def _parts(value: Any) -> Sequence[Any]:
    return list(value.items()) if isinstance(value, dict) else value


def _write_part(key: str, part: Any, currency: str) -> str:
    match key, part:
        case "rewards", (None, name):
            return str(name)
        case "costs", (name, cost):
            return f"{name}={write_amount(cost, currency)}"
        case "tiers", (name, visits, times, reward):
            return f"{name}={visits}:{reward or times}"
    return f"{part[0]}={part[1]}"


def _join(parts: Sequence[str]) -> str:
    if any("," in part for part in parts):
        return "; ".join(parts) + (";" if len(parts) == 1 else "")
    return ", ".join(parts)


# Reading


def _split(text: str) -> list[str]:
    """The parts of a list; the comma of an amount (0,80) parts nothing."""
    between = r";" if ";" in text else r",(?!\d)|,(?=\d+\s*=)"
    return [part.strip() for part in re.split(between, text) if part.strip()]


def _pair(text: str, example: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not (equals and name.strip() and value.strip()):
        raise Refused(_("Type it like {example}.").format(example=example))
    return name.strip(), value.strip()


def _read_costs(text: str, currency: str) -> dict[str, int]:
    example = _("Cookie={amount}").format(amount=write_amount(80, currency))
    pairs = [_pair(part, example) for part in _split(text)]
    return {name: parse_amount(cost, currency) for name, cost in pairs}


def _read_partners(text: str, _currency: str) -> dict[str, str]:
    return dict(_pair(part, _("Gift card=Bookshop")) for part in _split(text))


def _read_rewards(text: str, _currency: str) -> list[tuple[int | None, str]]:
    if not text:
        raise Refused(_("Name the reward, for example “Free cone”."))
    return [read_promise(part) for part in _split(text)]


def _read_number(text: str, _currency: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise Refused(_("“{text}” is no whole number.").format(text=clean_text(text)[:40]))
    return int(text)


def _read_stamps(text: str, currency: str) -> int:
    if not text:
        raise Refused(_("Say how many stamps fill a card."))
    return _read_number(text, currency)


_READERS: dict[str, Callable[[str, str], Any]] = {
    "stamps": _read_stamps,
    "rewards": _read_rewards,
    "costs": _read_costs,
    "per": parse_amount,
    "stamps_expire": lambda text, _currency: read_months(text),
    "reward_expires": lambda text, _currency: read_days(text),
    "per_day": _read_number,
    "pause": _read_number,
    "most": _read_number,
    "channel": lambda text, _currency: text,
    "welcome": _read_number,
    "referral": _read_number,
    "birthday": lambda text, _currency: text,
    "tiers": lambda text, _currency: [read_tier(part) for part in _split(text)],
    "partners": _read_partners,
}
