"""No service and no command does anything without asking whether the person may; read from the sources, so that a new
one fails here. What asks nobody stands in scripts/rights.py with the reason."""

import ast

from scripts import rights
from scripts.rights import COMMANDS, Method, commands, methods_of, page, services, wrong
from station.acts import Act
from station.commands.arguments import parser

METHODS = methods_of(list(services()))
KNOWN = list(commands(parser()))


def test_everything_asks_or_says_why_not_and_each_act_is_asked() -> None:
    assert list(wrong(METHODS, KNOWN)) == []
    assert {
        "Enroll.accept_portrait",
        "Enroll.seal",
        "Pins.release",
        "LogBook.forget",
        "Recovery.take",
        "Overrides.keep",
    } <= set(METHODS)
    assert METHODS["Approvals.reopen"].acts == {Act.LIST, Act.LOOK, Act.REOPEN}
    assert "Overrides.keep" in METHODS
    assert METHODS["Overrides.override"].acts >= {Act.PROPOSE_OVERRIDE, Act.OVERRIDE}


def test_the_page_says_the_same() -> None:
    assert rights.PAGE.read_text("utf-8") == page(METHODS), "run scripts/rights.py"


def test_a_method_that_asks_nobody_is_seen() -> None:
    made = ast.parse(
        "class Made:\n"
        " def good(self): self._inner()\n"
        " def _inner(self): self.rights.ask(Act.SIGN)\n"
        " def over(self): self._other.well()\n"
        " def bad(self): return x in (Act.SEAL, 1)\n"
        "class Base:\n"
        " def old(self): self._inner()\n"
        "class Other(Base):\n"
        " def _inner(self): self.rights.ask(Act.LIST)\n"
        " def well(self): self.rights.ask(Act.LIST)\n"
    ).body
    found = methods_of([each for each in made if isinstance(each, ast.ClassDef)])
    assert found == {
        "Made.good": Method(frozenset({Act.SIGN}), asks=True),
        "Made.over": Method(frozenset({Act.LIST}), asks=True),
        "Made.bad": Method(frozenset(), asks=False),
        "Other.old": Method(frozenset({Act.LIST}), asks=True),
        "Other.well": Method(frozenset({Act.LIST}), asks=True),
    }


def test_what_is_new_or_gone_is_told() -> None:
    new = {**METHODS, "Enroll.steal": Method(frozenset(), asks=False)}
    assert [line.split(" ask")[0] for line in wrong(new, KNOWN)] == ["Enroll.steal"]
    assert list(wrong(METHODS, [*KNOWN, "log burn"])) == [
        "stationctl log burn is not in scripts/rights.py: by which service does it ask?"
    ]
    assert list(wrong(METHODS, [each for each in COMMANDS if each != "doctor"])) == ["stationctl doctor is gone"]
    without = {name: each for name, each in METHODS.items() if name != "LogBook.read"}
    assert list(wrong(without, KNOWN)) == [
        "stationctl log read: LogBook.read is gone",
        "the act read_log stands in the table, and nobody asks it",
    ]
