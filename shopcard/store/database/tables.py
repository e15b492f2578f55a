"""The tables. The ledger (entry, entry_program, terms) is append-only; triggers hold it.

Tables of people may be corrected and blanked. `card` and `reward` keep the last answer of
`replay`, `customer_month` what the month's figures are counted from, the search tables what
look-ups need: all written in the act's transaction. `cell` keeps figures already worked out.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    Table,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlmodel import JSON, Column, Field, SQLModel

from shopcard.rules.card import Kind

APPLICATION_ID = 0x53484F50
"""Marks a SQLite file as ours ("SHOP")."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A UTC instant. SQLite drops time zones, so they are put back on reading; naive is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def _instant(**options: Any) -> Any:
    return Field(sa_column=Column(Instant, **options))


def _ref(target: str, **options: Any) -> Any:
    """A foreign key that refuses to take its children along. One that was added to a table that
    was there says so by `ondelete=None`, which is all that can be written of it then."""
    ondelete = options.pop("ondelete", "RESTRICT")
    column: dict[str, Any] = {"nullable": options.pop("nullable", False)}
    for name in ("primary_key", "index"):
        if name in options:
            column[name] = options.pop(name)
    default: Any = None if column["nullable"] else ...
    return Field(default, sa_column=Column(ForeignKey(target, ondelete=ondelete), **column))


IMPORT_SECRET = "import_secret"
"""The key with which rows of lists are remembered, so that nobody is known from what is kept."""
UNSWEPT = "unswept"
"""That something of an erased customer may still lie in the file."""
TIDIED_ON = "tidied_on"
"""The day on which the yearly tidy-up was last looked at."""
SHOP_KEYS = frozenset({IMPORT_SECRET, UNSWEPT, TIDIED_ON})
TILL_KEYS = "place/"
"""What precedes a till's name: where it stands."""


