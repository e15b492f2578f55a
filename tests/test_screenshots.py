"""The pictures in `screenshots/`: all there, and none calls home. That they show what the program
shows is checked by `python -m tests.screenshots --check`, which `.ci/run` does."""

import re
from pathlib import Path

import pytest

from shopcard import demo
from tests import screenshots
from tests.screenshots import FOLDER, SCENES, SIZES, Scene, Stage, keys, picture
from tests.tui.till import NOW

SVGS = sorted(FOLDER.glob("*.svg"))


def test_every_scene_has_its_pictures() -> None:
    expected = {
        f"{scene.name}-{width}x{height}{ending}"
        for scene in SCENES
        for width, height in SIZES
        for ending in (("", "-fr") if scene.french else ("",))
    }
    assert {path.stem for path in SVGS} == expected
    assert {path.stem for path in FOLDER.glob("*.png")} == expected


@pytest.mark.parametrize("svg", SVGS, ids=lambda path: path.stem)
def test_a_picture_fetches_nothing(svg: Path) -> None:
    text = svg.read_text(encoding="utf-8")
    assert "@font-face" in text
    assert not re.search(r"url\((?!#)[^)]*\)", text)


def test_the_readme_shows_pictures_that_are_there() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)
    assert shown
    assert all((FOLDER.parent / path).is_file() for path in shown)


def test_keys_are_letters_or_names() -> None:
    assert list(keys("a 1<enter><ctrl+p>")) == ["a", " ", "1", "enter", "ctrl+p"]


async def test_the_same_scene_gives_the_same_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = demo.build(tmp_path / "demo", days=30, now=NOW)
    on = Stage("en", where, *["Marie Lefèvre"] * 3)
    scene = Scene("card", "{rich}<enter>")
    first = await picture(scene, on, (80, 24), tmp_path)
    again = await picture(scene, on, (80, 24), tmp_path)
    assert first == again
    assert "Lefèvre" in first.replace("&#160;", " ")


def test_check_names_a_stale_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screenshots, "FOLDER", tmp_path)
    monkeypatch.setattr(screenshots, "taken", lambda only: iter([("old", "<svg>"), ("new", "<g>")]))
    (tmp_path / "new.svg").write_text("<g>")
    (tmp_path / "old.svg").write_text("<other>")
    assert screenshots.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "old"
    assert (tmp_path / "old.svg").read_text() == "<other>"
