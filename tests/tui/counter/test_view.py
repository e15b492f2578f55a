"""What the counter draws from its state."""

from datetime import UTC, datetime

from tests.tui.till import OpenTill


async def test_after_midnight_the_business_day_stands_at_the_top_with_its_end(
    open_till: OpenTill,
) -> None:
    async with open_till() as till:
        assert "Tue 24 Nov 14:32" in till.screen()
        till.counter.shop.opened.clock = lambda: datetime(2026, 11, 25, 0, 20, tzinfo=UTC)
        till.counter.view.all()
        await till.settle()
        assert "Tue 24 Nov until 04:00 · 01:20" in till.screen()
        assert "25 Nov" not in till.screen()
