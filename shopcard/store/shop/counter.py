"""What the counter does: open a card, stamp, redeem, correct, undo, look back."""

from datetime import date, datetime

from sqlalchemy import literal

from shopcard.rules.text import clean_text
from shopcard.store.answers.counter import Act, Done, OpenCard, Today
from shopcard.store.counter import acts, undo
from shopcard.store.counter import open_card as counter
from shopcard.store.counter.till import Asked
from shopcard.store.database.engine import reading, writing
from shopcard.store.ledger import history, kept_money
from shopcard.store.ledger.merged import everyone
from shopcard.store.ledger.programs import Programs
from shopcard.store.shop.open_shop import OpenShop, new_key


class CounterPart:
    """What the counter does: open a card, stamp, redeem, correct, undo, look back."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def open_card(self, customer_id: str, acts: int = 8) -> OpenCard:
        """A customer as the counter shows them, with the latest acts."""
        with reading(self._opened.engine) as session:
            return counter.open_card(
                session, customer_id, self._opened.today_day(), acts, self._opened.channel
            )

    def usual_stamps(self, program: int) -> float:
        """How many stamps a purchase in a programme usually brings, by its latest ones."""
        with reading(self._opened.engine) as session:
            return counter.usual_stamps(session, program)

    def latest_amounts(self) -> tuple[int, ...]:
        """The amounts of the shop's latest purchases (minor units), which tell what is usual."""
        with reading(self._opened.engine) as session:
            return counter.latest_amounts(session)

    def stamp(
        self,
        customer_id: str,
        *,
        stamps: int | None = None,
        program: int | None = None,
        amount: int | None = None,
        channel: str = "",
        at: datetime | None = None,
        key: str | None = None,
    ) -> Done:
        """Record one purchase. `amount` in minor units; `at` now unless given.

        Without `stamps` it is one, or what the amount earns where the card runs by spend. Refused
        when a rule says no, an amount is missing, or `at` is to come.
        """
        asked = Asked(
            "stamp", customer_id, program=program, stamps=stamps, amount=amount,
            channel=clean_text(channel, most=60), at=at,
        )  # fmt: skip
        typed_in = self._opened.settings.currency
        with writing(self._opened.engine) as session:
            if amount is not None:
                kept_money.must_be_in(session, typed_in)
            return acts.stamp(session, self._opened.acting(), asked, key or new_key())

    def redeem(
        self,
        customer_id: str,
        *,
        program: int | None = None,
        reward: str | None = None,
        key: str | None = None,
    ) -> Done:
        """Give a ready reward: the one named, else the earliest to expire when all that are ready
        are alike. Ambiguous (with the names) when they differ, Refused when none is ready."""
        asked = Asked("redeem", customer_id, program=program, reward=reward)
        with writing(self._opened.engine) as session:
            return acts.redeem(session, self._opened.acting(), asked, key or new_key())

    def adjust(
        self,
        customer_id: str,
        stamps: int,
        *,
        reason: str,
        program: int | None = None,
        key: str | None = None,
    ) -> Done:
        """The owner's correction of a card, by stamps given or, below zero, taken off. It is no
        purchase. Refused without a reason, and where `rules.acts.adjust` says no."""
        asked = Asked(
            "adjust", customer_id, program=program, stamps=stamps,
            reason=clean_text(reason, most=400),
        )  # fmt: skip
        with writing(self._opened.engine) as session:
            return acts.adjust(session, self._opened.acting(), asked, key or new_key())

    def undo(
        self,
        entry_id: int | None = None,
        *,
        customer_id: str | None = None,
        reason: str = "",
        owner: bool = True,
        key: str | None = None,
    ) -> Done:
        """Void an act: the one named, else the customer's latest that stands, else this till's.

        NotFound when there is none, Refused when a reward given would be left without its stamps,
        and, unless the `owner` does it or agreed, for what is not `free_to_undo`.
        """
        asked = Asked("undo", customer_id, entry=entry_id, reason=clean_text(reason, most=400))
        with writing(self._opened.engine) as session:
            return undo.undo(session, self._opened.acting(owner=owner), asked, key or new_key())

    def may_undo(self, entry_id: int) -> bool:
        """Whether whoever is at the till may undo this without the owner: their own last act of
        today, and anything where no owner has a PIN."""
        with reading(self._opened.engine) as session:
            return undo.free(session, self._opened.acting(), undo.act_named(session, entry_id))

    def last_act(self, customer_id: str | None = None) -> Act | None:
        """What `undo` would undo: the customer's latest act that stands, else this till's."""
        with reading(self._opened.engine) as session:
            row = undo.last_standing(session, self._opened.till, customer_id)
            if row is None:
                return None
            asked = history.ACTS.where(history.entry.c.id == row.id)
            return history.acts(session, Programs(session), asked)[0]

    def history(
        self,
        customer_id: str | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        staff: str | None = None,
        limit: int | None = None,
    ) -> tuple[Act, ...]:
        """The ledger, newest first, by business days `since` to `until`, both included; of a
        customer with the acts of those merged into them."""
        entry = history.entry.c
        asked = history.ACTS.order_by(entry.id.desc()).limit(limit)
        if customer_id is not None:
            asked = asked.where(entry.customer_id.in_(everyone(literal(customer_id))))
        if since is not None:
            asked = asked.where(entry.business_day >= since)
        if until is not None:
            asked = asked.where(entry.business_day <= until)
        if staff is not None:
            asked = asked.where(entry.staff == staff)
        with reading(self._opened.engine) as session:
            return history.acts(session, Programs(session), asked)

    def today(self, acts: int = 12) -> Today:
        """This business day so far: what stands of it, and the latest acts."""
        with reading(self._opened.engine) as session:
            return counter.today(session, self._opened.today_day(), acts)
