"""Whether an act may be done, and what it does: stamp, redeem, adjust, void; and what occasions
bring.

A ledger is a customer's entries in the order they were recorded. All days are business days.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from shopcard.errors import NotFound, Refused
from shopcard.language import _, ngettext, say_day
from shopcard.rules.calendar import add_months, near_birthday
from shopcard.rules.card import Card, Effect, Entry, Kind, every, replay, sift, standing_entries
from shopcard.rules.program import Terms, Tier

MOST_EARNED = 1000
"""Stamps that one amount may earn: beyond it a finger slipped."""
MOST_ADJUSTED = 100
"""Stamps that one correction of the owner's may give or take off."""
LEAST_UNUSUAL = 5
"""So many stamps in one purchase are never asked about."""
LEAST_AMOUNTS = 5
"""So many amounts tell what is usual."""
TIMES_USUAL = 10
"""Above so many times the usual amount it is asked about."""
OCCASION_DAYS = 300
"""An occasion brings its reward again after so many days, whatever happens to its date."""


@dataclass(frozen=True, slots=True)
class Caps:
    """The shop's defaults where a programme's terms say nothing."""

    per_day: int = 5
    most: int = 50


def stamp(
    entries: Sequence[Entry],
    programs: Mapping[int, Terms],
    *,
    stamps: Mapping[int, int],
    amount: int | None,
    at: datetime,
    day: date,
    caps: Caps,
) -> tuple[Effect, ...]:
    """The effects of a purchase, or Refused with nothing written.

    `programs` are the open programmes with the terms now in force; `stamps` are those keyed in,
    per programme. An amount also feeds every open programme whose card runs by spend. What passes
    a cap is refused where it was keyed in, and lost where an amount would have earned it.
    """
    if amount is not None and amount < 0:
        raise Refused(_("An amount cannot be below zero."))
    for program, count in stamps.items():
        if program not in programs:
            raise Refused(_("This programme is closed: it takes no more stamps."))
        _check_count(count, programs[program].most or caps.most)
    now = replay(entries, day)
    effects = []
    for program, terms in programs.items():
        card, keyed = now.card(program), stamps.get(program, 0)
        per = (card.terms or terms).per
        if program not in stamps and not (amount and per):
            continue
        pace = _pace(entries, program, terms, at=at, day=day, caps=caps)
        if keyed and pace:
            raise Refused(pace)
        limit = None
        if per and amount:
            due = (card.carry + amount) // min(per, terms.per or per)
            if due > MOST_EARNED:
                raise Refused(
                    _(
                        "This amount would earn more than {n} stamps. Check it and type it again."
                    ).format(n=MOST_EARNED)
                )
            left = 0 if pace else (terms.most or caps.most) - keyed
            limit = left if due > left else None
        tier = tier_of(entries, terms, day)
        times = tier.times if tier else 1
        effects.append(Effect(program, terms, keyed, times=times, limit=limit))
    return tuple(effects)


def unusual(stamps: int, usual: float) -> bool:
    """Whether to ask before so many stamps: above twice what a purchase in the programme usually
    brings, and above five."""
    return stamps > max(LEAST_UNUSUAL, 2 * usual)


def unusual_amount(amount: int, latest: Sequence[int]) -> bool:
    """Whether to ask before an amount (minor units, as are the `latest` ones of the shop): more
    than ten times the middle one and twice the highest, as where a decimal sign was left out. Too
    few amounts tell nothing."""
    if len(latest) < LEAST_AMOUNTS:
        return False
    return amount > max(TIMES_USUAL * median(latest), 2 * max(latest))


def tier_of(entries: Iterable[Entry], terms: Terms, day: date) -> Tier | None:
    """The highest tier that a customer's visits on earlier days of the last 12 months reach."""
    return tier_by(_visits(entries), terms, day) if terms.tiers else None


def _visits(entries: Iterable[Entry]) -> set[date]:
    return {e.day for e in standing_entries(entries) if e.kind is Kind.PURCHASE}


def tier_by(visits: Collection[date], terms: Terms, day: date) -> Tier | None:
    """The same from the days of a customer's visits, each once."""
    if not terms.tiers:
        return None
    since = add_months(day, -12)
    counted = sum(since <= earlier < day for earlier in visits)
    reached = [tier for tier in terms.tiers if tier.visits <= counted]
    return reached[-1] if reached else None


def welcome(programs: Mapping[int, Terms]) -> tuple[Effect, ...]:
    """The stamps that joining brings in open programmes."""
    return tuple(Effect(p, terms, terms.welcome) for p, terms in programs.items() if terms.welcome)


def referral(entries: Iterable[Entry], programs: Mapping[int, Terms]) -> tuple[Effect, ...]:
    """The stamps that a purchase brings to a customer and to who brought them: on the first one
    ever, unless they came with a balance."""
    effects = tuple(
        Effect(p, terms, terms.referral) for p, terms in programs.items() if terms.referral
    )
    return () if effects and came_before(entries) else effects


def came_before(entries: Iterable[Entry]) -> bool:
    """Whether a customer has bought already, or came with a balance: then they are not new."""
    return any(e.kind in (Kind.PURCHASE, Kind.OPENING) for e in standing_entries(entries))


def refuse_late_referrer(entries: Iterable[Entry]) -> None:
    """Refused once a customer is not new any more: what their first purchase brought, and whom the
    month counts as brought by another, stays as it was then. Undoing that purchase opens it."""
    if came_before(entries):
        raise Refused(
            _(
                "Who brought a customer can be said until their first purchase. This one has "
                "bought already."
            )
        )


