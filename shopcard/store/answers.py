"""What Shop answers with: frozen, plain, and free of the database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from shopcard.rules.card import Card, Kind, Reward
from shopcard.rules.program import Terms

if TYPE_CHECKING:
    from shopcard.rules.metrics import Counts, Figures
    from shopcard.rules.program import Tier
    from shopcard.rules.rhythm import CameBack


@dataclass(frozen=True, slots=True)
class Program:
    """A stamp programme with the terms now in force."""

    id: int
    name: str
    terms: Terms
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who holds a card."""

    id: str
    name: str
    card: str
    """The card number that opens this customer."""
    card_numbers: tuple[str, ...]
    """The number in use, then the replaced ones, latest first."""
    phones: tuple[str, ...]
    """E.164, in the order they were given."""
    email: str
    birthday: str
    """YYYY-MM-DD, --MM-DD when the year is unknown, or empty."""
    note: str
    contact_ok: bool
    joined: date
    last_visit: date | None
    visits: int
    """Business days with a purchase that stands."""
    referred_by: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A new customer as typed; Shop cleans and checks it."""

    name: str
    phone: str = ""
    card: str = ""
    email: str = ""
    birthday: str = ""
    note: str = ""
    contact_ok: bool = False
    referred_by: str | None = None
    """The id of the customer who brought this one."""


@dataclass(frozen=True, slots=True)
class Match:
    """A line of a look-up's list, with the customer's standing in the first open programme."""

    id: str
    name: str
    card: str
    phone_tail: str
    """The last four digits of the first phone, or empty."""
    stamps: int
    size: int
    ready: int
    """Rewards ready, over all programmes."""
    last_visit: date | None
    exact: bool = False
    """Whether a whole card number or phone was typed, rather than a part or a name."""


@dataclass(frozen=True, slots=True)
class ProgramEffect:
    program: str
    stamps: int
    """Those that spend earned included."""
    reward: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of the ledger, as people read it."""

    id: int
    key: str
    at: datetime
    """UTC."""
    business_day: date
    kind: Kind
    amount: int | None
    voids: int | None
    programs: tuple[ProgramEffect, ...]
    customer: str
    """The customer's id."""
    name: str
    """The customer's name."""
    staff: str
    till: str
    channel: str
    reason: str
    voided: bool = False

    @property
    def stamps(self) -> int:
        return sum(effect.stamps for effect in self.programs)


@dataclass(frozen=True, slots=True)
class CardView:
    """One programme's card for a customer."""

    program: Program
    card: Card
    tier: "Tier | None" = None
    """The customer's on the day asked about; None where it was not asked for, or is none."""

    @property
    def terms(self) -> Terms:
        """Those of the card in progress, or those a new card would start under."""
        return self.card.terms or self.program.terms

    @property
    def ready(self) -> tuple[Reward, ...]:
        return self.card.ready


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A customer as the counter shows them: open programmes first, in the owner's order."""

    customer: Customer
    cards: tuple[CardView, ...]
    acts: tuple[Act, ...] = ()
    """The latest acts, newest first."""
    gifts: tuple[tuple[Program, str], ...] = ()
    """What the customer's birthday offers now: the programme and the reward."""

    @property
    def ready(self) -> tuple[tuple[Program, Reward], ...]:
        return tuple((view.program, reward) for view in self.cards for reward in view.ready)


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: written and committed when this is returned."""

    act: Act
    cards: tuple[CardView, ...]
    """All the customer's, the one just touched first."""
    replayed: bool = False
    """Whether the key had been used before and this is that first answer again."""
    bonuses: tuple[Act, ...] = ()
    """What it brought besides, to this customer and to who had brought them."""
    lost: int = 0
    """Stamps that a cap took from what the amount would have earned."""


@dataclass(frozen=True, slots=True)
class Added:
    customer: Customer
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """What the counter shows with nobody open."""

    day: date
    purchases: int
    rewards: int
    revenue: int
    """Minor units."""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """A purchase known from elsewhere. The key makes it the same purchase at every import."""

    key: str
    card: str
    """The customer's code, as a card number."""
    at: datetime
    amount: int | None
    customer: "CustomerDraft | None" = None
    """How to make the customer where the card is unknown."""


@dataclass(frozen=True, slots=True)
class PastBalance:
    """What a card from elsewhere shows. The key makes it the same balance at every import."""

    key: str
    customer: CustomerDraft
    """Whose it is, cleaned; the card number is empty where none is known."""
    at: datetime
    """Their last visit."""
    stamps: int


@dataclass(frozen=True, slots=True)
class Met:
    """What the shop knows of a balance from elsewhere, before it is taken in."""

    customer_id: str | None = None
    """The customer it is of; None: somebody new."""
    there: bool = False
    """Nothing to add: it came in before."""
    why: str = ""
    """The sentence why it cannot be taken."""
    field: str = ""
    """What of it is wrong then: `card`, `name` or `stamps`."""
    remark: str = ""
    """A sentence on what the owner may want to look at."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What an import added, and which of its keys stood there already."""

    customers: int
    purchases: int
    already_there: int
    balances: int = 0
    rewards: int = 0
    """Earned at once, by balances that fill a card."""
    rewards_over: int = 0
    """Of these, past their last day already."""
    lapsed: int = 0
    """Balances whose stamps have expired already."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the whole shop found."""

    ok: bool
    schema: str
    sqlite: str
    journal: str
    counts: dict[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Affected:
    """Who a change of terms concerns: cards in progress that will end under their old terms."""

    program: Program
    cards: tuple[tuple[str, int, int], ...]
    """Customer name, stamps, size."""


# The owner's month


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

    @property
    def counts(self) -> "Counts":
        return self.figures.counts

    @property
    def complete(self) -> bool:
        return self.figures.complete


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
