"""A shop's file while it is open: its connections, its settings, its days."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlmodel import select

from shopcard.errors import Refused, SettingsDamaged
from shopcard.language import _
from shopcard.rules.calendar import business_day
from shopcard.rules.clock import possible
from shopcard.rules.settings import Settings
from shopcard.rules.text import clean_text
from shopcard.store.database import schema
from shopcard.store.database.changes import Changes
from shopcard.store.database.engine import file_of, looking, make_engine, reading, writing
from shopcard.store.database.tables import SettingRow
from shopcard.store.ledger import kept_money

if TYPE_CHECKING:
    from shopcard.store.counter.till import Till
    from shopcard.store.ledger.ahead import ClockDoubt

Clock = Callable[[], datetime]
Progress = Callable[[int], None]
"""Told now and then how many rows are done."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_key() -> str:
    """A fresh key for one act; made before the act, so that a retry is the same act."""
    return uuid.uuid4().hex


def _settings_of(texts: Mapping[str, str]) -> Settings:
    """The settings as kept. SettingsDamaged, with their names, where one cannot be or the shop's
    name is missing; a setting that an older version did not know has its usual value."""
    wrong = [] if "name" in texts else ["name"]
    for key, value in texts.items():
        try:
            Settings.from_texts({"name": "-", key: value})
        except (Refused, ValueError):
            wrong.append(key)
    if wrong:
        raise SettingsDamaged(
            _("Settings of the shop are damaged: {keys}. Restore the latest backup.").format(
                keys=", ".join(wrong)
            )
        )
    return Settings.from_texts(texts)


class OpenShop:
    """What every part of Shop stands on. Safe to use from several threads."""

    channel: str | None = None
    """The channel in which this till stands, empty for the shop itself. None where it was not said,
    as by commands: an act then runs where its programme does."""

    def __init__(self, where: Path, *, staff: str = "", till: str = "", clock: Clock = utc_now):
        self.where = where
        self.staff = clean_text(staff, most=60)
        self.till = clean_text(till, most=60)
        self.clock = clock
        self.engine = make_engine(where)
        self._changes = Changes(self.engine)
        self._settings: Settings | None = None
        self._texts: dict[str, str] = {}
        self.tries: dict[int, tuple[datetime, float]] = {}
        """By staff id: when this process saw the latest wrong PIN, by the shop's clock and by a
        steady one."""

    def close(self) -> None:
        self._changes.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """The settings, as of the latest act or look; any other till may change them."""
        if self._settings is None:
            with reading(self.engine) as session:
                rows = session.exec(select(SettingRow)).all()
            self._settings = _settings_of({row.key: row.value for row in rows})
        return self._settings

    def look(self) -> None:
        """See what others did to the shop's file: its settings are followed, and Moved or Damaged
        say that it is not the file or the schema that was opened."""
        with looking(self.engine):
            pass

    def changes(self) -> int:
        """A number that is another one once anything was committed since, here or elsewhere. It
        never waits: while another till holds the file, it is the number of before."""
        return self._changes.count()

    def stop_waiting(self) -> None:
        """Writes that wait for another till give up, now and from now on: the program ends."""
        file_of(self.engine).stop_waiting()

    def watch(self) -> None:
        """From now on every act looks at what others wrote first."""
        file_of(self.engine).read_anew = self._read_anew

    def _read_anew(self, connection: Any) -> None:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        schema.must_be_current(revision)
        texts = dict(connection.execute("SELECT key, value FROM setting").fetchall())
        if texts != self._texts:
            self._texts = texts
            # What no shop can have is refused when it is opened; here the last good ones stay.
            with suppress(Exception):
                self._settings = Settings.from_texts(texts)

    def change_setting(self, key: str, text: str) -> Settings:
        """Change one setting as typed; entries already recorded keep their business days. Refused
        for another currency once an amount is kept."""
        from shopcard.store.ledger.standing import stale

        changed = self.settings.changed(key, text)
        with writing(self.engine) as session:
            if key == "currency":
                kept_money.refuse_another_currency(session, changed.currency)
            session.merge(SettingRow(key=key, value=changed.to_texts()[key]))
            if key in ("timezone", "day_start"):
                # What a reward cost at a month's close depends on when its last day closed.
                stale(session, date.min)
        self._settings = changed
        return changed

    def day_of(self, instant: datetime) -> date:
        """The business day an instant falls in."""
        return business_day(instant, self.settings.zone, self.settings.day_start)

    def today_day(self) -> date:
        """The business day that it is. Refused where the clock cannot be right."""
        return self.day_of(possible(self.clock()))

    def clock_doubt(self) -> "ClockDoubt | None":
        """Why the clock may be wrong: an act that stands lies ahead of it, or it is far from the
        last one. Refused where it cannot be right at all."""
        from shopcard.store.ledger import ahead

        with reading(self.engine) as session:
            return ahead.doubt(session, possible(self.clock()), self.today_day())

    def acting(self, *, owner: bool = True) -> "Till":
        from shopcard.store.counter.till import Till

        return Till(
            self.staff, self.till, possible(self.clock()), self.settings, owner, self.channel
        )
