"""How the findings of fair play are described."""

from shopcard.language import _, ngettext, say_day, say_number, say_percent
from shopcard.rules.fair_play import (
    FAR,
    RECORDS,
    FarAhead,
    NoAmount,
    OutOfHours,
    OwnCard,
    Sign,
    ToCome,
    Undone,
)
from shopcard.rules.hours import say_wall


def say_staff(name: str) -> str:
    return name or _("(nobody named)")


def say(sign: Sign, name: str) -> str:
    """A sign in a sentence; `name` is the customer's, empty where they were erased."""
    staff = say_staff(sign.staff)
    match sign:
        case ToCome():
            return ngettext(
                "{staff}: {n} action is dated {day}, which is still to come: a clock was wrong. "
                "Undo it and do it again.",
                "{staff}: {n} actions are dated up to {day}, which is still to come: a clock was "
                "wrong. Undo them and do them again.",
                sign.acts,
            ).format(staff=staff, n=say_number(sign.acts), day=say_day(sign.day))
        case FarAhead():
            return _say_card(sign, name or _("(erased)"))
        case OwnCard():
            times = sum(n for _name, n in sign.by)
            return ngettext(
                "Own card of {staff}: stamped {n} time, by {who}.",
                "Own card of {staff}: stamped {n} times, by {who}.",
                times,
            ).format(
                staff=staff,
                n=say_number(times),
                who=", ".join(f"{say_staff(by)} ({say_number(n)})" for by, n in sign.by),
            )
        case OutOfHours():
            if sign.hours.alike is None:
                return ngettext(
                    "{staff}: {n} act outside opening hours.",
                    "{staff}: {n} acts outside opening hours.",
                    sign.acts,
                ).format(staff=staff, n=say_number(sign.acts))
            opens, closes = map(say_wall, sign.hours.alike)
            return ngettext(
                "{staff}: {n} act outside {opens}–{closes}.",
                "{staff}: {n} acts outside {opens}–{closes}.",
                sign.acts,
            ).format(staff=staff, n=say_number(sign.acts), opens=opens, closes=closes)
    said = (
        _(
            "{staff}: {n} of {all} purchases without an amount ({share}); with the rest of the "
            "team {rest}."
        )
        if isinstance(sign, NoAmount)
        else _(
            "{staff}: {n} of {all} acts undone again by the same hand ({share}); with the rest of "
            "the team {rest}."
        )
    )
    return said.format(
        staff=staff,
        n=say_number(sign.n),
        all=say_number(sign.of),
        share=say_percent(100 * sign.n / sign.of),
        rest=say_percent(100 * sign.rest / sign.rest_of),
    )


def _say_card(sign: FarAhead, name: str) -> str:
    on, days = sign.on, sign.on.days
    if sign.by_purchases:
        said = ngettext(
            "Card of {name}: stamped {n} times by {staff} on {days} day. Beyond once a day that is "
            "{beyond}; the next card has {next}.",
            "Card of {name}: stamped {n} times by {staff} on {days} days. Beyond once a day that "
            "is {beyond}; the next card has {next}.",
            days,
        )
    else:
        said = ngettext(
            "Card of {name}: {n} stamps by {staff} on {days} day. Beyond one a day that is "
            "{beyond}; the next card has {next}.",
            "Card of {name}: {n} stamps by {staff} on {days} days. Beyond one a day that is "
            "{beyond}; the next card has {next}.",
            days,
        )
    return said.format(
        name=name,
        n=say_number(on.purchases if sign.by_purchases else on.stamps),
        staff=say_staff(on.staff),
        days=say_number(days),
        beyond=say_number(sign.beyond),
        next=say_number(sign.following),
    )


def say_why(sign: Sign) -> str:
    """Why such a thing is shown, and what may be behind it."""
    match sign:
        case ToCome():
            return _("Shown until they are undone: with a wrong date cards and rewards end early.")
        case FarAhead():
            return _(
                "Shown where one cashier stamps a card more than {far} times as much beyond once a "
                "day as any other card is. A family with one card may be behind it."
            ).format(far=FAR)
        case OwnCard():
            return _("Shown whenever a card of somebody in the team is stamped, whoever does it.")
        case NoAmount():
            return _(
                "Shown where the rest of the team names an amount in at least {pct} % of their "
                "purchases. A cashier who was not told to may be behind it."
            ).format(pct=RECORDS)
        case Undone():
            return _(
                "Shown where the share is more than {far} times that of the rest of the team. "
                "Somebody new at the till may be behind it."
            ).format(far=FAR)
    return _(
        "Counted by the clock at which they were keyed in. The hours are the setting: shopcard "
        'settings set hours "{hours}"'
    ).format(hours=sign.hours.said())
