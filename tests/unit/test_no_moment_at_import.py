"""No test reads a clock while it is being loaded: what it then takes for "now" grows old while others run.

One moment is allowed, tests.support.clock.NOW: it lies a day back, so that mixing it with the machine's clock fails at
once. Fixtures of a whole run are looked at too: what they keep must not be a moment.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ALLOWED = {"support/clock.py": 1}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "process_time"}
MODULES = {"datetime", "date", "time", "dt"}


def reads(tree: ast.AST) -> Iterator[int]:
    """Lines that read a clock at import: anywhere but in the body of a function."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            defaults = [*node.args.defaults, *node.args.kw_defaults, *node.decorator_list]
            for part in filter(None, defaults):
                yield from clocks(part)
        elif isinstance(node, ast.Lambda):
            continue
        else:
            yield from clocks(node, deep=False)
            yield from reads(node)


def clocks(node: ast.AST, *, deep: bool = True) -> Iterator[int]:
    for each in ast.walk(node) if deep else (node,):
        if isinstance(each, ast.Call) and is_clock(each.func):
            yield each.lineno


def is_clock(call: ast.expr) -> bool:
    """`datetime.now`, `date.today`, `time.time`, `SystemClock().now`, and the bare names."""
    if isinstance(call, ast.Name):
        return call.id in CLOCKS - {"now", "today", "time"}
    if not isinstance(call, ast.Attribute) or call.attr not in CLOCKS:
        return False
    owner = call.value
    return (isinstance(owner, ast.Name) and owner.id in MODULES) or isinstance(owner, ast.Call)


def kept_for_the_run(tree: ast.AST) -> Iterator[int]:
    """Lines of session and module fixtures that read a clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any("scope=" in ast.unparse(each) for each in node.decorator_list):
            yield from clocks(node)


def test_no_clock_is_read_while_tests_are_loaded() -> None:
    found = {}
    for file in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = file.relative_to(TESTS).as_posix()
        lines = [*reads(tree), *kept_for_the_run(tree)]
        if len(lines) != ALLOWED.get(name, 0):
            found[name] = lines
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "NOW = datetime.now(UTC)",
        "class Bench:\n    at = datetime.now(UTC)",
        "def call(at=datetime.now(UTC)): ...",
        "@pytest.mark.parametrize('at', [date.today()])\ndef test(at): ...",
        "CASES = [Case(at=SystemClock().now())]",
        "if True:\n    start = time.monotonic()",
        "START = perf_counter()",
    ],
)
def test_each_way_to_do_it_is_seen(source: str) -> None:
    assert list(reads(ast.parse(source))) != []


@pytest.mark.parametrize(
    "source",
    [
        "def test():\n    at = datetime.now(UTC)",
        "CLOCK = lambda: datetime.now(UTC)",
        "AT = datetime(2026, 11, 24, tzinfo=UTC)",
        "@pytest.fixture\ndef at():\n    return datetime.now(UTC)",
    ],
)
def test_reading_it_when_the_test_runs_is_meant(source: str) -> None:
    tree = ast.parse(source)
    assert [*reads(tree), *kept_for_the_run(tree)] == []


def test_a_fixture_of_the_whole_run_keeps_no_moment() -> None:
    source = "@pytest.fixture(scope='session')\ndef at():\n    return datetime.now(UTC)"
    assert list(kept_for_the_run(ast.parse(source))) != []
