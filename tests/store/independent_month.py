"""The owner's month worked out a second time, from RETENTION.md and the bare rows of the ledger.

Nothing of the shop's own counting is used: entries are read as rows, cards are replayed by the
naive card, and every formula is written down again as the page says it.
"""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from shopcard.rules.card import Effect, Entry, Kind
from shopcard.rules.program import Terms
from tests.naive_card import NaiveShop

DAY = timedelta(days=1)


def next_month(first: date) -> date:
    return (first.replace(day=28) + 4 * DAY).replace(day=1)


def month_back(first: date, n: int = 1) -> date:
    for _month in range(n):
        first = (first - DAY).replace(day=1)
    return first


def end_of(first: date) -> date:
    return next_month(first) - DAY


@dataclass
class Row:
    id: int
    key: str
    day: date
    person: str
    who: str
    staff: str
    kind: str
    amount: int | None
    voids: int | None
    keyed: int
    stands: bool = True


@dataclass
class Reward:
    person: str
    program: int
    name: str
    day: date
    entry: int
    until: date | None
    given: int | None


@dataclass
class Shop:
    """All that a shop's file says, as facts."""

    where: Path
    today: date
    zone: ZoneInfo
    day_start: time
    margin: int | None
    rows: list[Row] = field(default_factory=list)
    rewards: list[Reward] = field(default_factory=list)
    cards: list[tuple] = field(default_factory=list)
    gains: Counter = field(default_factory=Counter)
    counted: dict[tuple, dict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        db = sqlite3.connect(f"file:{self.where}?mode=ro", uri=True)
        db.row_factory = sqlite3.Row
        self.terms = {
            row["id"]: (row["program_id"], row["since"], Terms.from_dict(json.loads(row["body"])))
            for row in db.execute("SELECT * FROM terms ORDER BY id")
        }
        effects: dict[int, list[Effect]] = {}
        for row in db.execute("SELECT * FROM entry_program ORDER BY entry_id, program_id"):
            effects.setdefault(row["entry_id"], []).append(
                Effect(
                    row["program_id"], self.terms[row["terms_id"]][2], row["stamps"],
                    row["reward"], row["times"], row["most"],
                )
            )  # fmt: skip
        found = list(db.execute("SELECT * FROM entry ORDER BY id"))
        voided = {row["voids"] for row in found}
        self.into = {
            row["joins"]: row["customer_id"]
            for row in found
            if row["joins"] and row["id"] not in voided
        }
        self.customers = list(db.execute("SELECT id, referred_by, erased_on FROM customer"))
        self.answers = list(db.execute("SELECT * FROM feedback ORDER BY id"))
        db.close()
        ledgers: dict[str, list[Entry]] = {row["id"]: [] for row in self.customers}
        joined = {row["joins"] for row in found if row["joins"] and row["id"] not in voided}
        for row in found:
            ledgers[row["customer_id"]].append(self._entry(row, effects))
            self.rows.append(
                Row(
                    row["id"], row["key"], date.fromisoformat(row["business_day"]),
                    self.person(row["customer_id"]), row["customer_id"], row["staff"], row["kind"],
                    row["amount"], row["voids"],
                    sum(effect.stamps for effect in effects.get(row["id"], ())),
                    row["id"] not in voided,
                )
            )  # fmt: skip
        self.by_id = {row.id: row for row in self.rows}
        joins = {row["id"]: row["joins"] for row in found if row["joins"] in joined}

        def whole(who: str) -> list[Entry]:
            return [
                Entry(
                    e.id, e.at, e.day, e.kind, e.effects, e.amount, e.voids, e.caused_by,
                    tuple(whole(joins[e.id])) if e.id in joins and e.id not in voided else (),
                )
                for e in ledgers[who]
            ]  # fmt: skip

        for row in self.customers:
            if row["id"] not in self.into:
                self._replay(row["id"], whole(row["id"]))
        self.bought = [row for row in self.rows if row.kind == "purchase" and row.stands]
        self.came_with_a_balance = {
            row.person for row in self.rows if row.kind == "opening" and row.stands
        }

    def _entry(self, row: sqlite3.Row, effects: dict[int, list[Effect]]) -> Entry:
        return Entry(
            row["id"], datetime.fromisoformat(row["at"]).replace(tzinfo=UTC),
            date.fromisoformat(row["business_day"]), Kind(row["kind"]),
            tuple(effects.get(row["id"], ())), row["amount"], row["voids"], row["caused_by"],
        )  # fmt: skip

    def _replay(self, who: str, entries: list[Entry]) -> None:
        now = NaiveShop(entries, self.today)
        self.cards += [(p, card) for p, card in now.cards.items() if card.terms is not None]
        naive = NaiveShop(entries, date.min)
        for program, card in naive.cards.items():
            for name, entry, _clock, until, given in card.rewards:
                day = self.by_id[entry].day
                self.rewards.append(Reward(who, program, name, day, entry, until, given))
        for (entry, _program), gained in naive.gains.items():
            self.gains[entry] += gained

    def person(self, who: str) -> str:
        while who in self.into:
            who = self.into[who]
        return who

    # Spans

    def days(self, until: date) -> dict[str, list[date]]:
        """Each person's visits up to a day."""
        found: dict[str, set[date]] = {}
        for row in self.bought:
            if row.day <= until:
                found.setdefault(row.person, set()).add(row.day)
        return {who: sorted(days) for who, days in found.items()}

    def count(self, first: date, through: date, window: int) -> dict[str, object]:
        """The counts of a span of days, by the names the page gives them."""
        asked = first, through, window
        if asked not in self.counted:
            self.counted[asked] = self._count(*asked)
        return self.counted[asked]

    def _count(self, first: date, through: date, window: int) -> dict[str, object]:
        visits = self.days(through)
        inside = [row for row in self.bought if first <= row.day <= through]

        def seen(since: date, until: date) -> set[str]:
            return {who for who, days in visits.items() if any(since <= d <= until for d in days)}

        def active(close: date) -> set[str]:
            return seen(close - (window - 1) * DAY, close)

        start, end, now = active(first - DAY), active(through), seen(first, through)
        new = {who for who, days in visits.items() if days[0] >= first} - self.came_with_a_balance
        earlier = active(through - window * DAY)
        month_before = month_back(first.replace(day=1))
        before = seen(month_before, end_of(month_before))
        old = {who: days for who, days in visits.items() if (through - days[0]).days >= 90}
        purchases = Counter(row.person for row in inside)
        days_in = Counter(who for who, days in visits.items() for d in days if d >= first)
        gaps = [(b - a).days for days in visits.values() for a, b in pairwise(days) if b >= first]
        priced = [row.amount for row in inside if row.amount is not None]
        ready = [row.amount for row in inside if row.amount is not None and self._ready_at(row)]
        rewards = self.reward_lines(first, through)
        return {
            "opened": min((days[0] for days in visits.values()), default=None),
            "active_start": len(start), "active_end": len(end), "new": len(new),
            "retained": len(start & end), "lost": len(start - end),
            "reactivated": len(end - start - new),
            "retained_seen": len(start & end & now),
            "active_earlier": len(earlier), "came_again": len(earlier & end),
            "in_month": len(now), "in_month_before": len(before),
            "in_both_months": len(now & before),
            "repeat_purchasers": sum(n >= 2 for n in purchases.values()),
            "repeat_visitors": sum(n >= 2 for n in days_in.values()),
            "ever": len(visits), "ever_repeat": sum(len(d) >= 2 for d in visits.values()),
            "ripe": len(old), "ripe_repeat": sum(len(d) >= 2 for d in old.values()),
            "visits": sum(days_in.values()), "purchases": len(inside),
            "priced": len(priced), "revenue": sum(priced),
            "stamps": sum(self.gains[row.id] for row in inside),
            "days_open": len({row.day for row in inside}),
            "median_gap": median(gaps) if gaps else None,
            "rewards_ready": sum(self._is_ready(r, first) for r in self.rewards),
            "rewards_earned": sum(line[2] for line in rewards),
            "rewards_redeemed": sum(line[3] for line in rewards),
            "rewards_left": sum(line[4] for line in rewards),
            "rewards_owed": sum(line[5] for line in rewards),
            "rewards_uncosted": sum(line[6] for line in rewards),
            "baskets_ready": len(ready), "spent_ready": sum(ready),
        }  # fmt: skip

    # Rewards

    def _given_on(self, reward: Reward) -> date:
        return date.max if reward.given is None else self.by_id[reward.given].day

    def _is_ready(self, reward: Reward, morning: date) -> bool:
        """Whether it could be given when a day begins."""
        return (
            reward.day < morning <= self._given_on(reward)
            and (reward.until or date.max) >= morning
        )  # fmt: skip

    def _ready_at(self, row: Row) -> bool:
        return any(
            reward.person == row.person
            and (reward.day, reward.entry) < (row.day, row.id)
            and (self._given_on(reward), reward.given or 0) > (row.day, row.id)
            and (reward.until or date.max) >= row.day
            for reward in self.rewards
        )

    def reward_lines(self, first: date, through: date) -> list[tuple]:
        """Programme, reward, earned, given, ready at the close, what those cost, how many of them
        have no cost."""
        lines: dict[tuple[int, str], list[int]] = {}
        for reward in self.rewards:
            line = lines.setdefault((reward.program, reward.name), [0] * 5)
            line[0] += first <= reward.day <= through
            line[1] += first <= self._given_on(reward) <= through
            if self._is_ready(reward, through + DAY):
                cost = self._cost(reward.program, reward.name, through)
                line[2] += 1
                line[3] += cost or 0
                line[4] += cost is None
        return [(*named, *line) for named, line in lines.items() if any(line)]

    def open_cards(self) -> tuple[int, float, int]:
        """How many are in progress, what they come to pro rata, how many cannot be costed."""
        expected, uncosted = 0.0, 0
        for program, card in self.cards:
            part = card.dots + (card.cents / card.terms.per if card.terms.per else 0)
            ahead = [promise for promise in card.terms.promises if promise.count > card.dots]
            costs = [self._cost(program, promise.name, self.today) for promise in ahead]
            expected += sum(
                (cost or 0) * part / promise.count
                for promise, cost in zip(ahead, costs, strict=True)
            )
            uncosted += None in costs
        return len(self.cards), expected, uncosted

    def _cost(self, of: int, name: str, close: date) -> int | None:
        """What was last said of it by the close; before anything was, what was said first."""
        said = [
            (self._day_of(since) <= close, promise.cost)
            for program, since, terms in self.terms.values()
            for promise in terms.rewards
            if program == of and promise.name.lower() == name.lower()
        ]
        by_then = [cost for known, cost in said if known]
        return by_then[-1] if by_then else said[0][1]

    def _day_of(self, since: str) -> date:
        wall = datetime.fromisoformat(since).replace(tzinfo=UTC).astimezone(self.zone)
        return wall.date() - DAY * (wall.time() < self.day_start)

    # The month

    def voices(self, first: date, through: date) -> dict[str, int]:
        recommend, satisfied = {}, {}
        for row in self.answers:
            if first <= date.fromisoformat(row["day"]) <= through:
                who = self.person(row["customer_id"])
                if row["recommend"] is not None:
                    recommend[who] = row["recommend"]
                if row["satisfied"] is not None:
                    satisfied[who] = row["satisfied"]
        names: dict[str, set[str]] = {}
        for row in self.customers:
            if row["referred_by"]:
                who = self.person(row["id"])
                names.setdefault(who, set()).add(self.person(row["referred_by"]))
        new = {
            who
            for who, days in self.days(through).items()
            if days[0] >= first and who not in self.came_with_a_balance
        }
        return {
            "promoters": sum(n >= 9 for n in recommend.values()),
            "passives": sum(7 <= n <= 8 for n in recommend.values()),
            "detractors": sum(n <= 6 for n in recommend.values()),
            "satisfied": sum(bool(s) for s in satisfied.values()),
            "not_satisfied": sum(not s for s in satisfied.values()),
            "referred": sum(bool(names.get(who, set()) - {who}) for who in new),
        }

    def figures(self, first: date, window: int) -> dict[str, float | None]:
        """Every key of the table; None where the page has null."""
        complete = end_of(first) < self.today
        through = min(end_of(first), self.today)
        c, said = self.count(first, through, window), self.voices(first, through)
        kept = self.retention(c, first, window)
        judged = kept is not None
        scored = said["promoters"] + said["passives"] + said["detractors"]
        heard = said["satisfied"] + said["not_satisfied"]
        return {
            "retention_pct": kept,
            "churn_pct": 100 - kept if judged else None,
            "loyalty_pct": kept,
            "came_again_pct": pct(c["came_again"], c["active_earlier"]),
            "crr_formula_pct": pct(c["active_end"] - c["new"], c["active_start"])
            if judged
            else None,
            "active_growth_pct": pct(c["active_end"], c["active_start"]) if judged else None,
            "month_to_month_pct": pct(c["in_both_months"], c["in_month_before"]),
            "repeat_purchase_pct": pct(c["repeat_purchasers"], c["in_month"]),
            "repeat_visit_pct": pct(c["repeat_visitors"], c["in_month"]),
            "ever_repeat_pct": pct(c["ever_repeat"], c["ever"]),
            "frequency": over(c["purchases"], c["in_month"]),
            "average_basket": over(c["revenue"], c["priced"]),
            "median_gap_days": c["median_gap"],
            "clv": self.lifetime(first if complete else month_back(first), window),
            "nps": pct(said["promoters"] - said["detractors"], scored) if scored >= 30 else None,
            "satisfaction_pct": pct(said["satisfied"], heard) if heard >= 10 else None,
            "referrals": said["referred"],
            "rewards_earned": c["rewards_earned"],
            "rewards_redeemed": c["rewards_redeemed"],
            "redemption_pct": pct(c["rewards_redeemed"], c["rewards_earned"]),
            "redeemed_of_available_pct": pct(
                c["rewards_redeemed"], c["rewards_ready"] + c["rewards_earned"]
            ),
            "liability": None
            if c["rewards_left"] and c["rewards_left"] == c["rewards_uncosted"]
            else c["rewards_owed"],
            "average_stamps_per_purchase": over(c["stamps"], c["purchases"]),
        }  # fmt: skip

    def retention(self, c: dict, first: date, window: int) -> float | None:
        judged = c["opened"] is not None and c["opened"] + window * DAY <= first
        return pct(c["retained"], c["active_start"]) if judged else None

    def lifetime(self, last: date, window: int) -> float | None:
        """Pooled over the last 12 complete judged months at most, 3 at least."""
        opened = min((row.day for row in self.bought), default=date.max)
        months = [month_back(last, n) for n in range(12)]
        pool = [
            self.count(m, end_of(m), window) for m in months if opened + window * DAY <= m
        ]  # fmt: skip
        total = {
            key: sum(c[key] for c in pool)
            for key in ("revenue", "active_end", "active_start", "lost", "priced")
        }
        if len(pool) < 3 or total["lost"] < 10 or not total["priced"]:
            return None
        stay = min(60, total["active_start"] / total["lost"])
        margin = 100 if self.margin is None else self.margin
        return total["revenue"] / total["active_end"] * stay * margin / 100

    def changes(self, first: date, window: int) -> dict[str, float]:
        """Against the month before per day open, or so far against the same weekdays."""
        complete = end_of(first) < self.today
        if complete:
            now, before = (first, end_of(first)), (month_back(first), first - DAY)
        else:
            yesterday = self.today - DAY
            if yesterday < first:
                return {}
            back = (35 if yesterday.day > 28 else 28) * DAY
            now, before = (first, yesterday), (first - back, yesterday - back)
        a, b = self.count(*now, window), self.count(*before, window)
        told: dict[str, float] = {}

        def differ(key: str, new: float | None, old: float | None) -> None:
            if new is not None and old is not None:
                told[key] = new - old

        differ(
            "retention_pct",
            self.retention(a, now[0], window),
            self.retention(b, before[0], window),
        )
        for key, part, of in (
            ("came_again_pct", "came_again", "active_earlier"),
            ("repeat_purchase_pct", "repeat_purchasers", "in_month"),
            ("repeat_visit_pct", "repeat_visitors", "in_month"),
        ):
            differ(key, pct(a[part], a[of]), pct(b[part], b[of]))
        differ("average_basket", over(a["revenue"], a["priced"]), over(b["revenue"], b["priced"]))
        for key in ("new", "visits", "purchases", "revenue"):
            if b[key] and (a["days_open"] or not complete):
                new, old = a[key], b[key]
                if complete:
                    new, old = new / a["days_open"], old / b["days_open"]
                told[key] = (new / old - 1) * 100
        if b["opened"] is not None:
            told["active_end"] = a["active_end"] - b["active_end"]
        return told

    def cohorts(self, first: date) -> list[tuple[date, int, list[int]]]:
        through = min(end_of(first), self.today)
        visits = self.days(through)
        table: list[tuple[date, int, list[int]]] = []
        since = min((d[0] for d in visits.values()), default=through + DAY).replace(day=1)
        while since <= first and visits:
            group = [days for days in visits.values() if days[0].replace(day=1) == since]
            cells, month = [], since
            while month <= first:
                cells.append(sum(any(d.replace(day=1) == month for d in days) for days in group))
                month = next_month(month)
            table.append((since, len(group), cells))
            since = next_month(since)
        return table

    def best(self, first: date, *, by_spend: bool) -> list[tuple[str, int, int | None]]:
        """Of the last 12 months; nobody who was erased."""
        since, until = month_back(first, 11), min(end_of(first), self.today)
        erased = {row["id"] for row in self.customers if row["erased_on"]}
        lines = []
        for who, days in self.days(until).items():
            spent = [
                row.amount
                for row in self.bought
                if row.person == who and since <= row.day <= until and row.amount is not None
            ]
            came = sum(day >= since for day in days)
            if came and who not in erased:
                lines.append((who, came, sum(spent) if spent else None))
        order = (lambda x: (-(x[2] or 0), -x[1], x[0])) if by_spend else (
            lambda x: (-x[1], -(x[2] or 0), x[0])
        )  # fmt: skip
        return sorted(lines, key=order)

    def by_staff(self, first: date) -> set[tuple[str, int, int, int, int]]:
        """Name, purchases, stamps keyed in, undoings, rewards given."""
        through = min(end_of(first), self.today)
        inside = [row for row in self.rows if first <= row.day <= through]
        names = {row.staff for row in inside if row.kind in ("purchase", "void", "redeem")}
        lines = set()
        for name in names:
            own = [row for row in inside if row.staff == name]
            bought = [row for row in own if row.kind == "purchase" and row.stands]
            # An act and what it takes along are written under one key.
            undoings = {row.key.split("/")[0] for row in own if row.kind == "void"}
            given = sum(row.kind == "redeem" and row.stands for row in own)
            lines.add((name, len(bought), sum(r.keyed for r in bought), len(undoings), given))
        return lines


def pct(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def over(total: float, n: int) -> float | None:
    return total / n if n else None
