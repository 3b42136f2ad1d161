"""Nobody looks through a whole page for what they could have kept: `findChild` by a class makes a Python object of
each widget it passes, which takes 10 to 15 ms of a page. At each key that is most of a turn."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
WALKS = {
    ("ui/citizen/voice.py", "end"): "at the end",
    ("ui/pages/form/group.py", "add"): "in what was added just now",
    ("ui/pages/home/draft_list.py", "_stops"): "in one row",
    ("ui/pages/review/compared.py", "parts"): "once, of what is made ahead",
    ("ui/shell/page_stack.py", "_dress"): "once, of what is made ahead",
    ("ui/widgets/form.py", "add"): "in one input",
    ("ui/widgets/person.py", "__init__"): "in one person",
    ("ui/widgets/popover.py", "main_button"): "in one sheet",
    ("ui/widgets/popover.py", "_heading"): "in one sheet",
    ("ui/widgets/words.py", "recolour_all"): "when the theme changes",
}
"""Who may, by file and function: why that is no matter."""


def walks(tree: ast.AST, inside: str = "") -> Iterator[str]:
    """Functions that look deeper than at direct children, as often as they do."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            deep = not any("FindDirectChildrenOnly" in ast.unparse(each) for each in node.keywords)
            if node.func.attr in ("findChild", "findChildren") and deep:
                yield inside
        yield from walks(node, node.name if isinstance(node, ast.FunctionDef) else inside)


def test_all_walks_are_known() -> None:
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "ui").rglob("*.py")
        if "screenshots" not in path.parts
        for name in walks(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == WALKS.keys()
