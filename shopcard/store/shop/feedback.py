"""The voices' side of Shop: what customers answer and say, and who brings whom."""

from datetime import date

from shopcard.rules.feedback import Ask
from shopcard.store.answers.month import Voice
from shopcard.store.database.engine import reading, writing
from shopcard.store.shop.open_shop import OpenShop


class FeedbackPart:
    """Asked at the counter, read by the owner."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def note(
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

        with writing(self._opened.engine) as session:
            return note(
                session, customer_id, self._opened.today_day(), self._opened.staff,
                self._opened.till,
                recommend=recommend, satisfied=satisfied, comment=comment,
            )  # fmt: skip

    def due(self, customer_id: str) -> Ask:
        """The question that the counter is to ask a customer now, NO for none: as the setting
        `ask` says, from the second visit, and answered at most once a quarter."""
        from shopcard.store.counter import feedback as feedback_

        if self._opened.settings.ask is Ask.NO:
            return Ask.NO
        with reading(self._opened.engine) as session:
            return feedback_.asks(
                session, customer_id, self._opened.settings.ask, self._opened.today_day()
            )

    def take_back(self, feedback_id: int) -> None:
        """Undo what `feedback` noted. NotFound where it is not there any more."""
        from shopcard.store.month import feedback_counts

        with writing(self._opened.engine) as session:
            feedback_counts.take_back(session, feedback_id)

    def comments(
        self, *, open_only: bool = False, until: date | None = None, limit: int | None = None
    ) -> tuple[Voice, ...]:
        """What customers said in words up to a day, newest first; only what is not yet marked as
        acted upon if asked for."""
        from shopcard.store.counter import feedback as feedback_

        with reading(self._opened.engine) as session:
            return feedback_.comments(session, open_only=open_only, until=until, limit=limit)

    def acted_upon(self, feedback_id: int, *, take_back: bool = False) -> Voice:
        """Mark a comment as acted upon today, or take the mark away. NotFound where there is no
        such comment."""
        from shopcard.store.counter.feedback import mark

        with writing(self._opened.engine) as session:
            return mark(session, feedback_id, None if take_back else self._opened.today_day())
