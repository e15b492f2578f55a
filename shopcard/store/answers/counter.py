"""What Shop answers with: frozen, plain, and free of the database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from shopcard.rules.card import Card, Kind, Reward
from shopcard.rules.program import Terms
from shopcard.rules.staff import About, Role
from shopcard.rules.whom import How

if TYPE_CHECKING:
    from shopcard.rules.duplicates import Alike
    from shopcard.rules.program import Tier


@dataclass(frozen=True, slots=True)
class Program:
    """A stamp programme with the terms now in force."""

    id: int
    name: str
    terms: Terms
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A customer who was merged into another."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who holds a card."""

    id: str
    name: str
    card: str
    """The card number that opens this customer."""
    card_numbers: tuple[str, ...]
    """The number in use, those of the merged, then the replaced ones, latest first."""
    phones: tuple[str, ...]
    """E.164, in the order they were given; those of the merged come last."""
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
    consent_on: date | None = None
    """The business day on which the customer agreed to be contacted."""
    replaced_cards: tuple[str, ...] = ()
    """Card numbers that open nothing any more, latest first."""
    merged: tuple[Merged, ...] = ()
    """Those merged into this customer, whose acts, phones and card numbers are this one's."""
    merged_into: str | None = None
    """The id of the customer kept, where this one was merged into another."""

    @property
    def cards_in_use(self) -> tuple[str, ...]:
        """The card numbers that open this customer."""
        return tuple(n for n in self.card_numbers if n not in self.replaced_cards)


@dataclass(frozen=True, slots=True)
class Consent:
    """That a customer agreed to be contacted, or no longer."""

    customer: str
    """The id: the person's own, or that of one merged into them."""
    day: date
    """Since when."""
    at: datetime | None
    """When it was written down; None: before there was a journal."""
    agreed: bool
    how: str
    """till: said there · list: brought with one · before: known from before the journal."""
    staff: str
    till: str


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What was done about somebody who works here, and at which till by whom."""

    day: date
    at: datetime
    what: About
    whose: str
    staff: str
    till: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two customers who may be one person; the first is the one to keep: who came more often, or
    longer ago."""

    first: Customer
    second: Customer
    why: "Alike"


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
    more_phones: tuple[str, ...] = ()
    """Further phones, as the first."""


@dataclass(frozen=True, slots=True)
class CardHeld:
    """A card that a scan can be, and the id of the customer who holds it."""

    number: str
    """As the scan gave it."""
    customer_id: str


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
    joins: Merged | None = None
    """Of a merge: the other, who was merged into the customer."""
    recorded_at: datetime | None = None
    """When it was keyed in (UTC), which is later than `at` where it was told afterwards."""

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
    here: bool = True
    """Whether the programme runs where the till stands."""

    @property
    def takes_stamps(self) -> bool:
        """Whether a purchase made here and now can stamp it."""
        return self.here and not self.program.closed

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
    elsewhere: tuple[Program, ...] = ()
    """The open programmes that do not run where the till stands."""

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
class MergeSeen:
    """Two customers side by side, and what the one kept would have after a merge."""

    keep: Customer
    other: Customer
    keep_cards: tuple[CardView, ...]
    other_cards: tuple[CardView, ...]
    after: tuple[CardView, ...]


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
    timed: bool = True
    """Whether the time of day is known; else `at` is noon, or now."""
    former_key: str = ""
    """The key that earlier versions gave the same row."""


@dataclass(frozen=True, slots=True)
class PastBalance:
    """What a card from elsewhere shows. The key makes it the same balance at every import."""

    key: str
    customer: CustomerDraft
    """Whose it is, cleaned; the card number is empty where none is known."""
    at: datetime
    """Their last visit."""
    stamps: int
    said: bool = True
    """Whether the list says how many stamps there are; else they are none, and none is set."""
    former_key: str = ""
    """The key that earlier versions gave the same row."""


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
    name: str = ""
    """The customer's, empty for somebody new."""
    how: How = How.NEW
    stands: int = 0
    """The stamps that their card shows before it."""


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
    completed: int = 0
    """Customers known by their card alone who got a name."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a customer takes away, and what it leaves."""

    customer: Customer
    others: tuple[Customer, ...]
    """Those who were merged into them, and go with them."""
    phones: int
    cards: int
    """Card numbers, replaced ones included."""
    remarks: int
    """Free words of the shop and of the customer: reasons, comments."""
    contacts: int
    entries: int
    """What stays: lines of the ledger, under no name."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Who was just forgotten. The names are the last that anybody sees of them."""

    names: tuple[str, ...]
    ids: tuple[str, ...]
    """Those of the customers, and of whoever was merged into them."""
    day: date


@dataclass(frozen=True, slots=True)
class Unseen:
    """A customer who has not been seen for years."""

    id: str
    name: str
    joined: date
    last_seen: date
    """The day of their latest act or word, else the day they joined."""
    visits: int
    ready: int
    """Rewards that they could still ask for."""


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


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works in the shop."""

    id: int
    name: str
    role: Role
    has_pin: bool
    customer_id: str | None = None
    """The customer whose card is their own, which they cannot stamp."""
    customer: str = ""
    """That customer's name."""

    @property
    def guards(self) -> bool:
        """Whether the owner's screens ask for this one's PIN."""
        return self.role is Role.OWNER and self.has_pin
