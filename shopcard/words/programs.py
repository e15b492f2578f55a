"""A programme in words: its conditions, what it would have given, whom a change concerns."""

from collections.abc import Iterator, Sequence

from shopcard.language import _, ngettext, say_estimate, say_money, say_number
from shopcard.rules.program import Promise, Terms, Tier
from shopcard.rules.simulate import Simulated

NAMED = 8
"""How many affected cards are named."""


def say_rewards(terms: Terms, currency: str) -> list[str]:
    """A line for each reward on the card: `Coffee at 10 · costs €0.80`."""
    return [
        " · ".join(
            [
                _("{reward} at {n}").format(reward=promise.name, n=promise.count),
                *_about(promise, currency),
            ]
        )
        for promise in terms.promises
    ]


def _about(promise: Promise, currency: str) -> Iterator[str]:
    if promise.partner:
        yield _("voucher of {partner}").format(partner=promise.partner)
    if promise.cost is not None:
        yield _("costs {amount}").format(amount=say_money(promise.cost, currency))


def say_conditions(terms: Terms, currency: str) -> list[str]:
    """A line for each condition that the programme has."""
    return [*_earning(terms, currency), *_occasions(terms, currency), *_limits(terms)]


def _earning(terms: Terms, currency: str) -> Iterator[str]:
    if terms.per:
        yield _("a stamp for every {amount} spent").format(amount=say_money(terms.per, currency))
    if terms.channel:
        yield _("only at: {channel}").format(channel=terms.channel)


def _occasions(terms: Terms, currency: str) -> Iterator[str]:
    if n := terms.welcome:
        yield ngettext("{n} stamp on joining", "{n} stamps on joining", n).format(n=n)
    if n := terms.referral:
        yield ngettext(
            "{n} stamp each for bringing a friend", "{n} stamps each for bringing a friend", n
        ).format(n=n)
    if terms.birthday:
        said = _("birthday: {reward}").format(reward=terms.birthday.name)
        yield " · ".join([said, *_about(terms.birthday, currency)])
    for tier in terms.tiers:
        yield _tier(tier, currency)


def _tier(tier: Tier, currency: str) -> str:
    brings = []
    if tier.times > 1:
        brings.append(_("stamps ×{n}").format(n=tier.times))
    if tier.reward:
        brings += [tier.reward.name, *_about(tier.reward, currency)]
    return ngettext(
        "{tier} from {n} visit a year: {brings}", "{tier} from {n} visits a year: {brings}",
        tier.visits,
    ).format(tier=tier.name, n=tier.visits, brings=" · ".join(brings))  # fmt: skip


def _limits(terms: Terms) -> Iterator[str]:
    if n := terms.stamps_expire:
        yield ngettext(
            "a card expires {n} month after its last stamp",
            "a card expires {n} months after its last stamp",
            n,
        ).format(n=n)
    if n := terms.reward_expires:
        yield ngettext(
            "a reward is good for {n} day", "a reward is good for {n} days", n
        ).format(n=n)  # fmt: skip
    if n := terms.per_day:
        yield ngettext("at most {n} stamping a day", "at most {n} stampings a day", n).format(n=n)
    if n := terms.pause:
        yield ngettext(
            "{n} minute between two stampings", "{n} minutes between two stampings", n
        ).format(n=n)
    if n := terms.most:
        yield ngettext(
            "at most {n} stamp a purchase", "at most {n} stamps a purchase", n
        ).format(n=n)  # fmt: skip


def say_simulated(simulated: Simulated, currency: str) -> str:
    """What the terms would have come to on the last 12 months."""
    given = [(name, n) for name, n in simulated.given if n]
    if not simulated.purchases:
        return _("There are no purchases of the last 12 months to try these rules on.")
    if not given:
        return _("With these rules, nobody would have earned a reward last year.")
    rewards = ", ".join(f"{say_number(n)} × {name}" for name, n in given)
    if simulated.cost is None:
        said = ngettext(
            "With these rules, last year you would have given {rewards}, and {n} customer would "
            "have earned one.",
            "With these rules, last year you would have given {rewards}, and {n} customers would "
            "have earned one.",
            simulated.customers,
        )
    else:
        said = ngettext(
            "With these rules, last year you would have given {rewards}, about {cost}, and "
            "{n} customer would have earned one.",
            "With these rules, last year you would have given {rewards}, about {cost}, and "
            "{n} customers would have earned one.",
            simulated.customers,
        )
    return said.format(
        rewards=rewards,
        cost="" if simulated.cost is None else say_estimate(simulated.cost, currency),
        n=say_number(simulated.customers),
    )


def say_affected(cards: Sequence[tuple[str, int, int]]) -> str:
    """The cards in progress that a change of terms leaves as they are, a line each."""
    if not cards:
        return _("No card is in progress: the change is for all cards.")
    lines = [
        ngettext(
            "{n} card in progress ends as it began; the change is for the cards after it:",
            "{n} cards in progress end as they began; the change is for the cards after them:",
            len(cards),
        ).format(n=say_number(len(cards)))
    ]
    return "\n".join([*lines, *_named(cards)])


def say_left_open(cards: Sequence[tuple[str, int, int]]) -> str:
    """What closing a programme means for the cards in progress."""
    good = _("Rewards already earned stay good to their date.")
    if not cards:
        return good
    lines = [
        ngettext(
            "{n} card in progress will not be filled any more:",
            "{n} cards in progress will not be filled any more:",
            len(cards),
        ).format(n=say_number(len(cards)))
    ]
    return "\n".join([good, *lines, *_named(cards)])


def _named(cards: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    for name, stamps, size in cards[:NAMED]:
        yield _("  {name}: {stamps} of {size}").format(
            name=name or _("(no name)"), stamps=stamps, size=size
        )
    if (more := len(cards) - NAMED) > 0:
        yield ngettext("  and {n} more", "  and {n} more", more).format(n=say_number(more))
