"""The voices' side of Shop: what customers answer and say, and who brings whom."""

from datetime import date

from shopcard.rules.calendar import first_of_month, last_of_month
from shopcard.rules.feedback import Ask
from shopcard.store.answers.month import Ambassador, Brought, Voice
from shopcard.store.database.engine import reading, writing
from shopcard.store.shop.open_shop import OpenShop


class VoicesSide(OpenShop):
    """Asked at the counter, read by the owner."""

    def feedback(
        self,
        customer_id: str,
        *,
        recommend: int | None = None,
        satisfied: bool | None = None,
        comment: str = "",
    ) -> Voice:
        """Note what a customer answered (`recommend` 0 to 10) or said today; with neither, that
        they were asked and would rather not say. It is noted of the one kept of two who were
        merged. Refused for another number, a comment too long, and a customer who was erased."""
        from shopcard.store.counter.feedback import note

        with writing(self._engine) as session:
            return note(
                session, customer_id, self.today_day(), self.staff, self.till,
                recommend=recommend, satisfied=satisfied, comment=comment,
            )  # fmt: skip

    def asks(self, customer_id: str) -> Ask:
        """The question that the counter is to ask a customer now, NO for none: as the setting
        `ask` says, from the second visit, and answered at most once a quarter."""
        from shopcard.store.counter import feedback as feedback_

        if self.preferences.ask is Ask.NO:
            return Ask.NO
        with reading(self._engine) as session:
            return feedback_.asks(session, customer_id, self.preferences.ask, self.today_day())

    def take_back(self, feedback_id: int) -> None:
        """Undo what `feedback` noted. NotFound where it is not there any more."""
        from shopcard.store.month import feedback_counts

        with writing(self._engine) as session:
            feedback_counts.take_back(session, feedback_id)

    def comments(
        self, *, open_only: bool = False, until: date | None = None, limit: int | None = None
    ) -> tuple[Voice, ...]:
        """What customers said in words up to a day, newest first; only what is not yet marked as
        acted upon if asked for."""
        from shopcard.store.counter import feedback as feedback_

        with reading(self._engine) as session:
            return feedback_.comments(session, open_only=open_only, until=until, limit=limit)

    def acted_upon(self, feedback_id: int, *, take_back: bool = False) -> Voice:
        """Mark a comment as acted upon today, or take the mark away. NotFound where there is no
        such comment."""
        from shopcard.store.counter.feedback import mark

        with writing(self._engine) as session:
            return mark(session, feedback_id, None if take_back else self.today_day())

    def ambassadors(self, month: date | None = None, *, limit: int = 50) -> tuple[Ambassador, ...]:
        """Who brought most new customers up to the close of a month, the running one unless named;
        and how many of them in that month."""
        from shopcard.store.customers import referrals

        first = first_of_month(month or self.today_day())
        with reading(self._engine) as session:
            return referrals.ambassadors(session, first, last_of_month(first), limit)

    def brought(self, month: date | None = None, *, by: str | None = None) -> tuple[Brought, ...]:
        """Who brought whom: the new customers of a month, of all time unless named, who were
        brought by another one; only those that one customer brought if asked for."""
        from shopcard.store.customers import referrals

        first = None if month is None else first_of_month(month)
        with reading(self._engine) as session:
            last = last_of_month(first or self.today_day())
            return referrals.brought(session, first, last, by)