def tier_bonuses(
    entries: Sequence[Entry],
    programs: Mapping[int, Terms],
    effects: Sequence[Effect],
    day: date,
    visits: Collection[date] | None = None,
) -> tuple[Effect, ...]:
    """The rewards of tiers that a purchase with these effects earns: each once a year. `visits` are
    the days on which the customer bought, where they are known."""
    earned = []
    for effect in effects:
        terms = programs[effect.program]
        tier = tier_of(entries, terms, day) if visits is None else tier_by(visits, terms, day)
        reward = tier.reward if tier else None
        if reward and not _had_lately(entries, effect.program, reward.name, day):
            earned.append(Effect(effect.program, programs[effect.program], reward=reward.name))
    return tuple(earned)


def birthday_gifts(
    entries: Sequence[Entry], programs: Mapping[int, Terms], birthday: str, day: date
) -> dict[tuple[int, str], Effect]:
    """The birthday rewards that may be given on a day, by programme and name: three days either
    side of the birthday (empty: not known), and never within 300 days of the last."""
    if not birthday or not near_birthday(birthday, day):
        return {}
    return {
        (program, gift.name): Effect(program, terms, reward=gift.name)
        for program, terms in programs.items()
        if (gift := terms.birthday) and not _had_lately(entries, program, gift.name, day)
    }


def lost(effect: Effect, card: Card, amount: int | None) -> int:
    """The stamps that a cap takes from what the amount would have earned on this card."""
    if effect.limit is None or not amount:
        return 0
    per = (card.terms or effect.terms).per
    return 0 if per is None else max((card.carry + amount) // per - effect.limit, 0) * effect.times


def _had_lately(entries: Iterable[Entry], program: int, reward: str, day: date) -> bool:
    """Whether an occasion brought this reward in the last 300 days."""
    return any(
        e.kind is Kind.BONUS and abs((day - e.day).days) < OCCASION_DAYS
        and any(x.program == program and x.reward == reward for x in e.effects)
        for e in standing_entries(entries)
    )  # fmt: skip


def _check_count(count: int, most: int) -> None:
    if count < 1:
        raise Refused(_("Give at least 1 stamp."))
    if count > most:
        raise Refused(
            ngettext(
                "At most {n} stamp in one purchase.", "At most {n} stamps in one purchase.", most
            ).format(n=most)
        )


def _pace(
    entries: Sequence[Entry],
    program: int,
    terms: Terms,
    *,
    at: datetime,
    day: date,
    caps: Caps,
) -> str:
    """Why a card takes no more today, or just now; empty where it does. Judged in the shop's
    business days, over acts that still stand."""
    earlier = [
        e
        for e in standing_entries(entries)
        if e.kind is Kind.PURCHASE
        and any(x.program == program and (x.stamps or e.amount) for x in e.effects)
    ]
    per_day = terms.per_day or caps.per_day
    if sum(e.day == day for e in earlier) >= per_day:
        return ngettext(
            "This card has had its {n} stamping for the day. The next one counts tomorrow.",
            "This card has had its {n} stampings for the day. The next one counts tomorrow.",
            per_day,
        ).format(n=per_day)
    if terms.pause:
        pause = timedelta(minutes=terms.pause)
        if any(abs(at - e.at) < pause for e in earlier):
            return ngettext(
                "This card was stamped just now. Wait {n} minute between stamps.",
                "This card was stamped just now. Wait {n} minutes between stamps.",
                terms.pause,
            ).format(n=terms.pause)
    return ""


def redeem(entries: Sequence[Entry], program: int, reward: str, today: date) -> Effect:
    """The effect of giving a reward, or Refused when none is ready in this programme.

    The effect names programme and reward, under the terms that promised it; replay takes the
    copy that expires first.
    """
    for copy in replay(entries, today).card(program).ready:
        if copy.name == reward:
            return Effect(program, copy.terms, reward=reward)
    raise Refused(_("No “{reward}” is ready on this card.").format(reward=reward))


def adjust(
    entries: Sequence[Entry], program: int, terms: Terms, stamps: int, today: date
) -> Effect:
    """The owner's correction of a card, by so many stamps given or, below zero, taken off.

    Refused for none, for more than 100, and for more off than the card in progress shows: what it
    has already earned is undone where it was earned.
    """
    if stamps == 0:
        raise Refused(_("Say how many stamps to give, like 2, or to take off, like -2."))
    if abs(stamps) > MOST_ADJUSTED:
        raise Refused(_("At most {n} stamps in one correction.").format(n=MOST_ADJUSTED))
    shown = replay(entries, today).card(program).stamps
    if -stamps > shown:
        raise Refused(
            ngettext(
                "The card shows {n} stamp: no more can be taken off.",
                "The card shows {n} stamps: no more can be taken off.",
                shown,
            ).format(n=shown)
        )
    return Effect(program, terms, stamps)


def void(entries: Sequence[Entry], target: int, today: date) -> tuple[int, ...]:
    """The entries that undoing `target` voids: itself, then the standing bonuses it caused. It may
    be an act of a customer merged into this one, or the merge.

    Refused when it is not there, is a void, is undone already, or when a standing redemption
    would be left without the reward it gave; the sentence names that redemption.
    """
    found = next((e for e in every(entries) if e.id == target), None)
    if found is None:
        raise NotFound(_("There is no such act to undo."))
    if found.kind is Kind.VOID:
        raise Refused(_("An undoing cannot be undone: do the act again."))
    standing = standing_entries(entries)
    if found not in standing:
        raise Refused(_("This has been undone already."))
    gone = (target, *(e.id for e in standing if e.caused_by == target))
    left = replay(sift(entries, lambda e: e.id not in gone), today).uncovered
    for entry in standing:
        if entry.id in left and entry.id not in gone:
            raise Refused(
                _("The reward “{reward}” given on {day} came from it. Undo that first.").format(
                    reward=entry.effects[0].reward, day=say_day(entry.day)
                )
            )
    return gone
