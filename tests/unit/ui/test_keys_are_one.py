"""A key has one meaning in the whole window: of two shortcuts with one key Qt fires neither."""

import ast
from collections import Counter
from pathlib import Path
from re import fullmatch

import ui


def _names_keys(targets: list[ast.expr]) -> bool:
    names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return all(name.endswith("_KEY") for name in names)


def test_each_function_key_is_given_once() -> None:
    found: Counter[str] = Counter()
    for file in Path(ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and _names_keys(node.targets):
                named = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
                found.update(key for key in named if isinstance(key, str) and fullmatch(r"(Ctrl\+)?F\d*|F\d+", key))
    assert {key: count for key, count in found.items() if count > 1} == {}
    assert found >= Counter({"F3": 1, "F6": 1, "F7": 1, "Ctrl+F": 1})
