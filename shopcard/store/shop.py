"""Shop: everything that a screen or a command asks for, each act one short transaction."""

import secrets
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import literal

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules.identity import clean_card, clean_text
from shopcard.rules.preferences import Preferences
from shopcard.rules.program import Terms
from shopcard.rules.simulate import Simulated
from shopcard.store import (
    acts,
    balances,
    bulk,
    check,
    counter,
    history,
    merge,
    people,
    play,
    programs,
    schema,
    undo,
)
from shopcard.store.answers import (
    Absorbed,
    Act,
    Added,
    Affected,
    Checked,
    Customer,
    CustomerDraft,
    Done,
    Likeness,
    Match,
    Merged,
    MergeSeen,
    Met,
    OpenCard,
    PastBalance,
    PastPurchase,
    Program,
    Today,
)
from shopcard.store.engine import make_private, reading, writing
from shopcard.store.ledger import Programs
from shopcard.store.open_shop import Clock, utc_now
from shopcard.store.owner import OwnersSide
from shopcard.store.person import everyone
from shopcard.store.rights import PeoplesRights
from shopcard.store.search import find_ids
from shopcard.store.staff import StaffSide
from shopcard.store.tables import SettingRow

Progress = Callable[[int], None]
"""Told now and then how many rows are done."""


def new_key() -> str:
    """A fresh key for one act; made before the act, so that a retry is the same act."""
    return uuid.uuid4().hex


