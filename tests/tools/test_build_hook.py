"""What a build makes of the sources: a wheel from a clean tree speaks every language."""

import gettext
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.tools.catalogue import TRANSLATED

ROOT = Path(__file__).parents[2]


def test_a_wheel_made_from_a_clean_tree_speaks_every_language(tmp_path: Path) -> None:
    tree = tmp_path / "clean"
    tree.mkdir()
    for name in ("shopcard", "tests/tools"):
        shutil.copytree(
            ROOT / name, tree / name, ignore=shutil.ignore_patterns("*.mo", "__pycache__")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(ROOT / name, tree)
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", "out"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    (wheel,) = (tree / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    assert not (tmp_path / "installed" / "tests").exists()
    for language in TRANSLATED:
        spoken = gettext.translation(
            "shopcard", tmp_path / "installed" / "shopcard" / "locale", [language]
        )
        assert spoken.gettext("Type the shop's name.") != "Type the shop's name."
