"""Every figure of the month equals a second working-out from the paper, whatever was done."""

import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from shopcard.cli.as_json import of_figures
from shopcard.rules.metrics import Counts, Group
from shopcard.store.shop.shop import Shop
from tests.store import independent_month
from tests.store.independent_month import end_of, month_back
from tests.store.random_shop import RandomShop

COUNTED = [group for group in Group if group in Counts.__slots__]
"""The groups that a count of the same name stands for."""


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_of_the_month_twice(seed):
    the_same_twice(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 400))
def test_every_figure_of_the_month_twice_in_300_shops(seed):
    the_same_twice(seed)


def the_same_twice(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = RandomShop(Path(folder) / "shop.db", seed)
        with made.shop as shop:
            made.live(60)
            compare(shop)
            made.to_the_turn()
            made.live(15, today=True)
            compare(shop)
            assert shop.check().problems == ()


def plain(counts: Counts) -> dict[str, object]:
    return {k: v for k, v in asdict(counts).items() if k not in ("first", "through", "window")}


def compare(shop: Shop) -> None:
    here, today = shop.opened.settings, shop.opened.today_day()
    paper = independent_month.Shop(shop.opened.where, today, here.zone, here.day_start, here.margin)
    cards = shop.month.open_cards()
    assert (cards.count, float(cards.expected), cards.uncosted) == pytest.approx(paper.open_cards())
    running = today.replace(day=1)
    counts = shop.month.figures().counts
    for group in COUNTED:
        assert len(shop.month.behind(running, group)) == getattr(counts, group), group
    for month in [running, *(month_back(running, n) for n in (1, 2, 3, 5))]:
        compare_month(shop, paper, month)


def compare_month(shop: Shop, paper: independent_month.Shop, month: date) -> None:
    window = shop.opened.settings.window
    told = shop.month.figures(month)
    for past in told.history:
        assert plain(past) == paper.count(past.first, past.through, window), past.first
    through = min(end_of(month), paper.today)
    assert asdict(told.figures.voices) == paper.voices(month, through)
    values = of_figures(told.figures)
    assert values == pytest.approx(paper.figures(month, window))
    changes = {key: change.by for key, change in told.figures.changes.items()}
    assert changes == pytest.approx(paper.changes(month, window))
    assert [(c.month, c.size, list(c.active)) for c in told.cohorts] == paper.cohorts(month)
    assert {
        (s.staff, s.purchases, s.stamps, s.voids, s.redemptions) for s in told.by_staff
    } == paper.by_staff(month)
    programs = {p.name: p.id for p in shop.programs.all(closed=True)}
    lines = [
        (programs[r.program], r.reward, r.earned, r.redeemed, r.ready, r.owed, r.uncosted)
        for r in told.rewards
    ]
    assert sorted(lines) == sorted(paper.reward_lines(month, through))
    if told.to_come is None:
        for by_spend in (True, False):
            best = [(b.id, b.visits, b.spend) for b in shop.month.best(month, by_spend=by_spend)]
            assert best == paper.best(month, by_spend=by_spend)
