"""What the owner's side of Shop answers with: frozen, plain, and free of the database."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopcard.rules.fair_play import Sign
    from shopcard.rules.metrics import Counts, Figures
    from shopcard.rules.slipping import CameBack


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers whose first purchase fell in one month."""

    month: date
    size: int
    active: tuple[int, ...]
    """How many of them had a visit 0, 1, 2 … months later, up to the month asked for."""


@dataclass(frozen=True, slots=True)
class StaffMonth:
    """What one member of staff did in a month; stamps are those keyed in."""

    staff: str
    purchases: int
    stamps: int
    voids: int
    redemptions: int
    out_of_hours: int | None = None
    """Purchases, voids and redemptions keyed in outside the shop's hours; None: not watched."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something of a month that is worth the owner's look."""

    sign: "Sign"
    """Who stands out, and the numbers why."""
    name: str
    """The customer's, where it is about a card; an erased one has none."""
    entries: tuple[int, ...]
    """The ids of the entries behind it, the newest first, 1000 at most."""


@dataclass(frozen=True, slots=True)
class RewardMonth:
    """One reward of a programme in a month, and as it stands at the month's close."""

    program: str
    reward: str
    earned: int
    redeemed: int
    ready: int
    """Ready at the close."""
    owed: int = 0
    """What the ready ones would cost, in minor units; those whose cost is not said left out."""
    uncosted: int = 0
    """How many of the ready ones those are."""


@dataclass(frozen=True, slots=True)
class PartnerMonth:
    """Vouchers of another shop in a month; amounts are minor units."""

    partner: str
    given: int
    value: int
    """Owed for those given in the month."""
    due: int
    """In all, as of now."""


@dataclass(frozen=True, slots=True)
class ToCome:
    """Acts dated after today: the shop's time zone, or when its days begin, was changed."""

    acts: int
    until: date
    """The last of their days."""


@dataclass(frozen=True, slots=True)
class Month:
    """The owner's month: complete, or so far."""

    month: date
    """Its first day."""
    currency: str
    figures: "Figures"
    history: "tuple[Counts, ...]"
    """13 months up to this one, oldest first; those before the shop's first purchase left out."""
    cohorts: tuple[Cohort, ...]
    """Oldest first, up to this month."""
    by_staff: tuple[StaffMonth, ...]
    rewards: tuple[RewardMonth, ...]
    partners: tuple[PartnerMonth, ...] = ()
    to_come: ToCome | None = None
    """Of a running month, what no figure counts yet."""

    @property
    def counts(self) -> "Counts":
        return self.figures.counts

    @property
    def complete(self) -> bool:
        return self.figures.complete


@dataclass(frozen=True, slots=True)
class Voice:
    """What a customer answered or said; with neither they were asked and would rather not say."""

    id: int
    customer: str
    """The customer's id; of one who was merged, that of the one kept."""
    name: str
    """Empty where the customer was erased."""
    day: date
    """The business day."""
    recommend: int | None
    """0 to 10."""
    satisfied: bool | None
    comment: str
    staff: str = ""
    acted_on: date | None = None
    """When the owner marked the comment as acted upon."""


@dataclass(frozen=True, slots=True)
class Ambassador:
    """A customer who brought others."""

    id: str
    name: str
    contact_ok: bool
    brought: int
    """New customers up to the close of the month asked for who name them."""
    in_month: int
    """Those among them who are new in that month."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A new customer and who brought them; an erased one has no name."""

    id: str
    name: str
    first_visit: date
    by: str
    """The id of who brought them."""
    by_name: str


@dataclass(frozen=True, slots=True)
class Late:
    """A customer who may be slipping away."""

    id: str
    name: str
    contact_ok: bool
    visits: int
    last_seen: date
    days_since: int
    usual_gap: float
    """The customer's own rhythm in days, drawn towards the shop's."""
    score: float
    came_back: "CameBack | None"
    """How many like this one came back; None: not enough history yet."""
    usual_month: float
    """Spend in minor units per 30 days; visits where no amounts are kept."""
    in_money: bool
    contacted: date | None = None
    returned: date | None = None
    """The first visit after the contact."""


@dataclass(frozen=True, slots=True)
class LookAfter:
    """Whom to look after as of the close of a day, those with most at stake first."""

    as_of: date
    shop_gap: float | None
    customers: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """A customer's last 12 months."""

    id: str
    name: str
    contact_ok: bool
    visits: int
    spend: int | None
    """Minor units; None where no purchase carried an amount."""
    last_visit: date


@dataclass(frozen=True, slots=True)
class Behind:
    """One of the customers behind a figure; an erased one has no name."""

    id: str
    name: str
    visits: int
    """In all, up to now."""
    last_visit: date | None


@dataclass(frozen=True, slots=True)
class ReadyReward:
    """A customer with a reward to give."""

    id: str
    name: str
    contact_ok: bool
    program: str
    reward: str
    earned_on: date
    expires: date | None


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher of another shop that was given."""

    day: date
    customer: str
    """The customer's name."""
    reward: str
    value: int
    """Owed for it, in minor units."""
    settled: bool
    """Whether what was paid covers it, the earliest first."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the shop stands with another one; amounts are minor units."""

    partner: str
    vouchers: tuple[Voucher, ...]
    """Given ones, oldest first."""
    paid: int

    @property
    def value(self) -> int:
        """Of all that were given."""
        return sum(voucher.value for voucher in self.vouchers)

    @property
    def due(self) -> int:
        """Below zero where a voucher that was paid for has been undone."""
        return self.value - self.paid


@dataclass(frozen=True, slots=True)
class Birthday:
    """A customer whose birthday is near."""

    id: str
    name: str
    contact_ok: bool
    birthday: str
    """YYYY-MM-DD, or --MM-DD where the year is not known."""
    day: date
    """When it is next, today included."""
