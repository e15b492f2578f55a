"""Pictures of every screen, from the demo shop: `python -m tests.tools.pictures`.

Writes an SVG and a PNG of each into `screenshots/all/`, which git ignores, then the six that the
README shows and a contact sheet of all into `screenshots/`. The shop's seed and clock stand still,
so the same code gives the same pictures. The PNGs need a Chromium and a monospaced font.
"""

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.widgets import Input

from shopcard import demo
from shopcard.errors import Damaged
from shopcard.language import speak
from shopcard.rules.feedback import Ask
from shopcard.store.shop.shop import Shop
from shopcard.tui.app import ShopcardApp
from tests.tui.till import NOW, Ticks, Till

FOLDER = Path(__file__).parents[2] / "screenshots"
ALL = FOLDER / "all"
KEPT = (
    "card-80x24",
    "stamped-80x24",
    "month-120x36",
    "programmes-120x36",
    "merge-80x24",
    "card-120x36-fr",
)
"""The pictures that stand in the repository."""
SHEET = "contact-sheet.png"
SIZES = ((80, 24), (120, 36))
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is done before the picture is taken: words are typed, names in <> are keys."""

    name: str
    acts: str = ""
    french: bool = False
    shop: str = "demo"
    """demo, none (the first start) or broken."""


SCENES = (
    Scene("counter", french=True),
    Scene("look-up", "mar", french=True),
    Scene("card", "marie lef<enter>", french=True),
    Scene("stamped", "marie lef<enter>3<enter>", french=True),
    Scene("other-programme", "marie lef<enter><tab><tab>"),
    Scene("amount", "marie lef<enter><tab><tab><enter>12.50"),
    Scene("redeem", "{rich}<enter><f3>"),
    Scene("redeemed", "{rich}<enter><f3><enter>"),
    Scene("undo", "marie lef<enter><enter><f4>"),
    Scene("new-customer", "Zoé Cœurderoy<f2>06 39 98 12 34"),
    Scene("details", "marie lef<enter><f5>"),
    Scene("unknown-card", "9300 1177<enter>"),
    Scene("help", "<f6>", french=True),
    Scene("commands", "<ctrl+p>"),
    Scene("month", "<f8><left>", french=True),
    Scene("month-so-far", "<f8>"),
    Scene("month-cohorts", "<f8><left><tab>", french=True),
    Scene("month-look-after", "<f8><left><tab><tab>", french=True),
    Scene("month-best", "<f8><left><tab><tab><tab>", french=True),
    Scene("month-rewards", "<f8><left><tab><tab><tab><tab>", french=True),
    Scene("month-team", "<f8><left><shift+tab><shift+tab>", french=True),
    Scene("month-team-behind", "<f8><left><shift+tab><shift+tab><down><down><down><down><enter>"),
    Scene("month-voices", "<f8><left><shift+tab>", french=True),
    Scene("month-explained", "<f8><left><enter>", french=True),
    Scene("occasions", "{lucky}<enter>", french=True),
    Scene("owner", "<f9>"),
    Scene("programmes", "<f9><enter>", french=True),
    Scene("programme-change", "<f9><enter><f5>", french=True),
    Scene("staff", "<f9>2<enter>", french=True),
    Scene("duplicates", "<f9>3<enter>"),
    Scene("merge", "<f9>3<enter><enter>", french=True),
    Scene("tidy-up", "<f9>4<enter>"),
    Scene("erase", "marie lef<enter><f5><f9>", french=True),
    Scene("who-is-there", "<f7>"),
    Scene("question", "{due}<enter><enter>", french=True),
    Scene("set-up", french=True, shop="none"),
    Scene("stopped", shop="broken"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A demo shop to take pictures of, in one language."""

    language: str
    shop: Path
    rich: str
    """The name of somebody with several kinds of reward ready."""
    lucky: str
    """Of somebody whose birthday is near, with as much else to see as there is."""
    due: str
    """Of somebody who is asked what they think after the next stamp."""


def stage(language: str, folder: Path) -> Stage:
    speak(language)
    where = demo.build(folder / language, now=NOW)
    with Shop.open(where, clock=lambda: NOW) as shop:
        shop.month.figures()  # finished months are kept, so the scenes need not wait for them
        near = [shop.counter.open_card(customer.id) for customer in shop.month.birthdays(4)]
        lucky = max(near, key=lambda c: (bool(c.gifts), any(v.tier for v in c.cards), len(c.ready)))
        recent = {act.customer: act.name for act in shop.counter.history(limit=2000) if act.name}
        rich = (
            n
            for c, n in recent.items()
            if len({r.name for _p, r in shop.counter.open_card(c).ready}) > 1
        )
        due = (n for c, n in recent.items() if shop.feedback.due(c) is not Ask.NO)
        return Stage(language, where, next(rich), lucky.customer.name, next(due))


