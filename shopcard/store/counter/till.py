"""Who acts, at which till, when: what every act is given."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property

from shopcard.rules.calendar import business_day
from shopcard.rules.settings import Settings
from shopcard.store.ledger import entries


@dataclass(frozen=True, slots=True)
class Till:
    """Who acts, where and when."""

    staff: str
    name: str
    now: datetime
    settings: Settings
    owner: bool = True
    """Whether the owner acts, or agreed."""
    place: str | None = None
    """The channel in which it stands, empty for the shop itself; None: not said."""

    def day_of(self, instant: datetime) -> date:
        return business_day(instant, self.settings.zone, self.settings.day_start)

    @property
    def today(self) -> date:
        return self.day_of(self.now)


@dataclass(frozen=True)
class Asked:
    """An act as its caller asked for it: what a key stands for."""

    act: str
    customer: str | None
    program: int | None = None
    stamps: int | None = None
    amount: int | None = None
    channel: str = ""
    at: datetime | None = None
    reward: str | None = None
    entry: int | None = None
    reason: str = ""

    @cached_property
    def digest(self) -> str:
        return entries.digest(asdict(self))
