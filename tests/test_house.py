"""What holds for all tests: each stands where its code stands, and uses only what is public."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def private_names(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each private name that code takes from elsewhere: `other._name`,
    `from place import _name`, `setattr(other, "_name", …)`. Its own (`self._name`) and the
    translators' `_` are not among them."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                continue
            case ast.Attribute(attr=name):
                names = [name]
            case ast.ImportFrom(module=module, names=imported):
                names = [*(module or "").split("."), *(one.name for one in imported)]
            case ast.Import(names=imported):
                names = [part for one in imported for part in one.name.split(".")]
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if "attr" in name:
                given = [one.value for one in node.args if isinstance(one, ast.Constant)]
                names = [part for text in given for part in str(text).split(".")]
        for name in names:
            if name.startswith("_") and name != "_" and not name.startswith("__"):
                yield node.lineno, name


@pytest.mark.parametrize(
    "source",
    [
        "app._compositor",
        "from textual.keys import _character_to_key",
        "from textual._compositor import Compositor",
        "import sqlalchemy.engine._py_row",
        'monkeypatch.setattr(Screen, "_compositor_refresh", draw)',
        'monkeypatch.setattr("textual.screen.Screen._update", draw)',
        'getattr(app, "_driver")',
    ],
)
def test_a_private_name_is_found_however_it_is_taken(source):
    assert [line for line, _name in private_names(source)] == [1]


def test_ones_own_names_are_no_private_names():
    assert not [*private_names("self._shop; language._('Shop'); module.__file__; cls._made")]


def test_no_test_uses_a_private_name_of_a_library_or_of_the_product():
    found = [
        f"{file.relative_to(TESTS)}:{line} {name}"
        for file in sorted(TESTS.rglob("*.py"))
        for line, name in private_names(file.read_text(encoding="utf-8"))
    ]
    assert found == []
