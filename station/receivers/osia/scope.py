"""Scopes of OSIA's `encryption` and `integrity`: JSONPaths with blanks between. Here: `$`, `.name` and `[*]` alone.

limited({"a": 1, "b": [{"c": 2, "d": 3}]}, "$.b[*].d")  ->  {"b": [{"d": 3}]}
"""

from collections.abc import Mapping
from re import findall, fullmatch
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
_EVERY = "[*]"
_STEP = r"\.[A-Za-z_][A-Za-z0-9_]*|\[\*\]"
_Tree: TypeAlias = dict[str, "_Tree"]


def limited(value: Json, scope: str) -> Json:
    """`value` with nothing but what a path of `scope` leads to, whole. What a list loses closes up.

    Raises ValueError for a path of another form.
    """
    kept = _kept(value, _tree(scope))
    return kept if isinstance(kept, dict) else {}


def _tree(scope: str) -> _Tree | None:
    """All paths laid over each other; None where one of them is `$`, which is everything."""
    root: _Tree = {}
    for path in scope.split():
        if not fullmatch(rf"\$({_STEP})*", path):
            raise ValueError("not a path of ours")
        steps = [step.removeprefix(".") for step in findall(_STEP, path)]
        if not steps:
            return None
        node = root
        for step in steps:
            node = node.setdefault(step, {})
        node.clear()  # the whole of it, also where another path names only a part
        node[""] = {}
    return root


def _kept(value: object, tree: _Tree | None) -> object | None:
    """None where no path leads into `value`."""
    if tree is None or "" in tree:
        return value
    if isinstance(value, Mapping):
        members = {name: _kept(member, tree[name]) for name, member in value.items() if name in tree}
        return {name: member for name, member in members.items() if member is not None} or None
    if isinstance(value, list) and _EVERY in tree:
        items = [_kept(item, tree[_EVERY]) for item in value]
        return [item for item in items if item is not None] or None
    return None
