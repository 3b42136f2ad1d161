"""Each reason for which nothing is published is said in every language, with all that it names."""

import ast
from pathlib import Path

import pytest

from station.texts import LANGUAGES, catalogue

POLICY = Path(__file__).parents[4] / "station" / "policy"


def reasons() -> dict[str, set[str]]:
    """What is raised: code, with the names of what it says."""
    found: dict[str, set[str]] = {}
    for path in POLICY.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "PublicationWrong":
                (code,) = node.args
                assert isinstance(code, ast.Constant), "a code, never a sentence of one language"
                found[str(code.value)] = {str(each.arg) for each in node.keywords}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_words_and_what_to_do(language: str) -> None:
    texts, raised = catalogue(language), reasons()
    assert len(raised) >= 15
    for code, names in raised.items():
        assert all(f"{{{name}}}" in texts[code].happened for name in names), code
        assert texts[code].remedy, code
