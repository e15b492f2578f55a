"""Programmes, their terms, and the rewards on them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shopcard.errors import Refused
from shopcard.language import _
from shopcard.rules.text import clean_text, fold

MOST_STAMPS_ON_A_CARD = 100
MOST_EXPIRY_MONTHS = 120
MOST_EXPIRY_DAYS = 3650
MOST_VISITS = 366
MOST_TIMES = 10
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Promise:
    """A reward as the programme offers it: earned each time a card reaches `count` stamps, or by
    an occasion, where the count is 0."""

    count: int
    name: str
    cost: int | None = None
    """What giving it costs the shop, in minor units; None when the owner has not said."""
    partner: str | None = None
    """The other shop where it is spent; what it costs is owed to that shop."""


@dataclass(frozen=True, slots=True)
class Tier:
    """What customers get who came on at least `visits` earlier days of the last 12 months."""

    name: str
    visits: int
    times: int = 1
    """Each of their stamps counts as so many."""
    reward: Promise | None = None
    """Earned with the first purchase in the tier, and again after a year."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The conditions a card runs under, from its first stamp to its last.

    `promises` are in rising order of count, and the last count is the card's size.
    """

    promises: tuple[Promise, ...]
    per: int | None = None
    """Minor units of spend that earn one stamp; None: stamps are keyed in."""
    stamps_expire: int | None = None
    """Months after its last stamp at which a card in progress expires whole."""
    reward_expires: int | None = None
    """Days after it was earned at which a reward expires."""
    per_day: int | None = None
    """Most acts a card a business day; None: the shop's setting."""
    pause: int | None = None
    """Minutes that must pass between two acts on a card."""
    most: int | None = None
    """Most stamps in one purchase; None: the shop's setting."""
    channel: str | None = None
    """Where it runs, a market stall for instance; None: wherever no programme of its own runs."""
    welcome: int | None = None
    """Stamps on joining the shop."""
    referral: int | None = None
    """Stamps for a new customer and for who brought them, on the new one's first purchase."""
    birthday: Promise | None = None
    """Offered around the birthday, once a year."""
    tiers: tuple[Tier, ...] = ()
    """In rising order of visits."""

    @property
    def size(self) -> int:
        return self.promises[-1].count

    @property
    def rewards(self) -> tuple[Promise, ...]:
        """All that can be earned, by stamps or by an occasion."""
        occasions = (self.birthday, *(tier.reward for tier in self.tiers))
        return (*self.promises, *(promise for promise in occasions if promise))

    @property
    def in_money(self) -> bool:
        """Whether an amount stands in them: spend that earns a stamp, or what a reward costs."""
        return self.per is not None or any(p.cost is not None for p in self.rewards)

    def promise(self, name: str) -> Promise | None:
        return next((promise for promise in self.rewards if promise.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for storage; what is not said is left out."""
        kept = {k: v for k, v in asdict(self).items() if v is not None and v != ()}
        kept["promises"] = [_plain(p) for p in self.promises]
        if self.birthday:
            kept["birthday"] = _plain(self.birthday)
        if self.tiers:
            kept["tiers"] = [
                [t.name, t.visits, t.times, t.reward and _plain(t.reward)] for t in self.tiers
            ]
        return kept

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Terms":
        birthday = kept.get("birthday")
        tiers = [
            Tier(name, visits, times, Promise(*reward) if reward else None)
            for name, visits, times, reward in kept.get("tiers", ())
        ]
        return cls(
            **{
                **kept,
                "promises": tuple(Promise(*p) for p in kept["promises"]),
                "birthday": Promise(*birthday) if birthday else None,
                "tiers": tuple(tiers),
            }
        )


def _plain(promise: Promise) -> list[int | str | None]:
    said: list[int | str | None] = [promise.count, promise.name, promise.cost, promise.partner]
    return said if promise.partner else said[:3]


def make_terms(
    rewards: Iterable[tuple[int | None, str]],
    *,
    stamps: int = 10,
    costs: Mapping[str, int] | None = None,
    partners: Mapping[str, str] | None = None,
    per: int | None = None,
    stamps_expire: int | None = None,
    reward_expires: int | None = None,
    per_day: int | None = None,
    pause: int | None = None,
    most: int | None = None,
    channel: str | None = None,
    welcome: int | None = None,
    referral: int | None = None,
    birthday: str | None = None,
    tiers: Iterable[tuple[str, int, int, str | None]] = (),
) -> Terms:
    """Checked terms. A reward without a count stands at the card's size, `stamps`.

    `costs` and `partners` are by the rewards' names; a tier is its name, the visits it takes, how
    many times its stamps count, and its reward. Refused with a sentence for counts, expiries or
    caps outside what a shop could mean, for two rewards of one name, for the cost or the partner
    of a reward that is not there, and for a voucher of another shop without what it costs.
    """
    if not 1 <= stamps <= MOST_STAMPS_ON_A_CARD:
        raise Refused(
            _("A card takes 1 to {most} stamps, not {n}.").format(
                most=MOST_STAMPS_ON_A_CARD, n=stamps
            )
        )
    cost_of = {fold(name): cost for name, cost in (costs or {}).items()}
    partner_of = {
        fold(name): clean_text(partner, most=60) for name, partner in (partners or {}).items()
    }

    def promise(count: int, raw_name: str) -> Promise:
        name = clean_text(raw_name, most=60)
        if not name:
            raise Refused(_("Name the reward, for example “Free cone”."))
        return Promise(count, name, cost_of.get(fold(name)), partner_of.get(fold(name)) or None)

    promises = []
    for count, raw_name in rewards:
        made = promise(stamps if count is None else count, raw_name)
        if not 1 <= made.count <= stamps:
            raise Refused(
                _("“{reward}” at {n} stamps does not fit a card of {size}.").format(
                    reward=made.name, n=made.count, size=stamps
                )
            )
        promises.append(made)
    if not any(p.count == stamps for p in promises):
        raise Refused(
            _("A card needs a reward at its end: name the one at {n} stamps.").format(n=stamps)
        )
    ranks = [
        Tier(clean_text(name, most=30), visits, times, promise(0, reward) if reward else None)
        for name, visits, times, reward in tiers
    ]
    _check_tiers(ranks)
    _within(per, 1, 10**9, _("Stamps by spend need an amount above zero."))
    _within(stamps_expire, 1, MOST_EXPIRY_MONTHS, _("Stamps may expire after 1 to 120 months."))
    _within(reward_expires, 1, MOST_EXPIRY_DAYS, _("Rewards may expire after 1 to 3650 days."))
    _within(per_day, 1, 1000, _("The most acts a card a day is 1 to 1000."))
    _within(pause, 1, 1440, _("The pause between stamps is 1 to 1440 minutes."))
    _within(most, 1, 1000, _("The most stamps in one purchase is 1 to 1000."))
    _within(welcome, 1, stamps, _("Welcome stamps are 1 to the size of the card."))
    _within(referral, 1, stamps, _("Stamps for a referral are 1 to the size of the card."))
    terms = Terms(
        promises=tuple(sorted(promises, key=lambda p: p.count)),
        per=per,
        stamps_expire=stamps_expire,
        reward_expires=reward_expires,
        per_day=per_day,
        pause=pause,
        most=most,
        channel=clean_text(channel or "", most=60) or None,
        welcome=welcome,
        referral=referral,
        birthday=promise(0, birthday) if birthday is not None else None,
        tiers=tuple(sorted(ranks, key=lambda tier: tier.visits)),
    )
    _check_rewards(terms.rewards, costs or (), partners or ())
    return terms


def remade(terms: Terms) -> Terms:
    """The terms as the owner would make them today: the same where they can be so. Refused where
    no owner could have made them."""
    return make_terms(
        [(p.count, p.name) for p in terms.promises],
        stamps=terms.size,
        costs={p.name: p.cost for p in terms.rewards if p.cost is not None},
        partners={p.name: p.partner for p in terms.rewards if p.partner is not None},
        per=terms.per,
        stamps_expire=terms.stamps_expire,
        reward_expires=terms.reward_expires,
        per_day=terms.per_day,
        pause=terms.pause,
        most=terms.most,
        channel=terms.channel,
        welcome=terms.welcome,
        referral=terms.referral,
        birthday=terms.birthday.name if terms.birthday else None,
        tiers=[
            (tier.name, tier.visits, tier.times, tier.reward.name if tier.reward else None)
            for tier in terms.tiers
        ],
    )


def _check_rewards(
    rewards: Sequence[Promise], costs: Iterable[str], partners: Iterable[str]
) -> None:
    names = [fold(p.name) for p in rewards]
    if len(set(names)) < len(names):
        raise Refused(_("Two rewards have the same name: give each its own."))
    for name in costs:
        if fold(name) not in names:
            raise Refused(_("There is no reward “{reward}” to set a cost for.").format(reward=name))
    for name in partners:
        if fold(name) not in names:
            raise Refused(
                _("There is no reward “{reward}” that could be a voucher.").format(reward=name)
            )
    if any(p.cost is not None and p.cost < 0 for p in rewards):
        raise Refused(_("A reward cannot cost less than zero."))
    for p in rewards:
        if p.partner and p.cost is None:
            raise Refused(
                _("Say what a “{reward}” costs: it is what you owe to {partner}.").format(
                    reward=p.name, partner=p.partner
                )
            )


def _check_tiers(tiers: Sequence[Tier]) -> None:
    if len({fold(t.name) for t in tiers}) < len(tiers) or len({t.visits for t in tiers}) < len(
        tiers
    ):
        raise Refused(_("Two tiers have the same name or the same visits: make them differ."))
    for tier in tiers:
        if not tier.name:
            raise Refused(_("Name the tier, for example “Gold”."))
        if not 1 <= tier.visits <= MOST_VISITS:
            raise Refused(_("A tier takes 1 to 366 visits in 12 months."))
        if not 1 <= tier.times <= MOST_TIMES:
            raise Refused(_("Stamps of a tier count 1 to 10 times."))
        if tier.times == 1 and tier.reward is None:
            raise Refused(
                _("Say what “{tier}” brings: stamps that count twice, or a reward.").format(
                    tier=tier.name
                )
            )


def _within(value: int | None, low: int, high: int, sentence: str) -> None:
    if value is not None and not low <= value <= high:
        raise Refused(sentence)


def read_months(text: str) -> int:
    """`12m`, `12` or `1y` as months."""
    return _span(text, {"": 1, "m": 1, "y": 12}, _("Type the months like 12m."))


def read_days(text: str) -> int:
    """`90d`, `90`, `6w` as days."""
    return _span(text, {"": 1, "d": 1, "w": 7}, _("Type the days like 90d."))


def _span(text: str, units: dict[str, int], sentence: str) -> int:
    found = re.fullmatch(r"(\d{1,4})\s*([a-z]?)", text.strip().lower())
    if not found or found[2] not in units:
        raise Refused(sentence)
    return int(found[1]) * units[found[2]]


def read_promise(text: str) -> tuple[int | None, str]:
    """`5=Cookie` is a cookie at five stamps; `Cookie` is one at the card's size."""
    counted = re.fullmatch(r"\s*(\d{1,9})\s*=(.*)", text, re.DOTALL)
    return (int(counted[1]), counted[2]) if counted else (None, text)


def read_tier(text: str) -> tuple[str, int, int, str | None]:
    """`Gold=24:2` is a tier from 24 visits whose stamps count twice; `Gold=24:Free coffee` one
    with a reward."""
    found = re.fullmatch(r"(.+?)=\s*(\d{1,9})\s*:(.+)", text.strip(), re.DOTALL)
    if not found:
        raise Refused(_("Type the tier like Gold=24:2 or Gold=24:Free coffee."))
    name, visits, brings = found[1].strip(), int(found[2]), found[3].strip()
    if brings.isdecimal() and len(brings) < MOST_DIGITS:
        return name, visits, int(brings), None
    return name, visits, 1, brings
