"""A key is given to a command, in one place: what is bound elsewhere neither the sheet of keys nor the search knows."""

import ast
from pathlib import Path

import ui

BINDS = {"widgets/commands.py"}


def test_keys_are_bound_in_one_place() -> None:
    root = Path(ui.__file__).parent
    found = set()
    for file in root.rglob("*.py"):
        names = {
            each.id for each in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(each, ast.Name)
        }
        if "QShortcut" in names:
            found.add(file.relative_to(root).as_posix())
    assert found == BINDS
