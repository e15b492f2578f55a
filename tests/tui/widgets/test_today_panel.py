"""The day so far, where nobody is open."""

from tests.tui.till import OpenTill


async def test_the_day_s_purchases_are_counted_as_they_come(open_till: OpenTill) -> None:
    async with open_till() as till:
        assert "Today, Tue 24 Nov" in till.screen()
        assert "2  purchases" in till.screen()
        till.shop.counter.stamp(till.id_of("Omar Mariani"), stamps=2)
        await till.until(lambda: "3  purchases" in till.screen())
