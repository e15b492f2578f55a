"""Who works in the shop: the staff's side of Shop, their PINs, and the card that is their own."""

import time
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from shopcard.errors import NotFound, Refused
from shopcard.language import _
from shopcard.rules.lockout import say_wait, seconds_left
from shopcard.rules.staff import About, Role, clean_pin, clean_staff_name, pin_typed
from shopcard.rules.text import fold
from shopcard.store.answers.counter import JournalLine, Staff
from shopcard.store.counter.own_card import guarded
from shopcard.store.customers import rows as people
from shopcard.store.database.engine import reading, writing
from shopcard.store.database.tables import CustomerRow, StaffRow, core
from shopcard.store.privacy import journal
from shopcard.store.shop.open_shop import OpenShop

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_staff, _customer = core(StaffRow), core(CustomerRow)


def steady_seconds() -> float:
    """A clock that nobody can set; it runs on while the machine sleeps, where there is one that
    does."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class StaffPart:
    """The owner, the cashiers and their PINs. What an entry keeps of them is their name."""

    steady = staticmethod(steady_seconds)

    def __init__(self, opened: OpenShop) -> None:
        self._opened = opened

    def members(self) -> tuple[Staff, ...]:
        """All who work here: owners first, then by name."""
        with reading(self._opened.engine) as session:
            return _members(session)

    def member(self, name: str) -> Staff:
        """By name, case and accents folded; NotFound when nobody has it."""
        with reading(self._opened.engine) as session:
            return _answer(session, _named(session, name))

    def known_as(self, name: str) -> str:
        """A name as the shop spells it, where somebody who works here has it; else as given."""
        with reading(self._opened.engine) as session:
            row = _called(session, name)
            return name if row is None or row.removed_at else row.name

    def guarded(self) -> bool:
        """Whether an owner has a PIN: then owner's acts are not for everybody."""
        with reading(self._opened.engine) as session:
            return guarded(session)

    def add(self, name: str, role: str = Role.CASHIER, customer_id: str | None = None) -> Staff:
        """Somebody new, or somebody who is back, without the PIN of then. Refused for a name that
        one who works here has."""
        name = clean_staff_name(name)
        with writing(self._opened.engine) as session:
            row = _called(session, name) or StaffRow(name=name, folded=fold(name), role=role)
            if row.id is not None and row.removed_at is None:
                raise Refused(_("{name} works here already.").format(name=row.name))
            row.name, row.role, row.removed_at = name, Role(role), None
            _set_card(session, row, customer_id or "")
            self._note(session, About.ADDED, row)
            if Role(role) is Role.OWNER:
                self._note(session, About.OWNER, row)
            session.add(row)
            session.flush()
            return _answer(session, row)

    def edit(
        self, staff_id: int, *, role: str | None = None, customer_id: str | None = None
    ) -> Staff:
        """Another role, another card of their own (empty: none); None leaves either as it is.
        Refused where the owner's screens would be left open to the others."""
        with writing(self._opened.engine) as session:
            row = _row(session, staff_id)
            if role is not None and Role(role) is not Role.OWNER:
                _keep_a_guard(session, row)
            if role is not None and Role(role) != row.role:
                row.role = Role(role)
                owner = Role(role) is Role.OWNER
                self._note(session, About.OWNER if owner else About.CASHIER, row)
            if customer_id is not None:
                _set_card(session, row, customer_id)
            session.add(row)
            session.flush()
            return _answer(session, row)

    def remove(self, staff_id: int) -> Staff:
        """They work here no more; their acts stay theirs. Refused as in `edit_staff`."""
        with writing(self._opened.engine) as session:
            row = _row(session, staff_id)
            _keep_a_guard(session, row)
            gone = _answer(session, row)
            row.removed_at, row.pin, row.tries, row.tried_at = self._opened.clock(), "", 0, None
            self._note(session, About.REMOVED, row)
            session.add(row)
            return gone

    def set_pin(self, staff_id: int, pin: str, *, reset: bool = False) -> Staff:
        """Another PIN or passphrase; an empty one takes it away. Wrong tries are forgotten. With
        `reset` it was done without the old one, and the journal says so."""
        hashed = _hasher().hash(clean_pin(pin)) if pin else ""
        with writing(self._opened.engine) as session:
            row = _row(session, staff_id)
            had = bool(row.pin)
            row.pin, row.tries, row.tried_at = hashed, 0, None
            if reset and had:
                self._note(session, About.RESET, row)
            if not (reset and had and pin):
                self._note(session, About.PIN if pin else About.NO_PIN, row)
            session.add(row)
            session.flush()
            return _answer(session, row)

    def prove(self, staff_id: int, pin: str) -> Staff:
        """Somebody who gave their PIN, or has none. Refused for a wrong one, and for any while the
        wrong ones before make them wait: the sentence says how long."""
        pin = pin_typed(pin)
        # A try counts before it is judged: whoever breaks it off has not had it for nothing.
        with writing(self._opened.engine) as session:
            row = _row(session, staff_id)
            if not row.pin:
                return _answer(session, row)
            left = self._left(row)
            if not left:
                row.tries += 1
                self._tried(row)
            session.add(row)
            hashed, tries, answer = row.pin, row.tries, _answer(session, row)
        if left:
            raise Refused(say_wait(left))
        if not _fits(hashed, pin):
            wrong = _("That is not what {name} chose.").format(name=answer.name)
            left = seconds_left(tries, by_clock=0)
            raise Refused(f"{wrong} {say_wait(left)}" if left else wrong)
        with writing(self._opened.engine) as session:
            row = _row(session, staff_id)
            row.tries, row.tried_at = 0, None
            session.add(row)
        return answer

    def journal(self, limit: int = 200) -> tuple[JournalLine, ...]:
        """What was done about who works here and their PINs, the latest first."""
        with reading(self._opened.engine) as session:
            return journal.lines(session, limit)

    def _note(self, session: Session, what: About, row: StaffRow) -> None:
        journal.note(
            session, what, row.name, day=self._opened.today_day(), at=self._opened.clock(),
            staff=self._opened.staff, till=self._opened.till,
        )  # fmt: skip

    def _left(self, row: StaffRow) -> float:
        """Seconds until the next try; where the clock was set back they begin anew from now."""
        if row.tried_at is None:
            return 0
        at, steadily = self._opened.tries.get(row.id or 0, (None, 0.0))
        passed = (self._opened.clock() - row.tried_at).total_seconds()
        left = seconds_left(
            row.tries,
            by_clock=passed,
            steadily=self.steady() - steadily if at == row.tried_at else None,
        )
        if passed < 0 and at != row.tried_at:
            self._tried(row)
        return left

    def _tried(self, row: StaffRow) -> None:
        row.tried_at = self._opened.clock()
        self._opened.tries[row.id or 0] = (row.tried_at, self.steady())