class SettingRow(SQLModel, table=True):
    """A setting of the owner's by its name in `rules.settings`, or one of the keys above."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str


class CustomerRow(SQLModel, table=True):
    __tablename__ = "customer"
    __table_args__ = (
        CheckConstraint("visits >= 0", name="visits"),
        Index("ix_customer_first_visits", "first_visit", "second_visit"),
        # Without regard to capitals: the migration says so, which no reflection tells.
        Index("ix_customer_email", "email"),
    )

    id: str = Field(primary_key=True)
    name: str
    folded: str = Field(index=True)
    """The name's matching key, for finding likely duplicates."""
    email: str = ""
    birthday: str = ""
    note: str = ""
    contact_ok: bool = False
    joined: date
    last_visit: date | None = None
    visits: int = 0
    first_visit: date | None = None
    second_visit: date | None = None
    opening: bool = Field(False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    """Came with an opening balance, so was never new."""
    referred_by: str | None = _ref("customer.id", nullable=True)
    merged_into: str | None = _ref("customer.id", nullable=True, index=True, ondelete=None)
    """The customer who is kept, the last of a chain of merges; follows the merge entries."""
    erased_on: date | None = None
    """The business day on which the person was forgotten; only the counts are left."""
    consent_on: date | None = None
    """Since when the customer agrees to be contacted."""


class StaffRow(SQLModel, table=True):
    """Who works here. A removed one stays, so that the name is not taken by another."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'cashier')", name="role"),
        CheckConstraint("tries >= 0", name="tries"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    folded: str = Field(unique=True)
    role: str
    pin: str = ""
    """An argon2id hash; empty: no PIN."""
    customer_id: str | None = _ref("customer.id", nullable=True, index=True)
    """Their own card, which they cannot stamp."""
    removed_at: datetime | None = _instant(nullable=True)
    tries: int = 0
    """Wrong PINs since the last right one."""
    tried_at: datetime | None = _instant(nullable=True)
    """The latest of these."""


class FeedbackRow(SQLModel, table=True):
    """That a customer was asked, or said something; with no answer and no comment they would
    rather not say. Erasure blanks the comment."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("recommend BETWEEN 0 AND 10", name="recommend"),
        Index("ix_feedback_customer", "customer_id", "day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: str = _ref("customer.id")
    day: date = Field(index=True)
    staff: str = ""
    till: str = ""
    recommend: int | None = None
    """0 to 10, as the Net Promoter Score asks."""
    satisfied: bool | None = None
    comment: str = ""
    acted_on: date | None = None
    """When the owner marked the comment as acted upon."""


class PhoneRow(SQLModel, table=True):
    __tablename__ = "phone"

    customer_id: str = _ref("customer.id", primary_key=True)
    number: str = Field(primary_key=True, index=True)
    """E.164."""
    position: int = 0
    backwards: str = Field(index=True)
    """The digits from last to first, so that last digits are a prefix."""


class CardNumberRow(SQLModel, table=True):
    __tablename__ = "card_number"

    number: str = Field(primary_key=True)
    customer_id: str = _ref("customer.id", index=True)
    given_at: datetime = _instant(nullable=False)
    replaced_at: datetime | None = _instant(nullable=True)


class ProgramRow(SQLModel, table=True):
    __tablename__ = "program"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    folded: str = Field(unique=True)
    position: int
    closed_at: datetime | None = _instant(nullable=True)


class TermsRow(SQLModel, table=True):
    __tablename__ = "terms"

    id: int | None = Field(default=None, primary_key=True)
    program_id: int = _ref("program.id", index=True)
    since: datetime = _instant(nullable=False)
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class EntryRow(SQLModel, table=True):
    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
        CheckConstraint(
            "kind IN ({})".format(", ".join(f"'{kind.value}'" for kind in Kind)), name="kind"
        ),
        CheckConstraint("(kind = 'void') = (voids IS NOT NULL)", name="voids"),
        UniqueConstraint("voids"),
        Index("ix_entry_customer", "customer_id", "id"),
        Index("ix_entry_day", "business_day", "kind"),
        Index("ix_entry_till", "till", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    contents: str
    """A digest of what was asked for: the same key with other contents is an error."""
    at: datetime = _instant(nullable=False)
    recorded_at: datetime = _instant(nullable=False)
    business_day: date
    customer_id: str = _ref("customer.id")
    staff: str = ""
    till: str = ""
    channel: str = ""
    kind: str
    amount: int | None = None
    voids: int | None = _ref("entry.id", nullable=True)
    caused_by: int | None = _ref("entry.id", nullable=True, index=True)
    joins: str | None = _ref("customer.id", nullable=True, index=True, ondelete=None)
    """The other customer of a merge, whose standing as of then the kept one takes over."""


class EntryProgramRow(SQLModel, table=True):
    __tablename__ = "entry_program"
    __table_args__ = (CheckConstraint("stamps BETWEEN -1000 AND 1000", name="stamps"),)

    entry_id: int = _ref("entry.id", primary_key=True)
    program_id: int = _ref("program.id", primary_key=True)
    terms_id: int = _ref("terms.id")
    stamps: int = 0
    reward: str | None = None
    times: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """As how many each stamp counts."""
    most: int | None = None
    """The most stamps that the amount may earn; None: no cap was in its way."""


class RemarkRow(SQLModel, table=True):
    """The free words that go with an entry; erasure may blank them."""

    __tablename__ = "remark"

    entry_id: int = _ref("entry.id", primary_key=True)
    text: str


class CardRow(SQLModel, table=True):
    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("stamps >= 0 AND carry >= 0 AND ready >= 0", name="counts"),
        Index("ix_card_program_ready", "program_id", "ready"),
    )

    customer_id: str = _ref("customer.id", primary_key=True)
    program_id: int = _ref("program.id", primary_key=True)
    stamps: int
    size: int
    carry: int
    ready: int
    """Rewards ready on `as_of`."""
    untouched: bool
    expires: date | None = None
    as_of: date
    """The business day of the answer."""
    changes_on: date | None = Field(default=None, index=True)
    """From this day on time alone has changed it: a reader replays."""


class RewardRow(SQLModel, table=True):
    __tablename__ = "reward"
    __table_args__ = (Index("ix_reward_customer", "customer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: str = _ref("customer.id")
    program_id: int = _ref("program.id")
    name: str
    earned_by: int = _ref("entry.id", index=True)
    earned_on: date = Field(index=True)
    """The business day of the entry that earned it."""
    expires: date | None = None
    redeemed_by: int | None = _ref("entry.id", nullable=True, index=True)
    cost: int | None = None
    """What giving it costs the shop, in minor units; None where that was not said."""
    partner: str | None = None
    """The other shop where it is spent."""


class SettlementRow(SQLModel, table=True):
    """What was paid to another shop for its vouchers."""

    __tablename__ = "settlement"

    id: int | None = Field(default=None, primary_key=True)
    partner: str
    day: date
    amount: int
    """Minor units."""
    staff: str = ""


class CustomerMonthRow(SQLModel, table=True):
    """A customer's purchases that stand in one month; no row without one."""

    __tablename__ = "customer_month"
    __table_args__ = (
        CheckConstraint("days > 0 AND visits > 0 AND purchases >= visits", name="counts"),
        Index("ix_customer_month_customer", "customer_id"),
        {"sqlite_with_rowid": False},
    )

    month: date = Field(primary_key=True)
    """Its first day."""
    customer_id: str = _ref("customer.id", primary_key=True)
    days: int
    """Bit 0 is a visit on the 1st, bit 30 one on the 31st."""
    visits: int
    purchases: int
    priced: int
    """Purchases that carry an amount."""
    amount: int
    stamps: int
    """Those that spend earned included."""


class CellRow(SQLModel, table=True):
    """Figures already worked out, until an entry of one of their days, or before, is written."""

    __tablename__ = "cell"

    kind: str = Field(primary_key=True)
    first: date = Field(primary_key=True)
    through: date = Field(primary_key=True, index=True)
    window: int = Field(primary_key=True)
    """The activity window in days; 0 where it does not matter."""
    body: Any = Field(sa_column=Column(JSON, nullable=False))
    digest: str = Field("", sa_column_kwargs={"server_default": ""})
    """Of all the rest: figures that do not answer to it were changed, and are not believed."""


class ContactRow(SQLModel, table=True):
    """That a customer was written to or called."""

    __tablename__ = "contact"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: str = _ref("customer.id", index=True)
    day: date
    staff: str = ""


class ConsentRow(SQLModel, table=True):
    """That a customer agreed to be contacted, or no longer. Erasure deletes it, nothing else."""

    __tablename__ = "consent"
    __table_args__ = (CheckConstraint("how IN ('till', 'list', 'before')", name="how"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: str = _ref("customer.id", index=True)
    day: date
    """Since when."""
    at: datetime | None = _instant(nullable=True)
    """When it was written down; None: before there was a journal."""
    agreed: bool
    how: str
    """Said at the till, brought with a list, or known from before there was a journal."""
    staff: str = ""
    till: str = ""


class JournalRow(SQLModel, table=True):
    """What was done about PINs, which no entry tells."""

    __tablename__ = "journal"

    id: int | None = Field(default=None, primary_key=True)
    day: date
    at: datetime = _instant(nullable=False)
    what: str
    whose: str
    """The name of whom it is about."""
    staff: str = ""
    till: str = ""


class ImportedRow(SQLModel, table=True):
    """The keys of customers' rows that were imported, so that the same file adds nobody again."""

    __tablename__ = "imported"

    key: str = Field(primary_key=True)


class SearchWordRow(SQLModel, table=True):
    """Each folded word a customer is found by."""

    __tablename__ = "search_word"
    __table_args__ = {"sqlite_with_rowid": False}

    word: str = Field(primary_key=True)
    customer_id: str = _ref("customer.id", primary_key=True, index=True)


class SearchSlipRow(SQLModel, table=True):
    """Every word by its one-letter deletions, so that a typing mistake is one look-up away."""

    __tablename__ = "search_slip"
    __table_args__ = {"sqlite_with_rowid": False}

    slip: str = Field(primary_key=True)
    word: str = Field(primary_key=True)


def core(model: type[SQLModel]) -> Table:
    """The table behind a class. A statement over it that is built once and run often takes a sixth
    of the time of one over the class, built at each use."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def metadata() -> MetaData:
    """Everything above, for creating and comparing schemas."""
    return SQLModel.metadata


APPEND_ONLY = ("entry", "entry_program", "terms", "consent", "journal")
"""Tables in which nothing is ever updated or deleted, but consent when the person is erased."""
