"""The JSON that commands answer with: plain dicts whose keys others rely on.

Amounts are minor units with the currency beside them; instants ISO 8601 with the shop's offset;
days YYYY-MM-DD; unknown is null.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from shopcard.rules.calendar import local
from shopcard.rules.feedback import margin, satisfaction_range
from shopcard.rules.metrics import Why, retention
from shopcard.words import lists
from shopcard.words.fair_play import say
from shopcard.words.feedback import only_counted, say_few
from shopcard.words.figures import say_why
from shopcard.words.lists import Where

if TYPE_CHECKING:
    from shopcard.rules.feedback import Voices
    from shopcard.rules.metrics import Counts, Figure, Figures
    from shopcard.rules.pro_rata import OpenCards
    from shopcard.rules.settings import Settings
    from shopcard.store.answers.counter import (
        Act,
        Affected,
        CardView,
        Checked,
        Customer,
        Done,
        JournalLine,
        OpenCard,
        Program,
        Staff,
    )
    from shopcard.store.answers.month import (
        Ambassador,
        Best,
        Cohort,
        Finding,
        LookAfter,
        Month,
        Voice,
    )
    from shopcard.words.lists import Listed, Listing

Document = dict[str, Any]


def of_done(done: "Done", shop: "Settings") -> Document:
    """What an act did: its entry, the cards after it, and whether its key had been used before."""
    return {
        "entry": of_entry(done.act, shop),
        "cards": of_cards(done.cards, shop),
        "replayed": done.replayed,
    }


def of_entry(act: "Act", shop: "Settings") -> Document:
    """An act; `amount` in minor units of `currency`, `voids` the entry that it undoes."""
    return {
        "id": act.id,
        "key": act.key,
        "at": of_instant(act.at, shop),
        "business_day": act.business_day.isoformat(),
        "kind": act.kind.value,
        "stamps": act.stamps,
        "amount": act.amount,
        "currency": shop.currency,
        "voids": act.voids,
        "programs": [
            {"program": effect.program, "stamps": effect.stamps}
            | ({"reward": effect.reward} if effect.reward else {})
            for effect in act.programs
        ],
    } | ({"joins": act.joins.id} if act.joins else {})


def of_history(acts: "Iterable[Act]", shop: "Settings") -> Document:
    """Acts, each with whose, by whom and where."""
    return {
        "entries": [
            of_entry(act, shop)
            | {
                "customer": act.customer,
                "name": act.name,
                "staff": act.staff,
                "till": act.till,
                "channel": act.channel,
                "reason": act.reason,
                "voided": act.voided,
            }
            for act in acts
        ]
    }


def of_cards(cards: "Iterable[CardView]", shop: "Settings") -> list[Document]:
    """Cards in progress; `carry` is spend in minor units that counts towards the next stamp."""
    return [
        {
            "program": view.program.name,
            "stamps": view.card.stamps,
            "size": view.terms.size,
            "ready": [
                {"reward": reward.name, "expires": of_day(reward.expires)} for reward in view.ready
            ],
            "carry": view.card.carry,
            "currency": shop.currency,
            "expires": of_day(view.card.expires),
        }
        for view in cards
    ]


def of_customer(customer: "Customer") -> Document:
    """A customer as the counter knows them."""
    return {
        "id": customer.id,
        "name": customer.name,
        "card": customer.card,
        "card_numbers": list(customer.card_numbers),
        "phones": list(customer.phones),
        "email": customer.email or None,
        "birthday": customer.birthday or None,
        "note": customer.note,
        "contact_ok": customer.contact_ok,
        "consent_on": of_day(customer.consent_on),
        "joined": customer.joined.isoformat(),
        "last_visit": of_day(customer.last_visit),
        "visits": customer.visits,
        "referred_by": customer.referred_by,
    }


def of_open_card(opened: "OpenCard", shop: "Settings") -> Document:
    """A customer and their cards."""
    return {"customer": of_customer(opened.customer), "cards": of_cards(opened.cards, shop)}


def of_program(program: "Program", shop: "Settings") -> Document:
    """A programme and its conditions; `per` and costs in minor units."""
    terms = program.terms
    return {
        "name": program.name,
        "size": terms.size,
        "rewards": [
            {
                "reward": promise.name,
                "stamps": promise.count,
                "cost": promise.cost,
                "partner": promise.partner,
            }
            for promise in terms.promises
        ],
        "per": terms.per,
        "currency": shop.currency,
        "stamps_expire": terms.stamps_expire,
        "reward_expires": terms.reward_expires,
        "per_day": terms.per_day,
        "pause": terms.pause,
        "max": terms.most,
        "channel": terms.channel,
        "welcome": terms.welcome,
        "referral": terms.referral,
        "birthday": terms.birthday and {"reward": terms.birthday.name, "cost": terms.birthday.cost},
        "tiers": [
            {
                "tier": tier.name,
                "visits": tier.visits,
                "times": tier.times,
                "reward": tier.reward and tier.reward.name,
            }
            for tier in terms.tiers
        ],
        "closed": program.closed,
    }


def of_affected(affected: "Affected") -> list[Document]:
    """Cards in progress that end under the terms they began with: whose, stamps, size."""
    return [{"name": name, "stamps": stamps, "size": size} for name, stamps, size in affected.cards]


def of_staff(members: "Iterable[Staff]") -> Document:
    """The team, without their PINs."""
    return {
        "staff": [
            {
                "name": member.name,
                "role": member.role.value,
                "pin": member.has_pin,
                "customer": member.customer_id,
            }
            for member in members
        ]
    }


def of_journal(lines: "Iterable[JournalLine]", shop: "Settings") -> Document:
    """What was done at the till beside acts, each at an instant of the shop."""
    return {
        "journal": [
            {
                "at": local(line.at, shop.zone).isoformat(),
                "what": line.what.value,
                "whose": line.whose,
                "staff": line.staff,
                "till": line.till,
            }
            for line in lines
        ]
    }


def of_check(checked: "Checked") -> Document:
    """What a check of the file found."""
    return {
        "ok": checked.ok,
        "schema": checked.schema,
        "sqlite": checked.sqlite,
        "journal": checked.journal,
        "counts": checked.counts,
        "problems": list(checked.problems),
    }


def of_unreadable(sentence: str) -> Document:
    """What a check says of a file that cannot even be opened."""
    return {
        "ok": False,
        "schema": None,
        "sqlite": None,
        "journal": None,
        "counts": {},
        "problems": [sentence],
    }


def of_instant(instant: datetime, shop: "Settings") -> str:
    """An instant as ISO 8601 with the shop's offset."""
    return local(instant, shop.zone).isoformat()


