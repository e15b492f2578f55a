"""The terms of a programme in words."""

from shopcard.language import _, ngettext, say_money
from shopcard.rules.program import Terms, Tier


def conditions(terms: Terms, currency: str) -> list[str]:
    """All that a programme asks and gives besides its rewards, a few words each."""
    found = []
    if terms.channel:
        found.append(_("only at “{place}”").format(place=terms.channel))
    if terms.per:
        found.append(_("a stamp per {amount}").format(amount=say_money(terms.per, currency)))
    if n := terms.stamps_expire:
        found.append(
            ngettext("stamps expire after {n} month", "stamps expire after {n} months", n).format(
                n=n
            )
        )
    if n := terms.reward_expires:
        found.append(
            ngettext("rewards good for {n} day", "rewards good for {n} days", n).format(n=n)
        )
    if n := terms.per_day:
        found.append(ngettext("{n} stamping a day", "{n} stampings a day", n).format(n=n))
    if n := terms.pause:
        found.append(
            ngettext("{n} minute between stamps", "{n} minutes between stamps", n).format(n=n)
        )
    if n := terms.most:
        found.append(
            ngettext("at most {n} stamp at once", "at most {n} stamps at once", n).format(n=n)
        )
    if n := terms.welcome:
        found.append(ngettext("{n} stamp on joining", "{n} stamps on joining", n).format(n=n))
    if n := terms.referral:
        found.append(
            ngettext(
                "{n} stamp for each side when a friend joins",
                "{n} stamps for each side when a friend joins",
                n,
            ).format(n=n)
        )
    if terms.birthday:
        found.append(_("“{reward}” around the birthday").format(reward=terms.birthday.name))
    found += [say_tier(tier) for tier in terms.tiers]
    found += [
        _("“{reward}” is a voucher of {partner}").format(reward=p.name, partner=p.partner)
        for p in terms.rewards
        if p.partner
    ]
    return found


def say_tier(tier: Tier) -> str:
    """Gold from 24 visits a year: stamps count twice."""
    if tier.reward:
        return _("{tier} from {n} visits in 12 months: “{reward}”").format(
            tier=tier.name, n=tier.visits, reward=tier.reward.name
        )
    return _("{tier} from {n} visits in 12 months: stamps count {times} times").format(
        tier=tier.name, n=tier.visits, times=tier.times
    )
