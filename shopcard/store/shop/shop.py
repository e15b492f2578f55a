"""Shop: everything that a screen or a command asks for, each act one short transaction."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import literal

from shopcard.errors import NotFound
from shopcard.language import _
from shopcard.rules.program import Terms
from shopcard.rules.settings import Preferences
from shopcard.rules.simulate import Simulated
from shopcard.rules.text import clean_text
from shopcard.store.answers.counter import Act, Affected, Checked, Done, OpenCard, Program, Today
from shopcard.store.counter import acts, undo
from shopcard.store.counter import open_card as counter
from shopcard.store.counter.till import Asked
from shopcard.store.database import new_file, schema
from shopcard.store.database.engine import make_private, reading, sentences, writing
from shopcard.store.database.tables import SettingRow
from shopcard.store.integrity import check, upgrade
from shopcard.store.ledger import history, kept_money
from shopcard.store.ledger.merged import everyone
from shopcard.store.ledger.programs import Programs
from shopcard.store.shop import programs
from shopcard.store.shop.customers import PeopleSide
from shopcard.store.shop.imports import BulkSide
from shopcard.store.shop.month import OwnersSide
from shopcard.store.shop.open_shop import Clock, new_key, utc_now
from shopcard.store.shop.place import TillsPlace
from shopcard.store.shop.privacy import PeoplesRights
from shopcard.store.shop.staff import StaffSide


class Shop(PeopleSide, BulkSide, OwnersSide, StaffSide, PeoplesRights, TillsPlace):
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
        """Make a new shop: complete and on disk before it has its name. Refused where there is one
        already, or where something is left of one that was there."""
        new_file.must_be_free(where)
        with sentences(), new_file.passing_place(where) as passing:
            make_private(passing)
            with cls(passing, staff=staff, till=till, clock=clock) as shop:
                schema.make(shop._engine)
                texts = {**preferences.to_texts(), "import_secret": secrets.token_hex(32)}
                with writing(shop._engine) as session:
                    session.add_all(SettingRow(key=k, value=v) for k, v in texts.items())
                for name, terms in programs:
                    shop.add_program(name, terms)
                schema.settle(shop._engine)
            new_file.give_place(passing, where)
        return cls.open(where, staff=staff, till=till, clock=clock)

    @classmethod
    def open(cls, where: Path, *, staff: str = "", till: str = "", clock: Clock = utc_now) -> Self:
        """Open a shop, bringing an older one up to date. NotFound when there is none, Damaged when
        the file is damaged, foreign or newer than this program."""
        with sentences():
            if not where.exists():
                raise NotFound(_("There is no shop here yet. Make one with: shopcard init"))
        schema.must_be_ours(where)
        shop = cls(where, staff=staff, till=till, clock=clock)
        try:
            schema.bring_up_to_date(shop._engine, upgrade.fill)
            assert shop.preferences
            shop._watch()
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
        """Clean every text, the ledger's included, as if it had just been typed: for a shop that
        came from elsewhere, before it is anybody's. How many rows changed."""
        from shopcard.store.integrity import clean

        with writing(self._engine) as session:
            return clean.clean_everything(session)

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
        typed_in = self.preferences.currency
        with writing(self._engine) as session:
            added = programs.add(session, name, terms, self.clock())
            if terms.in_money:
                kept_money.must_be_in(session, typed_in)
            return added

    def affected(self, program_id: int) -> Affected:
        """The cards in progress, which a change of terms leaves to end as they began."""
        with reading(self._engine) as session:
            return programs.affected(session, program_id, self.today_day())

    def change_program(
        self, program_id: int, *, name: str | None = None, terms: Terms | None = None
    ) -> Program:
        """New terms are for cards not yet started."""
        typed_in = self.preferences.currency
        with writing(self._engine) as session:
            if terms is not None and terms.in_money:
                kept_money.must_be_in(session, typed_in)
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

    # The counter

    def open_card(self, customer_id: str, acts: int = 8) -> OpenCard:
        """A customer as the counter shows them, with the latest acts."""
        with reading(self._engine) as session:
            return counter.open_card(session, customer_id, self.today_day(), acts, self.channel)

    def usual_stamps(self, program: int) -> float:
        """How many stamps a purchase in a programme usually brings, by its latest ones."""
        with reading(self._engine) as session:
            return counter.usual_stamps(session, program)

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
        typed_in = self.preferences.currency
        with writing(self._engine) as session:
            if amount is not None:
                kept_money.must_be_in(session, typed_in)
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
        asked = Asked("redeem", customer_id, program=program, reward=reward)
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
        asked = Asked(
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
        asked = Asked("undo", customer_id, entry=entry_id, reason=clean_text(reason, most=400))
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
