"""Shop: everything that a screen or a command asks for, each act one short transaction."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from shopcard.errors import NotFound, SettingsDamaged
from shopcard.language import _
from shopcard.rules.program import Terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import Checked
from shopcard.store.database import new_file, schema
from shopcard.store.database.engine import make_private, reading, sentences, writing
from shopcard.store.database.tables import IMPORT_SECRET, SettingRow
from shopcard.store.integrity import check, upgrade
from shopcard.store.shop.counter import CounterPart
from shopcard.store.shop.customers import CustomersPart
from shopcard.store.shop.feedback import FeedbackPart
from shopcard.store.shop.imports import ImportsPart
from shopcard.store.shop.month import MonthPart
from shopcard.store.shop.open_shop import Clock, OpenShop, utc_now
from shopcard.store.shop.place import PlacePart
from shopcard.store.shop.privacy import PrivacyPart
from shopcard.store.shop.programs import ProgramsPart
from shopcard.store.shop.staff import StaffPart

if TYPE_CHECKING:
    from shopcard.store.everything import Whole


class Shop:
    """A shop's file. Safe to use from several threads: each call opens its own short session.

    Besides what each method says, any may raise Busy or DiskFull (nothing was written; try again)
    and Damaged.
    """

    def __init__(
        self, where: Path, *, staff: str = "", till: str = "", clock: Clock = utc_now
    ) -> None:
        self.opened = opened = OpenShop(where, staff=staff, till=till, clock=clock)
        self.counter = CounterPart(opened)
        self.customers = CustomersPart(opened)
        self.programs = ProgramsPart(opened)
        self.month = MonthPart(opened)
        self.staff = StaffPart(opened)
        self.feedback = FeedbackPart(opened)
        self.privacy = PrivacyPart(opened)
        self.imports = ImportsPart(opened)
        self.place = PlacePart(opened)

    def close(self) -> None:
        self.opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Opening and closing

    @staticmethod
    def exists(where: Path) -> bool:
        return where.is_file()

    @classmethod
    def create(
        cls,
        where: Path,
        settings: Settings,
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
                schema.make(shop.opened.engine)
                texts = {**settings.to_texts(), IMPORT_SECRET: secrets.token_hex(32)}
                with writing(shop.opened.engine) as session:
                    session.add_all(SettingRow(key=k, value=v) for k, v in texts.items())
                for name, terms in programs:
                    shop.programs.add(name, terms)
                schema.settle(shop.opened.engine)
            new_file.give_place(passing, where)
        return cls.open(where, staff=staff, till=till, clock=clock)

    @classmethod
    def open(
        cls,
        where: Path,
        *,
        staff: str = "",
        till: str = "",
        clock: Clock = utc_now,
        to_check: bool = False,
    ) -> Self:
        """Open a shop, bringing an older one up to date. NotFound when there is none, Damaged when
        the file is damaged, foreign or newer than this program. Settings that are damaged are no
        hindrance `to_check` it."""
        with sentences():
            if not where.exists():
                raise NotFound(_("There is no shop here yet. Make one with: shopcard init"))
        schema.must_be_ours(where)
        shop = cls(where, staff=staff, till=till, clock=clock)
        try:
            schema.bring_up_to_date(shop.opened.engine, upgrade.fill)
            with suppress(*((SettingsDamaged,) if to_check else ())):
                assert shop.opened.settings
            shop.opened.watch()
            shop.opened.staff = shop.staff.known_as(shop.opened.staff) if shop.opened.staff else ""
        except BaseException:
            shop.close()
            raise
        return shop

    # The shop itself

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        with reading(self.opened.engine) as session:
            return check.counts(session)

    def check(self, *, rebuild: bool = False) -> Checked:
        """Replay everything and compare; with `rebuild` make cards and search anew first."""
        try:
            today = self.opened.today_day()
        except SettingsDamaged:  # so when a day begins is not known
            today = self.opened.clock().date()
        return check.check(self.opened.engine, today, rebuild=rebuild)

    def snapshot(self, target: Path) -> None:
        """A consistent copy of the live file, everything acknowledged by now included."""
        schema.snapshot(self.opened.engine, target)

    @contextmanager
    def whole(self) -> "Iterator[Whole]":
        """Everything of the shop, to be read table by table while the block lasts. Of a live shop
        take a snapshot first: other tills may have to wait for a reader."""
        from shopcard.store.everything import Whole

        with reading(self.opened.engine) as session:
            yield Whole(session, self.opened.today_day())