class Shop(OwnersSide, StaffSide, PeoplesRights):
    """A shop's file. Safe to use from several threads: each call opens its own short session.

    Besides what each method says, any may raise Busy or DiskFull (nothing was written; try again)
    and Damaged.
    """

    # Opening and closing

    @staticmethod
    def exists(where: Path) -> bool:
        return where.is_file()

    @classmethod
    def create(
        cls,
        where: Path,
        preferences: Preferences,
        programs: Sequence[tuple[str, Terms]] = (),
        *,
        staff: str = "",
        till: str = "",
        clock: Clock = utc_now,
    ) -> Self:
        """Make a new shop. Refused where there is one already."""
        if where.exists():
            raise Refused(_("There is a shop here already: {path}").format(path=where))
        make_private(where)
        shop = cls(where, staff=staff, till=till, clock=clock)
        try:
            schema.make(shop._engine)
            texts = {**preferences.to_texts(), "import_secret": secrets.token_hex(32)}
            with writing(shop._engine) as session:
                session.add_all(SettingRow(key=k, value=v) for k, v in texts.items())
            for name, terms in programs:
                shop.add_program(name, terms)
        except BaseException:
            shop.close()
            where.unlink()
            raise
        return shop

    @classmethod
    def open(cls, where: Path, *, staff: str = "", till: str = "", clock: Clock = utc_now) -> Self:
        """Open a shop, bringing an older one up to date. NotFound when there is none, Damaged when
        the file is damaged, foreign or newer than this program."""
        if not where.exists():
            raise NotFound(_("There is no shop here yet. Make one with: shopcard init"))
        schema.must_be_ours(where)
        shop = cls(where, staff=staff, till=till, clock=clock)
        try:
            schema.bring_up_to_date(shop._engine)
            assert shop.preferences
            shop.staff = shop.known_as(shop.staff) if shop.staff else ""
        except BaseException:
            shop.close()
            raise
        return shop

    # The shop itself

    def import_secret(self) -> bytes:
        """What the keys of imported rows are hashed with, so that they say nothing of a person."""
        with reading(self._engine) as session:
            return bytes.fromhex(session.get_one(SettingRow, "import_secret").value)

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        with reading(self._engine) as session:
            return check.counts(session)

    def check(self, *, rebuild: bool = False) -> Checked:
        """Replay everything and compare; with `rebuild` make cards and search anew first."""
        return check.check(self._engine, self.today_day(), rebuild=rebuild)

    def snapshot(self, target: Path) -> None:
        """A consistent copy of the live file, everything acknowledged by now included."""
        schema.snapshot(self._engine, target)

    def clean_people(self) -> int:
        """Clean every free text as if it had just been typed; how many changed."""
        with writing(self._engine) as session:
            return bulk.clean_people(session)

    # Programmes

    def programs(self, *, closed: bool = False) -> tuple[Program, ...]:
        """In the owner's order; closed ones too if asked for."""
        with reading(self._engine) as session:
            known = Programs(session)
        return known.in_order if closed else known.open

    def program(self, name: str | None) -> Program:
        """By name, case and accents folded; the first open one without a name."""
        with reading(self._engine) as session:
            return programs.named(session, name)

    def add_program(self, name: str, terms: Terms) -> Program:
        with writing(self._engine) as session:
            return programs.add(session, name, terms, self.clock())

    def affected(self, program_id: int) -> Affected:
        """The cards in progress, which a change of terms leaves to end as they began."""
        with reading(self._engine) as session:
            return programs.affected(session, program_id, self.today_day())

    def change_program(
        self, program_id: int, *, name: str | None = None, terms: Terms | None = None
    ) -> Program:
        """New terms are for cards not yet started."""
        with writing(self._engine) as session:
            return programs.change(session, program_id, name, terms, self.clock())

    def simulate(self, terms: Terms, program_id: int | None = None) -> Simulated:
        """What terms would have come to on the purchases of the last 12 months: on those of one
        programme, or on all. May take seconds in a large shop."""
        with reading(self._engine) as session:
            return programs.simulate(session, terms, program_id, self.today_day())

    def close_program(self, program_id: int) -> Program:
        """No more stamps; rewards already earned stay good to their date."""
        with writing(self._engine) as session:
            return programs.close(session, program_id, self.clock())

    # Customers

    def likely_duplicates(
        self, draft: CustomerDraft, *, besides: str | None = None
    ) -> tuple[Customer, ...]:
        """Those with the same phone or the same name."""
        with reading(self._engine) as session:
            ids = people.likely_duplicates(session, draft, self.preferences.country, besides)
            return people.customers(session, ids)

    def add_customer(self, draft: CustomerDraft) -> Added:
        """Warns of a phone that another has. Refused for a card number that is or was in use."""
        region = self.preferences.country
        draft = people.cleaned(draft, region)
        with writing(self._engine) as session:
            same = people.customers(
                session,
                people.likely_duplicates(session, CustomerDraft("", draft.phone), region, None),
            )
            made = people.add(session, draft, joined=self.today_day(), at=self.clock())
            acts.welcome(session, self._till(), made)
            customer = people.customers(session, [made])[0]
        warnings = tuple(
            _("{name} has the same phone number.").format(name=other.name) for other in same
        )
        return Added(customer, warnings)

    def edit_customer(
        self,
        customer_id: str,
        *,
        name: str | None = None,
        phones: Sequence[str] | None = None,
        email: str | None = None,
        birthday: str | None = None,
        note: str | None = None,
        contact_ok: bool | None = None,
    ) -> Customer:
        """Correct what is given; None leaves a field as it is."""
        with writing(self._engine) as session:
            people.correct(
                session, customer_id, self.preferences.country, self.today_day(),
                name=name, phones=phones, email=email, birthday=birthday, note=note,
                contact_ok=contact_ok,
            )  # fmt: skip
            return people.customers(session, [customer_id])[0]

    def replace_card(self, customer_id: str, number: str = "") -> Customer:
        """Give a card number, a new one when none is named; the one in use opens nothing more."""
        with writing(self._engine) as session:
            people.row(session, customer_id)
            wanted = clean_card(number) if number.strip() else ""
            people.give_number(session, customer_id, wanted, self.clock())
            return people.customers(session, [customer_id])[0]

    def customer(self, customer_id: str) -> Customer:
        with reading(self._engine) as session:
            return people.customers(session, [customer_id])[0]

    def holder(self, number: str) -> str | None:
        """Who holds a card number; Refused when it was replaced, None when it is unknown."""
        wanted = clean_card(number)
        with reading(self._engine) as session:
            return people.holder(session, wanted)

    def resolve(self, text: str, *, to_write: bool = False) -> str:
        """The customer meant by a card number, a phone, an id or a name. NotFound or Ambiguous."""
        with reading(self._engine) as session:
            return people.resolve(session, text, self.preferences.country, to_write=to_write)

    def find(self, text: str, limit: int = 50) -> tuple[Match, ...]:
        """Customers that a typed text finds, best first."""
        with reading(self._engine) as session:
            ids, exact = find_ids(session, text, self.preferences.country, limit)
            return counter.matches(session, ids, exact, self.today_day())

    def customers(self, ids: Sequence[str]) -> tuple[Customer, ...]:
        with reading(self._engine) as session:
            return people.customers(session, ids)

    # The counter

    def open_card(self, customer_id: str, acts: int = 8) -> OpenCard:
        """A customer as the counter shows them, with the latest acts."""
        with reading(self._engine) as session:
            return counter.open_card(session, customer_id, self.today_day(), acts)

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
        asked = acts.Asked(
            "stamp", customer_id, program=program, stamps=stamps, amount=amount,
            channel=clean_text(channel, most=60), at=at,
        )  # fmt: skip
        with writing(self._engine) as session:
            return acts.stamp(session, self._till(), asked, key or new_key())

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
        asked = acts.Asked("redeem", customer_id, program=program, reward=reward)
        with writing(self._engine) as session:
            return acts.redeem(session, self._till(), asked, key or new_key())

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
        asked = acts.Asked(
            "adjust", customer_id, program=program, stamps=stamps,
            reason=clean_text(reason, most=400),
        )  # fmt: skip
        with writing(self._engine) as session:
            return acts.adjust(session, self._till(), asked, key or new_key())

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
        asked = acts.Asked("undo", customer_id, entry=entry_id, reason=clean_text(reason, most=400))
        with writing(self._engine) as session:
            return undo.undo(session, self._till(owner=owner), asked, key or new_key())

    def free_to_undo(self, entry_id: int) -> bool:
        """Whether whoever is at the till may undo this without the owner: their own last act of
        today, and anything where no owner has a PIN."""
        with reading(self._engine) as session:
            return undo.free(session, self._till(), undo.act_named(session, entry_id))

    def last_act(self, customer_id: str | None = None) -> Act | None:
        """What `undo` would undo: the customer's latest act that stands, else this till's."""
        with reading(self._engine) as session:
            row = undo.last_standing(session, self.till, customer_id)
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
        with reading(self._engine) as session:
            return history.acts(session, Programs(session), asked)

    def today(self, acts: int = 12) -> Today:
        """This business day so far: what stands of it, and the latest acts."""
        with reading(self._engine) as session:
            return counter.today(session, self.today_day(), acts)

    # One person with two cards

    def preview_merge(self, keep: str, other: str) -> MergeSeen:
        """What a merge would come to. Refused as `merge`."""
        with reading(self._engine) as session:
            return merge.preview(session, keep, other, self.clock(), self.today_day())

    def merge(self, keep: str, other: str, *, key: str | None = None) -> Done:
        """Make one customer of two: the one kept takes over the cards, phones, card numbers and
        figures of the other. Refused for a customer with themselves, and for one who was merged
        into another already or is forgotten."""
        with writing(self._engine) as session:
            return merge.merge(session, self._till(), keep, other, key or new_key())

    def unmerge(self, customer_id: str, *, key: str | None = None, reason: str = "") -> Done:
        """Part a customer from the one they were merged into, who keeps all later acts. Refused
        for one who was not, and when a reward given since came by the merge."""
        asked = acts.Asked("unmerge", customer_id, reason=clean_text(reason, most=400))
        with writing(self._engine) as session:
            return merge.unmerge(session, self._till(), asked, key or new_key())

    def resolve_merged(self, text: str) -> Merged:
        """The merged customer meant by their own card number, phone, id or name, or by those of
        the one kept where only one was merged into them. NotFound or Ambiguous."""
        with reading(self._engine) as session:
            return merge.meant(session, text, self.preferences.country)

    def duplicates(self, limit: int = 500) -> tuple[Likeness, ...]:
        """Pairs of customers who may be one person, the likeliest first."""
        from shopcard.store import duplicates

        with reading(self._engine) as session:
            return duplicates.duplicates(session, limit)

    def _till(self, *, owner: bool = True) -> acts.Till:
        return acts.Till(self.staff, self.till, self.clock(), self.preferences, owner)

    # In bulk

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
            absorbed = balances.absorb(session, self._till(), program_id, brought, progress)
            if dry_run:
                session.rollback()
            return absorbed

    def play(self, played: Iterable[play.Played], progress: Progress = lambda done: None) -> None:
        """Record a long run of acts in the order given, in one transaction (the demo's past)."""
        with writing(self._engine) as session:
            play.play(session, self._till(), played, progress)