def _hasher() -> "PasswordHasher":
    """19 MiB, two passes, one lane: what OWASP's password storage cheat sheet asks of argon2id."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _fits(hashed: str, pin: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed, pin)
    except (VerificationError, InvalidHashError):
        return False


# Inside a session that the caller opened


def _members(session: Session) -> tuple[Staff, ...]:
    rows = session.execute(
        select(StaffRow, CustomerRow.name)
        .outerjoin(CustomerRow, col(CustomerRow.id) == StaffRow.customer_id)
        .where(col(StaffRow.removed_at).is_(None))
        .order_by(col(StaffRow.role).desc(), StaffRow.folded)
    )
    return tuple(_staff_of(row, name or "") for row, name in rows)


def _answer(session: Session, row: StaffRow) -> Staff:
    return _staff_of(row, people.name_of(session, row.customer_id) if row.customer_id else "")


def _staff_of(row: StaffRow, customer: str) -> Staff:
    assert row.id is not None
    return Staff(row.id, row.name, Role(row.role), bool(row.pin), row.customer_id, customer)


def _row(session: Session, staff_id: int) -> StaffRow:
    row = session.get(StaffRow, staff_id)
    if row is None or row.removed_at is not None:
        raise NotFound(_("They do not work here any more."))
    return row


def _named(session: Session, name: str) -> StaffRow:
    row = _called(session, name)
    if row is None or row.removed_at is not None:
        raise NotFound(_("Nobody called “{name}” works here.").format(name=name))
    return row


def _called(session: Session, name: str) -> StaffRow | None:
    return session.exec(select(StaffRow).where(StaffRow.folded == fold(name))).first()


def _set_card(session: Session, row: StaffRow, customer_id: str) -> None:
    if customer_id:
        people.row(session, customer_id)
    row.customer_id = customer_id or None


def _keep_a_guard(session: Session, leaving: StaffRow) -> None:
    """Refused where the last owner with a PIN would leave others behind an open door."""
    others = [member for member in _members(session) if member.id != leaving.id]
    if not (leaving.role == Role.OWNER and leaving.pin and others):
        return
    if not any(member.guards for member in others):
        raise Refused(
            _(
                "{name} is the only owner with a PIN: the owner's screens would be open to all. "
                "Give another owner a PIN first, or take this one away."
            ).format(name=leaving.name)
        )
