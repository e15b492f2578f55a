"""The pictures that the README shows are there, and the tool takes the same one twice."""

import re
from pathlib import Path

from shopcard import demo
from tests.tools.pictures import FOLDER, KEPT, SCENES, SHEET, SIZES, Scene, Stage, keys, picture
from tests.tui.till import NOW


def test_the_repository_keeps_these_pictures_and_no_others() -> None:
    kept = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert kept == {SHEET, *(f"{name}.png" for name in KEPT)}


def test_every_kept_picture_is_one_that_is_taken() -> None:
    taken = {
        f"{scene.name}-{width}x{height}{ending}"
        for scene in SCENES
        for width, height in SIZES
        for ending in (("", "-fr") if scene.french else ("",))
    }
    assert taken.issuperset(KEPT)


def test_the_readme_shows_pictures_that_are_there() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)
    assert shown
    assert all((FOLDER.parent / path).is_file() for path in shown)


def test_keys_are_letters_or_names() -> None:
    assert list(keys("a 1<enter><ctrl+p>")) == ["a", " ", "1", "enter", "ctrl+p"]


async def test_the_same_scene_gives_the_same_picture(tmp_path: Path) -> None:
    where = demo.build(tmp_path / "demo", days=30, now=NOW)
    on = Stage("en", where, *["Marie Lefèvre"] * 3)
    scene = Scene("card", "{rich}<enter>")
    first = await picture(scene, on, (80, 24), tmp_path)
    again = await picture(scene, on, (80, 24), tmp_path)
    assert first == again
    assert not re.search(r"url\((?!#)[^)]*\)", first), "it fetches something"
    assert "Lefèvre" in first.replace("&#160;", " ")
