"""The owner's side of Shop: the month's figures and the customers behind them."""

from datetime import date
from typing import TYPE_CHECKING

from shopcard.rules.calendar import first_of_month, last_of_month
from shopcard.store.answers.counter import Act
from shopcard.store.answers.month import (
    Ambassador,
    Behind,
    Best,
    Birthday,
    Brought,
    Finding,
    LookAfter,
    Month,
    ReadyReward,
    Settlement,
)
from shopcard.store.customers import rows
from shopcard.store.database.engine import reading, writing
from shopcard.store.shop.open_shop import OpenShop

if TYPE_CHECKING:
    from shopcard.rules.metrics import Group
    from shopcard.rules.pro_rata import OpenCards
    from shopcard.store.month.which_month import Asked


class MonthPart:
    """Reads that may take seconds in a huge shop the first time: keep them off a screen's loop.

    What they need is imported when they are asked, so that opening the counter does not wait.
    """

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def ambassadors(self, month: date | None = None, *, limit: int = 50) -> tuple[Ambassador, ...]:
        """Who brought most new customers up to the close of a month, the running one unless named;
        and how many of them in that month."""
        from shopcard.store.customers import referrals

        first = first_of_month(month or self._opened.today_day())
        with reading(self._opened.engine) as session:
            return referrals.ambassadors(session, first, last_of_month(first), limit)

    def brought(self, month: date | None = None, *, by: str | None = None) -> tuple[Brought, ...]:
        """Who brought whom: the new customers of a month, of all time unless named, who were
        brought by another one; only those that one customer brought if asked for."""
        from shopcard.store.customers import referrals

        first = None if month is None else first_of_month(month)
        with reading(self._opened.engine) as session:
            last = last_of_month(first or self._opened.today_day())
            return referrals.brought(session, first, last, by)

    def figures(self, month: date | None = None, *, window: int | None = None) -> Month:
        """The figures of the month that a day falls in, the running one unless named; `window` in
        days as in the settings unless given. Refused for a month to come."""
        from shopcard.store.month import figures

        return figures.month(self._opened.engine, self._asked(month, window), self._opened.settings)

    def slipping(self, month: date | None = None) -> LookAfter:
        """Who may be slipping away as of the close of a month, of yesterday while it is running."""
        from shopcard.store.month import slipping

        return slipping.look_after(self._opened.engine, self._asked(month))

    def best(
        self, month: date | None = None, *, by_spend: bool | None = None, limit: int = 50
    ) -> tuple[Best, ...]:
        """The best customers of the 12 months up to one, 200 at most: by spend where amounts are
        kept, else by visits, unless told."""
        from shopcard.store.month import figures

        return figures.best(self._opened.engine, self._asked(month), by_spend=by_spend, limit=limit)

    def fair_play(self, month: date | None = None) -> tuple[Finding, ...]:
        """What of a month is worth a look: cards and cashiers that stand out, those with cards
        first. Refused for a month to come."""
        from shopcard.store.ledger import ahead
        from shopcard.store.month import fair_play, team

        what = self._asked(month)
        watched = team.watch(self._opened.settings, what.today)
        with reading(self._opened.engine) as session:
            # A month to come cannot be looked at: what is dated there is told in the running one.
            to_come = () if what.complete else ahead.to_come(session, what.today)
            return fair_play.findings(session, what.first, what.through, watched, to_come)

    def entries_behind(self, finding: Finding) -> tuple[Act, ...]:
        """The acts behind a finding, the newest first."""
        from shopcard.store.ledger import history
        from shopcard.store.ledger.programs import Programs

        entry = history.entry.c
        asked = history.ACTS.where(entry.id.in_(finding.entries)).order_by(entry.id.desc())
        with reading(self._opened.engine) as session:
            return history.acts(session, Programs(session), asked)

    def behind(
        self, month: date, group: "Group", *, window: int | None = None
    ) -> tuple[Behind, ...]:
        """The customers behind a count of a month, by name."""
        from shopcard.store.month import customers_behind

        with reading(self._opened.engine) as session:
            what = self._asked(month, window)
            return customers_behind.behind(session, group, what.first, what.through, what.window)

    def cohort(self, since: date, month: date) -> tuple[Behind, ...]:
        """Those whose first purchase fell in one month and who had a visit in another."""
        from shopcard.store.month import customers_behind

        with reading(self._opened.engine) as session:
            return customers_behind.cohort(session, first_of_month(since), first_of_month(month))

    def ready(self) -> tuple[ReadyReward, ...]:
        """Every reward that may be given today, those first to expire first."""
        from shopcard.store.month import lists

        with reading(self._opened.engine) as session:
            return lists.ready(session, self._opened.today_day())

    def open_cards(self) -> "OpenCards":
        """Cards in progress, and what they are expected to cost pro rata: as of now."""
        from shopcard.store.month import cards_in_progress

        with reading(self._opened.engine) as session:
            return cards_in_progress.open_cards(session, self._opened.today_day())

    def contacted(self, customer_id: str, *, take_back: bool = False) -> None:
        """Note that a customer was written to or called today, or that they were not after all."""
        from shopcard.store.month import slipping

        with writing(self._opened.engine) as session:
            rows.row(session, customer_id)
            slipping.forget_contact(session, customer_id, self._opened.today_day())
            if not take_back:
                slipping.note_contact(
                    session, customer_id, self._opened.today_day(), self._opened.staff
                )

    def birthdays(self, days: int = 30) -> tuple[Birthday, ...]:
        """Whose birthday falls in the next days, today included; the soonest first."""
        from shopcard.store.month import lists

        with reading(self._opened.engine) as session:
            return lists.birthdays(session, self._opened.today_day(), days)

    def partners(self) -> tuple[str, ...]:
        """The other shops whose vouchers are rewards here."""
        from shopcard.store.month import partners

        with reading(self._opened.engine) as session:
            return partners.partners(session)

    def settlement(self, partner: str) -> Settlement:
        """NotFound for a shop that no programme has vouchers of."""
        from shopcard.store.month import partners

        with reading(self._opened.engine) as session:
            return partners.settlement(session, partner)

    def settle(self, partner: str, amount: int | None = None) -> Settlement:
        """Note that an amount was paid, in minor units, all that is due unless said. Refused where
        nothing is due, or less."""
        from shopcard.store.ledger import kept_money
        from shopcard.store.month import partners

        typed_in = self._opened.settings.currency
        with writing(self._opened.engine) as session:
            if amount is not None:
                kept_money.must_be_in(session, typed_in)
            due = partners.settlement(session, partner).due
            partners.pay(
                session, partner, due if amount is None else amount,
                day=self._opened.today_day(), staff=self._opened.staff,
            )  # fmt: skip
            return partners.settlement(session, partner)

    def months(self) -> tuple[date, date]:
        """The first days of the months that can be asked for: the one of the first purchase, and
        the running one."""
        from shopcard.store.month import counts

        running = first_of_month(self._opened.today_day())
        with reading(self._opened.engine) as session:
            opened = counts.opened(session)
        # A first purchase may be dated tomorrow: see `dated_later`.
        return min(first_of_month(opened) if opened else running, running), running

    def _asked(self, month: date | None, window: int | None = None) -> "Asked":
        from shopcard.store.month import which_month

        return which_month.asked(
            month, self._opened.today_day(), window or self._opened.settings.window
        )
