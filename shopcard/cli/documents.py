"""The JSON that commands answer with: plain dicts whose keys others rely on.

Amounts are minor units with the currency beside them; instants ISO 8601 with the shop's offset;
days YYYY-MM-DD; unknown is null.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from shopcard.rules.calendar import local

if TYPE_CHECKING:
    from shopcard.rules.preferences import Preferences
    from shopcard.store.answers import (
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

Document = dict[str, Any]


def of_done(done: "Done", shop: "Preferences") -> Document:
    return {
        "entry": of_entry(done.act, shop),
        "cards": of_cards(done.cards, shop),
        "replayed": done.replayed,
    }


def of_entry(act: "Act", shop: "Preferences") -> Document:
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


def of_history(acts: "Iterable[Act]", shop: "Preferences") -> Document:
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


def of_cards(cards: "Iterable[CardView]", shop: "Preferences") -> list[Document]:
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


def of_open_card(opened: "OpenCard", shop: "Preferences") -> Document:
    return {"customer": of_customer(opened.customer), "cards": of_cards(opened.cards, shop)}


def of_program(program: "Program", shop: "Preferences") -> Document:
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
    return [{"name": name, "stamps": stamps, "size": size} for name, stamps, size in affected.cards]


def of_staff(members: "Iterable[Staff]") -> Document:
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


def of_journal(lines: "Iterable[JournalLine]", shop: "Preferences") -> Document:
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


def of_instant(instant: datetime, shop: "Preferences") -> str:
    return local(instant, shop.zone).isoformat()


def of_day(day: date | None) -> str | None:
    return day.isoformat() if day else None
