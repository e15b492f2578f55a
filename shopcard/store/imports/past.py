"""A long run of acts recorded at once, the rules applied in memory: the demo's past."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, select

from shopcard.errors import Refused
from shopcard.rules import acts as rules
from shopcard.rules.card import Effect, Entry, Kind, Running, Standing, standing_entries
from shopcard.rules.program import Terms
from shopcard.store.answers.counter import CustomerDraft
from shopcard.store.counter import feedback
from shopcard.store.counter.till import Till
from shopcard.store.customers import rows
from shopcard.store.database.tables import CardNumberRow
from shopcard.store.imports.batch import Batch, roomy
from shopcard.store.imports.purchases import unused
from shopcard.store.ledger import rebuild

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PlayJoin:
    """A customer joins, with an id chosen by the caller."""

    draft: CustomerDraft
    at: datetime
    id: str
    staff: str = ""


@dataclass(frozen=True, slots=True)
class PlayStamp:
    """A purchase; `stamps` None: what the amount earns."""

    customer_id: str
    at: datetime
    stamps: int | None
    program: int
    amount: int | None
    staff: str = ""


@dataclass(frozen=True, slots=True)
class PlayRedeem:
    """The first ready reward of a programme is given; nothing happens when none is ready."""

    customer_id: str
    at: datetime
    program: int
    staff: str = ""


@dataclass(frozen=True, slots=True)
class PlayUndo:
    """The customer's latest act is undone; nothing happens when a rule says no."""

    customer_id: str
    at: datetime
    staff: str = ""


@dataclass(frozen=True, slots=True)
class PlayGift:
    """What the customer's birthday offers in a programme is given; nothing where it offers none."""

    customer_id: str
    at: datetime
    program: int
    staff: str = ""


@dataclass(frozen=True, slots=True)
class PlayVoice:
    """The customer answers or says something; with neither they would rather not say."""

    customer_id: str
    at: datetime
    recommend: int | None = None
    satisfied: bool | None = None
    comment: str = ""
    acted_on: date | None = None
    """When the owner marked the comment as acted upon."""
    staff: str = ""


Played = PlayJoin | PlayStamp | PlayRedeem | PlayUndo | PlayGift | PlayVoice


def play(session: Session, till: Till, played: Iterable[Played], progress: Progress) -> None:
    """Record acts in the order given, the rules applied in memory, and keep every card."""
    players = _Players(Batch(session, till), set(session.exec(select(CardNumberRow.number))))
    n = 0
    with roomy(session):
        for n, act in enumerate(played, 1):
            if n % rebuild.EVERY == 0:
                progress(n)
            players.play(act)
        players.batch.write()
        ids = sorted(players.ledgers)
        known = {who: players.standing(who, till.today) for who in ids}
        rebuild.keep_all(session, players.batch.programs, till.today, ids, known=known)
    progress(n)


