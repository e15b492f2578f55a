"""The foot of the counter offers what serves now."""

from tests.tui.till import OpenTill


async def test_the_foot_names_what_can_be_done_now(open_till: OpenTill) -> None:
    async with open_till() as till:
        assert "Tab Programme" not in till.screen()
        await till.enter("lefevre")
        assert "Tab Programme" in till.screen()
        assert "F6 Help" in till.screen()
        assert "F9 Owner" in till.screen()
