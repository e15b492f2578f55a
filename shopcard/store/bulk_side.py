"""What is taken in by the thousand: purchases, customers and balances from elsewhere, a past."""

from collections.abc import Iterable, Sequence

from shopcard.store import (
    balances,
    bulk,
    kept_money,
    play,
)
from shopcard.store.answers import (
    Absorbed,
    CustomerDraft,
    Met,
    PastBalance,
    PastPurchase,
)
from shopcard.store.engine import reading, writing
from shopcard.store.ledger import Programs
from shopcard.store.open_shop import OpenShop, Progress


class BulkSide(OpenShop):
    """Each all or nothing, in one transaction."""

    def absorb(
        self,
        purchases: Iterable[PastPurchase],
        *,
        earn: bool = False,
        dry_run: bool = False,
        progress: Progress = lambda done: None,
    ) -> Absorbed:
        """Take in purchases known from elsewhere, as history or with the stamps they would have
        earned, all or nothing. Keys that stand already add nothing, nor bring anybody back."""
        with writing(self._engine) as session:
            kept_money.must_be_in(session, self.preferences.currency)
            absorbed = bulk.absorb(session, self._till(), purchases, earn, progress)
            if dry_run:
                session.rollback()
            return absorbed

    def clashes(self, drafts: Sequence[tuple[str, CustomerDraft]]) -> dict[str, str]:
        """Which of these `absorb_customers` would refuse, by key, and the sentence why: their card
        number is or was another's."""
        with reading(self._engine) as session:
            return bulk.clashes(session, drafts)

    def absorb_customers(
        self, drafts: Sequence[tuple[str, CustomerDraft]], *, dry_run: bool = False
    ) -> Absorbed:
        """Take in customers, each with its row's key, all or nothing."""
        with writing(self._engine) as session:
            absorbed = bulk.absorb_customers(session, self._till(), drafts)
            if dry_run:
                session.rollback()
            return absorbed

    def meet_balances(self, program_id: int, brought: Sequence[PastBalance]) -> tuple[Met, ...]:
        """What the shop knows of each balance that somebody brings from elsewhere."""
        with reading(self._engine) as session:
            return tuple(balances.meet(session, Programs(session), program_id, brought))

    def absorb_balances(
        self,
        program_id: int,
        brought: Sequence[PastBalance],
        *,
        dry_run: bool = False,
        progress: Progress = lambda done: None,
    ) -> Absorbed:
        """Take in balances under the programme's present terms, with the customers they need, all
        or nothing. Refused for a closed programme, and for one that `meet_balances` finds wrong."""
        with writing(self._engine) as session:
            kept_money.must_be_in(session, self.preferences.currency)
            absorbed = balances.absorb(session, self._till(), program_id, brought, progress)
            if dry_run:
                session.rollback()
            return absorbed

    def play(self, played: Iterable[play.Played], progress: Progress = lambda done: None) -> None:
        """Record a long run of acts in the order given, in one transaction (the demo's past)."""
        with writing(self._engine) as session:
            play.play(session, self._till(), played, progress)
