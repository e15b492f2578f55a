"""What is installed on which system: only what has a wheel there."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SYSTEMS = {
    "Linux": ("linux", "Linux", "x86_64"),
    "Linux, ARM": ("linux", "Linux", "aarch64"),
    "Windows": ("win32", "Windows", "AMD64"),
    "Windows, ARM": ("win32", "Windows", "ARM64"),
    "macOS": ("darwin", "Darwin", "arm64"),
    "macOS, Intel": ("darwin", "Darwin", "x86_64"),
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")


def installed(system: str, python: str, implementation: str = "CPython") -> set[str]:
    """The names of what pip installs with shopcard there."""
    sys_platform, platform_system, machine = SYSTEMS[system]
    there = {
        "python_version": python, "python_full_version": f"{python}.0",
        "sys_platform": sys_platform, "platform_system": platform_system,
        "platform_machine": machine, "os_name": "nt" if sys_platform == "win32" else "posix",
        "platform_python_implementation": implementation,
        "implementation_name": implementation.lower(),
    }  # fmt: skip
    asked = map(Requirement, PROJECT["dependencies"])
    return {one.name for one in asked if one.marker is None or one.marker.evaluate(there)}


EVERYWHERE = installed("Linux, ARM", "3.15")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_case_63_sqlite_comes_along_only_where_it_has_a_wheel(system: str, python: str) -> None:
    has_a_wheel = python != "3.15" and system in {"Linux", "Windows", "macOS"}
    assert ("pysqlite3" in installed(system, python)) == has_a_wheel
    assert "pysqlite3" not in installed(system, python, "PyPy")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_case_63_all_the_rest_is_installed_on_every_system(system: str, python: str) -> None:
    assert python in SpecifierSet(PROJECT["requires-python"])
    there = installed(system, python)
    missing = EVERYWHERE - there
    assert missing == (
        {"python-calamine"} if (system, python) == ("Windows, ARM", "3.15") else set()
    )
    assert there - EVERYWHERE <= {"pysqlite3", "tzdata"}
    assert ("tzdata" in there) == system.startswith("Windows")
    assert f"Programming Language :: Python :: {python}" in PROJECT["classifiers"]


WITHOUT = """
import sys
for absent in ("pysqlite3", "python_calamine"):
    sys.modules[absent] = None
from shopcard.cli import run
sys.exit(run(sys.argv[1:]))
"""
"""The program where neither is installed."""


def test_case_63_without_them_the_standard_librarys_sqlite_keeps_the_shop(tmp_path: Path) -> None:
    def shopcard(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT, "--db", str(tmp_path / "shop.db"), *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONPATH": str(ROOT), "SHOPCARD_HOME": str(tmp_path)},
            cwd=tmp_path,
        )
        return done.stdout + done.stderr

    assert "is ready" in shopcard("--lang", "en", "init", "--name", "Kiosk", "--language", "en")
    assert "Added Marie" in shopcard("customer", "add", "Marie", "--card", "000122521")
    assert "Marie" in shopcard("stamp", "000122521")
    assert "Marie" in shopcard("customer", "find", "mrie")
    assert "sound" in shopcard("check")
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert "Save “list.xlsx” as CSV" in shopcard("import", "list.xlsx")