class _Players:
    """The customers of a run of acts, each with a ledger in memory."""

    def __init__(self, batch: Batch, held: set[str]) -> None:
        self.batch, self._held = batch, held
        self.ledgers: dict[str, list[Entry]] = {}
        self._running: dict[str, Running] = {}
        self._drafts: dict[str, CustomerDraft] = {}
        self._here: dict[str, dict[int, Terms]] = {}
        """The open programmes of a channel, which no act of a play changes."""
        self._days: dict[str, set[date]] = {}
        """The days of each one's purchases that stand."""
        self._shared: set[int] = set()
        """Purchases that brought something to another customer: these are not undone."""

    def standing(self, who: str, day: date) -> tuple[list[Entry], Standing]:
        """A customer's ledger, and how it stands on a day."""
        return self.ledgers[who], self._running[who].standing(day)

    def play(self, act: Played) -> None:
        day = self.batch.till.day_of(act.at)
        if isinstance(act, PlayJoin):
            self._join(act, day)
            return
        if isinstance(act, PlayVoice):
            self._hear(act, day)
            return
        match act:
            case PlayStamp():
                self._stamp(act, day)
            case PlayRedeem():
                ready = self._running[act.customer_id].standing(day).card(act.program).ready
                if ready:
                    effect = Effect(act.program, ready[0].terms, reward=ready[0].name)
                    self._record(act, day, Kind.REDEEM, (effect,))
            case PlayGift():
                self._gift(act, day)
            case PlayUndo():
                self._undo(act, day)

    def _join(self, act: PlayJoin, day: date) -> None:
        draft = rows.cleaned(act.draft, self.batch.till.settings.country)
        number = draft.card or unused(self._held)
        self._held.add(number)
        self.batch.join(act.id, replace(draft, card=number), act.at, day, played=True)
        self.ledgers[act.id], self._running[act.id] = [], Running()
        self._days[act.id] = set()
        self._drafts[act.id] = draft
        welcome = rules.welcome({p.id: p.terms for p in self.batch.programs.open})
        if welcome:
            self._record(
                PlayStamp(act.id, act.at, None, 0, None, act.staff), day, Kind.BONUS, welcome
            )

    def _hear(self, act: PlayVoice, day: date) -> None:
        row = feedback.row_of(
            act.customer_id, day, act.staff, self.batch.till.name,
            recommend=act.recommend, satisfied=act.satisfied, comment=act.comment,
        )  # fmt: skip
        row.acted_on = act.acted_on
        self.batch.voice(row)

    def _stamp(self, act: PlayStamp, day: date) -> None:
        programs = self.batch.programs
        channel = programs.all[act.program].terms.channel or ""
        if channel not in self._here:
            self._here[channel] = {p.id: p.terms for p in programs.open_at(channel)}
        here = self._here[channel]
        entries = self.ledgers[act.customer_id]
        effects, gives = [], False
        for program, terms in here.items():
            keyed = (act.stamps or 0) if program == act.program else 0
            if keyed or (terms.per and act.amount):
                tier = rules.tier_by(self._days[act.customer_id], terms, day)
                gives = gives or bool(tier and tier.reward)
                effects.append(Effect(program, terms, keyed, times=tier.times if tier else 1))
        days = self._days[act.customer_id]
        brought = rules.tier_bonuses(entries, here, effects, day, days) if gives else ()
        friend = self._drafts[act.customer_id].referred_by
        new = friend in self.ledgers and not days
        referral = rules.referral(entries, here) if new else ()
        cause = self._record(act, day, Kind.PURCHASE, tuple(effects), act.amount, channel=channel)
        if brought:
            self._record(act, day, Kind.BONUS, brought, cause=cause)
        if friend and referral:
            self._shared.add(cause)
            for who in (act.customer_id, friend):
                self._record(replace(act, customer_id=who), day, Kind.BONUS, referral, cause=cause)

    def _gift(self, act: PlayGift, day: date) -> None:
        terms = self.batch.programs.all[act.program].terms
        birthday = self._drafts[act.customer_id].birthday
        entries = self.ledgers[act.customer_id]
        gifts = rules.birthday_gifts(entries, {act.program: terms}, birthday, day)
        for gift in gifts.values():
            cause = self._record(act, day, Kind.BONUS, (gift,))
            self._record(act, day, Kind.REDEEM, (gift,), cause=cause)

    def _undo(self, act: PlayUndo, day: date) -> None:
        entries = self.ledgers[act.customer_id]
        latest = [entry for entry in standing_entries(entries) if entry.caused_by is None][-1]
        if latest.id in self._shared:
            return
        try:
            gone = rules.void(entries, latest.id, day)
        except Refused:
            return
        for voided in gone:
            self._record(act, day, Kind.VOID, voids=voided)

    def _record(
        self,
        act: PlayStamp | PlayRedeem | PlayUndo | PlayGift,
        day: date,
        kind: Kind,
        effects: tuple[Effect, ...] = (),
        amount: int | None = None,
        *,
        voids: int | None = None,
        cause: int | None = None,
        channel: str = "",
    ) -> int:
        who = act.customer_id
        entry = Entry(self.batch.take_id(), act.at, day, kind, effects, amount, voids, cause)
        self.ledgers[who].append(entry)
        if kind is Kind.PURCHASE:
            self._days[who].add(day)
        if kind is Kind.VOID:
            self._running[who] = Running(self.ledgers[who])
            standing = standing_entries(self.ledgers[who])
            self._days[who] = {e.day for e in standing if e.kind is Kind.PURCHASE}
        else:
            self._running[who].take(entry)
        self.batch.record(who, act.staff, f"played/{entry.id}", entry, channel=channel, played=True)
        return entry.id