async def picture(scene: Scene, on: Stage, size: tuple[int, int], folder: Path) -> str:
    """The SVG of a scene, played on a fresh copy of the shop."""
    where = folder / "shop.db"
    shutil.copyfile(on.shop, where)
    speak(on.language)

    def open_shop() -> Shop | None:
        if scene.shop == "none":
            return None
        if scene.shop == "broken":
            where.write_bytes(b"not a shop" * 1000)
        try:
            return Shop.open(where, staff="Camille", till="Counter", clock=lambda: NOW)
        except Damaged as error:
            # the same path in every picture
            raise Damaged(error.sentence.replace(str(where), "/home/camille/shop.db")) from None

    ticks = Ticks()
    app = ShopcardApp(folder / "new.db", staff="Camille", open_shop=open_shop, clock=ticks)
    async with app.run_test(size=size) as pilot:
        while app.shop is None and app.screen is app.counter:
            await pilot.pause(0.01)
        till = Till(app, pilot, app.shop, ticks)
        await till.settle()
        for key in keys(scene.acts.format(rich=on.rich, lucky=on.lucky, due=on.due)):
            await till.press(key)
            # A slow machine may only now begin with what the key asked for.
            await asyncio.sleep(0.05)
            await till.settle()
            ticks.now += 1
        return await still(app)


def keys(acts: str) -> Iterator[str]:
    for key, letter in re.findall(r"<([^>]+)>|(.)", acts):
        yield key or letter


async def still(app: ShopcardApp) -> str:
    """The screen once nothing on it moves any more."""
    before, same = "", 0
    while same < 3:
        await asyncio.sleep(0.1)
        for box in app.screen.query(Input):
            box.cursor_blink = False
        now = self_contained(app.export_screenshot(title="shopcard"))
        before, same = now, same + 1 if now == before else 0
    return before


def self_contained(svg: str) -> str:
    """Without the addresses of fonts elsewhere: a picture must not call home."""
    return re.sub(r'(src: local\("[^"]+"\)),[^;]*;', r"\1;", svg)


def to_png(svg: Path, browser: str) -> None:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text(encoding="utf-8"))
    assert found
    width, height = (round(float(side)) for side in found.groups())
    image = f'<img src="{svg.resolve().as_uri()}" width="{width}">'
    photograph(image, (width, height), svg.with_suffix(".png"), browser)


def contact_sheet(pictures: Sequence[Path], target: Path, browser: str) -> None:
    """All pictures of 80 columns, four in a row, each with its name."""
    cells = "".join(
        f'<figure><img src="{path.resolve().as_uri()}"><figcaption>{path.stem}</figcaption>'
        for path in pictures
    )
    style = (
        "body{display:grid;grid-template-columns:repeat(4,400px);gap:12px;padding:12px;"
        "background:#222;color:#ddd;font:13px sans-serif}figure{margin:0}img{width:400px}"
    )
    rows = -(-len(pictures) // 4)
    photograph(f"<style>{style}</style>{cells}", (1672, rows * 300 + 24), target, browser)


def photograph(body: str, size: tuple[int, int], target: Path, browser: str) -> None:
    """A PNG of a page of so many pixels."""
    width, height = size
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f'<body style="margin:0">{body}', encoding="utf-8")
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        subprocess.run(
            [
                browser, "--headless", "--disable-gpu", "--hide-scrollbars", *as_root,
                f"--window-size={width},{height}", f"--user-data-dir={folder}/profile",
                "--default-background-color=00000000",
                f"--screenshot={target.resolve()}", page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )  # fmt: skip


def taken(only: str) -> Iterator[tuple[str, str]]:
    """Every picture's name and SVG."""
    with tempfile.TemporaryDirectory() as place:
        for language in ("en", "fr"):
            on = stage(language, Path(place))
            for scene in SCENES:
                if (language != "en" and not scene.french) or only not in scene.name:
                    continue
                for size in SIZES:
                    svg = asyncio.run(picture(scene, on, size, Path(place)))
                    ending = "" if language == "en" else f"-{language}"
                    yield f"{scene.name}-{size[0]}x{size[1]}{ending}", svg


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.pictures", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORD", help="scenes named like this")
    only = parser.parse_args(arguments).only
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print("There is no Chromium on the PATH: the SVGs are taken, the PNGs are not.")
    ALL.mkdir(parents=True, exist_ok=True)
    for name, svg in taken(only):
        path = ALL / f"{name}.svg"
        print(name)
        path.write_text(svg, encoding="utf-8")
        if browser:
            to_png(path, browser)
            if name in KEPT:
                shutil.copy(path.with_suffix(".png"), FOLDER)
    if browser and not only:
        contact_sheet(sorted(ALL.glob("*-80x24.png")), FOLDER / SHEET, browser)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