def of_day(day: date | None) -> str | None:
    """A day as YYYY-MM-DD; None where there is none."""
    return day.isoformat() if day else None


_CUSTOMERS = (
    "active_start", "active_end", "new", "retained", "reactivated", "lost", "in_month",
    "in_month_before", "in_both_months", "ever",
)  # fmt: skip


def of_month(
    month: "Month",
    after: "LookAfter",
    best: "Sequence[Best]",
    found: "Sequence[Finding]",
    ambassadors: "Sequence[Ambassador]" = (),
    *,
    best_by: "Mapping[str, Sequence[Best]]" = MappingProxyType({}),
    open_cards: "OpenCards | None" = None,
) -> Document:
    """The owner's month. `best_by` are the best customers in each order, by its name; `open_cards`
    those in progress now, None for a past month."""
    figures, counts = month.figures, month.counts
    return {
        "month": _month(month.month),
        "window_days": counts.window,
        "complete": month.complete,
        "through": counts.through.isoformat(),
        "judged_from": of_day(figures.judged_from),
        "customers": {key: getattr(counts, key) for key in _CUSTOMERS},
        "figures": of_figures(figures),
        "figures_why": _why(figures),
        "changes": {
            key: {"by": change.by, "unit": change.unit.value}
            for key, change in figures.changes.items()
        },
        "compared": figures.compared
        and [[day.isoformat() for day in span] for span in figures.compared],
        "voices": of_voices(figures.voices),
        "ambassadors": of_list(lists.ambassadors(ambassadors)),
        "few_come_again": figures.few_come_again,
        "five_points": number(figures.five_points),
        "margin": figures.margin,
        "visits": counts.visits,
        "purchases": counts.purchases,
        "revenue": counts.revenue,
        "currency": month.currency,
        "history": [_past(counts) for counts in month.history],
        "cohorts": [_cohort(cohort) for cohort in month.cohorts],
        "slipping": of_list(lists.slipping(after.customers, month.currency)),
        "slipping_as_of": after.as_of.isoformat(),
        "best": of_list(lists.best(best, month.currency)),
        **{
            f"best_by_{order}": of_list(lists.best(ordered, month.currency))
            for order, ordered in best_by.items()
        },
        "rewards": [asdict(reward) for reward in month.rewards],
        "cards_open": open_cards and of_open_cards(open_cards),
        "dated_later": month.to_come
        and {"acts": month.to_come.acts, "until": month.to_come.until.isoformat()},
        "partners": [asdict(partner) for partner in month.partners],
        "by_staff": [asdict(staff) for staff in month.by_staff],
        "findings": [of_finding(finding) for finding in found],
    }


