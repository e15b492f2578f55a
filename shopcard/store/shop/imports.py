"""What is taken in by the thousand: purchases, customers and balances from elsewhere, a past."""

from collections.abc import Iterable, Mapping, Sequence

from shopcard.rules.whom import People
from shopcard.store.answers.counter import Absorbed, CustomerDraft, Met, PastBalance, PastPurchase
from shopcard.store.database.engine import reading, writing
from shopcard.store.database.tables import IMPORT_SECRET, SettingRow
from shopcard.store.imports import balances, past
from shopcard.store.imports import purchases as bulk
from shopcard.store.imports.known_people import known_people
from shopcard.store.ledger import kept_money
from shopcard.store.ledger.programs import Programs
from shopcard.store.shop.open_shop import OpenShop, Progress


class ImportsPart:
    """Each all or nothing, in one transaction."""

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def purchases(
        self,
        purchases: Iterable[PastPurchase],
        *,
        earn: bool = False,
        dry_run: bool = False,
        progress: Progress = lambda done: None,
    ) -> Absorbed:
        """Take in purchases known from elsewhere, as history or with the stamps they would have
        earned, all or nothing. Keys that stand already add nothing, nor bring anybody back."""
        typed_in = self._opened.settings.currency
        with writing(self._opened.engine) as session:
            kept_money.must_be_in(session, typed_in)
            absorbed = bulk.absorb(session, self._opened.acting(), purchases, earn, progress)
            if dry_run:
                session.rollback()
            return absorbed

    def known_people(self) -> People:
        """Everybody by what a row of a list may say of them, to find whom it means."""
        with reading(self._opened.engine) as session:
            return known_people(session)

    def keys_imported(self) -> frozenset[str]:
        """The keys of customers' rows that came in before."""
        with reading(self._opened.engine) as session:
            return bulk.keys_imported(session)

    def imported_formerly(self) -> bool:
        """Whether rows came in under keys that only earlier versions made."""
        with reading(self._opened.engine) as session:
            return bulk.imported_formerly(session)

    def customers(
        self,
        drafts: Sequence[tuple[str, CustomerDraft]],
        *,
        former: Mapping[str, str] = {},
        dry_run: bool = False,
    ) -> Absorbed:
        """Take in customers, each with its row's key, all or nothing. Who is known already is not
        added; `former` has the keys that earlier versions gave the same rows."""
        with writing(self._opened.engine) as session:
            absorbed = bulk.absorb_customers(session, self._opened.acting(), drafts, former)
            if dry_run:
                session.rollback()
            return absorbed

    def meet_balances(self, program_id: int, brought: Sequence[PastBalance]) -> tuple[Met, ...]:
        """What the shop knows of each balance that somebody brings from elsewhere."""
        with reading(self._opened.engine) as session:
            return tuple(
                balances.meet(
                    session, Programs(session), program_id, brought, self._opened.today_day()
                )
            )

    def balances(
        self,
        program_id: int,
        brought: Sequence[PastBalance],
        *,
        put: bool = False,
        dry_run: bool = False,
        progress: Progress = lambda done: None,
    ) -> Absorbed:
        """Take in balances under the programme's present terms, with the customers they need, all
        or nothing. `put` sets cards that show stamps to what is brought; else it is added to them.
        Refused for a closed programme, and for one that `meet_balances` finds wrong."""
        typed_in = self._opened.settings.currency
        with writing(self._opened.engine) as session:
            kept_money.must_be_in(session, typed_in)
            absorbed = balances.absorb(
                session, self._opened.acting(), program_id, brought, put=put, progress=progress
            )
            if dry_run:
                session.rollback()
            return absorbed

    def past(self, played: Iterable[past.Played], progress: Progress = lambda done: None) -> None:
        """Record a long run of acts in the order given, in one transaction (the demo's past)."""
        with writing(self._opened.engine) as session:
            past.play(session, self._opened.acting(), played, progress)

    def import_secret(self) -> bytes:
        """What the keys of imported rows are hashed with, so that they say nothing of a person."""
        with reading(self._opened.engine) as session:
            return bytes.fromhex(session.get_one(SettingRow, IMPORT_SECRET).value)
