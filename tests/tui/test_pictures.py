"""Pictures of the counter, cell by cell. Each names the Textual version it was taken with."""

import re
from collections.abc import Awaitable, Callable

import pytest
import textual
from syrupy.assertion import SnapshotAssertion

from shopcard.tui.widgets.punch_card import FLASH
from tests.tui.stage import SvgPicture, speak_longer
from tests.tui.till import OpenTill, Till

Scene = Callable[[Till], Awaitable[None]]


async def nobody_open(_till: Till) -> None:
    """The day so far."""


async def list_while_typing(till: Till) -> None:
    await till.type("mar")


async def customer_open(till: Till) -> None:
    await till.enter("lefevre")


async def looking_up_with_somebody_open(till: Till) -> None:
    await till.enter("lefevre")
    await till.type("mar")


async def just_stamped(till: Till) -> None:
    await till.enter("lefevre")
    await till.enter("2")


async def reward_ready(till: Till) -> None:
    till.shop.counter.stamp(till.id_of("Bob [/] [red"), stamps=16)
    till.shop.counter.stamp(till.id_of("Bob [/] [red"), stamps=4, program=3)
    await till.enter("bob")


async def refused(till: Till) -> None:
    await till.enter("lefevre")
    await till.enter("99")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize(
    "scene",
    [
        nobody_open, list_while_typing, customer_open, looking_up_with_somebody_open, just_stamped,
        reward_ready, refused,
    ],
    ids=lambda scene: scene.__name__,
)  # fmt: skip
async def test_picture(
    open_till: OpenTill, snapshot: SnapshotAssertion, scene: Scene, size: tuple[int, int]
) -> None:
    async with open_till(size) as till:
        await scene(till)
        await till.pilot.pause(FLASH + 0.1)
        assert picture(till) == snapshot(extension_class=SvgPicture)


def picture(till: Till) -> str:
    """An SVG that is the same from run to run and calls nowhere."""
    svg = till.app.export_screenshot(title="shopcard")
    svg = re.sub(r'(src: local\("[^"]+"\)),[^;]*;', r"\1;", svg)
    return f"<!-- Textual {textual.__version__} -->\n{svg}"


@pytest.mark.parametrize("scene", [customer_open, just_stamped, reward_ready, list_while_typing])
async def test_longer_words_stay_on_their_lines(
    open_till: OpenTill, monkeypatch: pytest.MonkeyPatch, scene: Scene
) -> None:
    async with open_till() as till:
        speak_longer(monkeypatch)
        await till.press("escape")
        await scene(till)
        rows = till.screen().splitlines()
        assert len(rows) == 24
        assert rows[-1].endswith("Nexte")
        assert [row[0] for row in rows[1:4]] == [" "] * 3
        assert rows[5].endswith("─╮")
        assert rows[22].endswith("─╯")