def of_open_cards(cards: "OpenCards") -> Document:
    """Cards in progress as of now; of past months nothing is known."""
    return {
        "count": cards.count,
        "expected_cost": float(cards.expected),
        "uncosted": cards.uncosted,
    }


def of_figures(figures: "Figures") -> dict[str, float | None]:
    """Every key of the table; what few answers make is their counts alone, which stand in
    `voices`."""
    return {
        key: None if only_counted(key, figures.voices) else number(figure)
        for key, figure in figures.values.items()
    }


def _why(figures: "Figures") -> dict[str, str]:
    """Why the others are null."""
    told = {
        key: say_why(figure, figures)
        for key, figure in figures.values.items()
        if isinstance(figure, Why)
    }
    few = {key: say_few(key) for key in figures.values if only_counted(key, figures.voices)}
    return told | few


def of_finding(finding: "Finding") -> Document:
    """Something worth a look: the sentence, and the ids of the entries behind it."""
    sign = finding.sign
    return {
        "staff": sign.staff,
        "customer": sign.customer,
        "kind": sign.kind,
        "sentence": say(sign, finding.name),
        "entries": list(finding.entries),
    }


def number(figure: "Figure") -> float | None:
    """A figure unrounded; None where there is none."""
    return None if isinstance(figure, Why) else figure


def of_voices(voices: "Voices") -> Document:
    """The counts behind the score, satisfaction and referrals, and how far the first two may be
    off, where there are answers enough: the score by so many points either way, the share between
    two percentages."""
    scored = voices.scored and not only_counted("nps", voices)
    judged = not only_counted("satisfaction_pct", voices)
    return asdict(voices) | {
        "nps_margin": margin(voices) if scored else None,
        "satisfaction_range": satisfaction_range(voices) if judged else None,
    }


def of_voice(voice: "Voice") -> Document:
    """What a customer answered or said."""
    return {
        "id": voice.id,
        "customer": voice.customer,
        "name": voice.name,
        "day": voice.day.isoformat(),
        "recommend": voice.recommend,
        "satisfied": voice.satisfied,
        "comment": voice.comment,
        "staff": voice.staff,
        "acted_on": of_day(voice.acted_on),
    }


def of_list(listing: "Listing[Any]") -> list[Document]:
    """All of a list, those who did not agree to be contacted included."""
    return [of_listed(one, listing) for one in listing.found]


def of_listed(one: "Listed", listing: "Listing[Any]") -> Document:
    """An element of a list."""
    return {"customer": one.id, "name": one.name, "contact_ok": one.contact_ok} | {
        column.key: column.plain(one) for column in listing.standing(Where.JSON)
    }


def reachable(one: "Listed", listing: "Listing[Any]", customer: "Customer") -> Document:
    """An element of a list with how to reach the customer."""
    return of_listed(one, listing) | {
        "card": customer.card,
        "phones": list(customer.phones),
        "email": customer.email or None,
    }


def _past(counts: "Counts") -> dict[str, Any]:
    return {
        "month": _month(counts.first),
        "active_end": counts.active_end,
        "retained": counts.retained,
        "reactivated": counts.reactivated,
        "new": counts.new,
        "retention_pct": number(retention(counts)),
    }


def _cohort(cohort: "Cohort") -> Document:
    return {
        "month": _month(cohort.month),
        "size": cohort.size,
        "active": list(cohort.active),
    }


def _month(day: date) -> str:
    return day.isoformat()[:7]
