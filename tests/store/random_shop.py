"""A shop in which anything happens, the same again for the same seed."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from shopcard.errors import ShopcardError
from shopcard.rules.card import Kind
from shopcard.rules.program import Terms, make_terms
from shopcard.rules.settings import Settings
from shopcard.store.answers.counter import CustomerDraft, PastBalance, PastPurchase
from shopcard.store.shop.shop import Shop
from tests.store.store_clock import Clock

ACTS = {
    "buy": 24, "buy_late": 8, "redeem": 7, "undo": 6, "merge": 3, "unmerge": 2, "erase": 1,
    "answer": 5, "join": 4, "balance": 3, "change": 3, "wait": 12, "turn": 4, "days": 1, "look": 4,
    "history": 1, "adjust": 1,
}  # fmt: skip
TURNS = [(12, 1), (11, 30), (2, 28), (3, 1), (1, 1), (10, 31), (10, 2), (12, 31)]
"""Months and days on which a month begins, ends, or has just begun."""
ZONES = ["Europe/Paris", "Pacific/Honolulu", "Pacific/Auckland", "America/New_York"]


class RandomShop:
    """Lives through some acts; those that the rules refuse do not happen."""

    def __init__(self, where: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        self.where, self.clock = where, Clock()
        self.clock.now = datetime(
            2027, self.draw.randint(3, 12), self.draw.randint(1, 28), 9, tzinfo=UTC
        )
        settings = Settings(
            "Glacier",
            acts_per_day=1000,
            window=self.draw.choice([31, 31, 45, 90]),
            margin=self.draw.choice([None, 60]),
            day_start=time(4),
        )
        programs = [("Cone", self._terms(by_spend=False)), ("Club", self._terms(by_spend=True))]
        self.shop = Shop.create(where, settings, programs, staff="Léa", till="1", clock=self.clock)
        self.ids: list[str] = []
        for _customer in range(4):
            self.join()

    def live(self, acts: int, *, today: bool = False) -> None:
        """So many acts; `today`: without letting time pass."""
        chosen = {k: n for k, n in ACTS.items() if not (today and k in ("wait", "turn", "days"))}
        kinds, weights = list(chosen), list(chosen.values())
        for kind in self.draw.choices(kinds, weights, k=acts):
            self.shop.opened.staff = self.draw.choice(["Léa", "Max"])
            act: Callable[[], object] = getattr(self, kind)
            try:
                act()
            except ShopcardError:
                continue

    def _terms(self, *, by_spend: bool) -> Terms:
        draw, size = self.draw, self.draw.choice([2, 3, 5])
        cost = draw.choice([{}, {"Cone": 130}, {"Cone": 90}, {"Cone": 110, "Topping": 25}])
        return make_terms(
            [(1, "Topping"), (None, "Cone")],
            stamps=size,
            costs=cost,
            per=draw.choice([300, 700]) if by_spend else None,
            reward_expires=draw.choice([None, None, 20, 60]),
            stamps_expire=draw.choice([None, 2]),
            referral=draw.choice([None, 1]),
            welcome=draw.choice([None, None, 1]),
            tiers=draw.choice([(), [("Gold", 3, 2, None)], [("Gold", 2, 1, "Scarf")]]),
        )

    def _somebody(self) -> str:
        return self.draw.choice(self.ids)

    def _earlier(self) -> datetime:
        ago = self.draw.choice([0, 1, 2, 7, 28, 29, 30, 31, 35, 60, 61, 90, 91, 200])
        return self.clock.now - timedelta(days=ago, hours=self.draw.choice([0, 0, 5, 9]))

    def _amount(self) -> int | None:
        return self.draw.choice([None, 0, 250, 333, 1200, 2500])

    # Acts

    def join(self) -> None:
        friend = self.draw.choice([None, *self.ids])
        draft = CustomerDraft(f"Customer {len(self.ids)}", referred_by=friend)
        self.ids.append(self.shop.customers.add(draft).customer.id)

    def buy(self) -> None:
        program = self.draw.choice(self.shop.programs.all())
        self.shop.counter.stamp(
            self._somebody(), program=program.id, amount=self._amount(),
            stamps=self.draw.choice([None, 1, 2]),
        )  # fmt: skip

    def buy_late(self) -> None:
        self.shop.counter.stamp(
            self._somebody(), amount=self._amount(), stamps=self.draw.choice([1, 1, 3]),
            at=self._earlier(),
        )  # fmt: skip

    def redeem(self) -> None:
        ready = self.draw.choice(self.shop.month.ready() or [None])
        if ready is not None:
            program = self.shop.programs.named(ready.program).id
            self.shop.counter.redeem(ready.id, program=program, reward=ready.reward)

    def adjust(self) -> None:
        program = self.draw.choice(self.shop.programs.all()).id
        self.shop.counter.adjust(
            self._somebody(), self.draw.choice([-1, 2]), program=program, reason="mistake"
        )

    def undo(self) -> None:
        acts = [a for a in self.shop.counter.history() if a.kind is not Kind.VOID and not a.voided]
        if acts:
            self.shop.counter.undo(self.draw.choice(acts[:12]).id)

    def merge(self) -> None:
        self.shop.customers.merge(self._somebody(), self._somebody())

    def unmerge(self) -> None:
        self.shop.customers.unmerge(self._somebody())

    def erase(self) -> None:
        if self.draw.random() < 0.5:
            self.shop.privacy.erase(self._somebody())

    def answer(self) -> None:
        who, draw = self._somebody(), self.draw
        self.shop.feedback.note(
            who, recommend=draw.randint(0, 10), satisfied=draw.choice([None, True, False])
        )

    def balance(self) -> None:
        card = self.shop.customers.get(self._somebody()).card
        balance = PastBalance(
            f"balance {self.draw.random()}", CustomerDraft("Somebody", card=card),
            self._earlier(), self.draw.randint(1, 7),
        )  # fmt: skip
        self.shop.imports.balances(self.draw.choice(self.shop.programs.all()).id, [balance])

    def history(self) -> None:
        cards = [self.shop.customers.get(who).card for who in self.ids]
        purchases = [
            PastPurchase(
                key=f"past {self.draw.random()}", card=self.draw.choice(cards), at=self._earlier(),
                amount=self._amount(), customer=None,
            )
            for _purchase in range(4)
        ]  # fmt: skip
        self.shop.imports.purchases(purchases, earn=self.draw.random() < 0.5)

    def change(self) -> None:
        program = self.draw.choice(self.shop.programs.all())
        terms = self._terms(by_spend=program.terms.per is not None)
        self.shop.programs.change(program.id, terms=terms)

    def wait(self) -> None:
        self.clock.wait(
            days=self.draw.choice([0, 1, 1, 2, 5, 13]), hours=self.draw.choice([0, 3, 8])
        )

    def turn(self) -> None:
        """On to the next turn of a month of those that are drawn."""
        month, day = self.draw.choice(TURNS)
        then = self.clock.now.replace(month=month, day=day)
        if self.clock.now < then < self.clock.now + timedelta(days=75):
            self.clock.now = then

    def to_the_turn(self) -> None:
        """On to the last day of a month, or to the first of one."""
        first = (self.clock.now.replace(day=28) + timedelta(days=4)).replace(day=1)
        self.clock.now = first - timedelta(days=self.draw.choice([0, 0, 1]))

    def days(self) -> None:
        if self.draw.random() < 0.6:
            self.shop.opened.change_setting("timezone", self.draw.choice(ZONES))
        else:
            self.shop.opened.change_setting(
                "day_start", self.draw.choice(["00:00", "04:00", "11:00"])
            )

    def look(self) -> None:
        """At a month, so that its figures are kept."""
        ago = self.draw.choice([0, 0, 0, 30, 60, 200])
        month = max(self.shop.opened.today_day() - timedelta(days=ago), date(2026, 1, 1))
        self.shop.month.figures(month)
        self.shop.month.best(month)
