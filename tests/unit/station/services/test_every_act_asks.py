"""No service does anything without asking whether the person may; read from the sources, so that a new one fails here.

What asks nobody stands below with the reason.
"""

import ast
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

from station.__main__ import _parser

SERVICES = Path(__file__).parents[4] / "station" / "services"
QUESTIONS = frozenset({"ask", "ask_anew", "require_answer", "may", "require", "alter"})
"""What asking is called, of `station.acts`, `station.services.rights` and, by the name of an act, `Enroll`."""
INSIDE = {
    "Rights", "People", "Refusals", "SignedIn", "Endings", "LogWriter", "Work", "CardWatch", "TimeStamps", "Receivers",
    "Rollout", "PolicyVersions", "Counting", "Slots", "CaseFiles", "Writer", "Guarded", "Policy", "Follower",
}  # fmt: skip
"""What services are made of: no front end holds them."""
SHOWS = "shows what is no applicant's"
WITHOUT = {
    "Enroll.procedures": SHOWS,
    "Enroll.services": SHOWS,
    "Signing.require_mode": "a check, for who asked",
    "Signing.keeps": SHOWS,
    "Signing.foresee": "a look at a case, for who was allowed to look",
    "Signing.verified": "a look at a case, for who was allowed to look",
    "Signing.approve_with": "after `require_approver`, with the key that is open",
    "SignIn.credentials": "before anybody is signed in",
    "SignIn.unproven": "before anybody is signed in",
    "SignIn.subscribe": "before anybody is signed in",
    "SignIn.sign_in": "whoever has any right may; the key's PIN is the question",
    "SignIn.sign_out": "everybody may leave",
    "Pins.locked": SHOWS,
    "Pins.release_by_puk": "the PUK is the question",
    "Pins.change": "the person's own PIN is the question",
    "Deliver.*": "sends what two people signed; the outbox sends it without anybody",
    "Receipts.*": "the receipt names no applicant",
    "Capture.*": "keeps nothing: what was captured is asked for when it is accepted",
    "Diagnose.*": SHOWS,
    "PolicyService.*": "what signed policy says; nobody's right",
    "Copies.*": SHOWS,
    "StationKeys.of_the_station": SHOWS,
    "StationKeys.requests": SHOWS,
    "StationKeys.missing": SHOWS,
    "StationKeys.of_people": SHOWS,
    "StationKeys.require_card": SHOWS,
    "StationKeys.make": "after `answered_by`, which `_require_right` insists on",
    "StationKeys.accept": "after `answered_by`, which `_require_right` insists on",
    "StationKeys.rotate": "after `answered_by`, which `_require_right` insists on",
    "StationKeys.admit": "after `answered_by`, which `_require_right` insists on",
    "StationKeys.take_lists": "signed lists only; who was taken back must be known at once",
    "LogBook.verify": "the log names no applicant; whoever has the profile's files can read it",
    "LogBook.export": "the same; openings are encrypted to auditors",
    "LogBook.cosign": "another log's checkpoint, checked",
    "LogBook.receive": "what a witness signed",
    "LogBook.witnessed": "the same",
    "Recovery.require_new": SHOWS,
    "Form.fields": "what is asked, of texts that the caller holds",
}
COMMANDS = {
    "doctor": SHOWS,
    "enroll": "Enroll, SignIn",
    "outbox": "Deliver",
    "receipt": "Receipts",
    "receiver": "makes the machine's own keys",
    "backup": "copies what stays sealed",
    "repair": "from the station's own files",
    "restore": "of the station's own backup",
    "recover": "Recovery",
    "log verify": "LogBook", "log export": "LogBook", "log cosign": "LogBook", "log import": "LogBook",
    "log witnessed": "LogBook", "log forget": "LogBook", "log keys": SHOWS,
    "keys list": "StationKeys", "keys make": "StationKeys", "keys csr": "StationKeys", "keys import": "StationKeys",
    "keys rotate": "StationKeys", "keys admit": "StationKeys", "keys pin": "Pins", "keys unlock": "Pins",
    "keys lists": "StationKeys",
    **dict.fromkeys(("publish propose", "publish show", "publish sign", "publish finish"), "the ministry's own keys"),
    "profile list": "reads a file", "profile check": "reads a file", "profile explain": "reads a file",
    "events": "adds up what names nobody",
}  # fmt: skip
"""Each command, and by which service it asks, or why it asks nobody."""


def services() -> Iterator[tuple[str, ast.ClassDef]]:
    """Classes with public methods that change or show something."""
    for path in sorted(SERVICES.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            protocol = isinstance(node, ast.ClassDef) and any(getattr(b, "id", "") == "Protocol" for b in node.bases)
            if isinstance(node, ast.ClassDef) and not protocol and node.name not in INSIDE:
                yield node.name, node


def asking(service: ast.ClassDef) -> dict[str, bool]:
    """Whether each public method asks, itself or by another of its class."""
    methods = {each.name: each for each in service.body if isinstance(each, ast.FunctionDef)}
    called = {
        name: {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in ast.walk(method)}
        for name, method in methods.items()
    }
    own = {
        name: {
            each.attr
            for each in ast.walk(method)
            if isinstance(each, ast.Attribute) and getattr(each.value, "id", "") == "self"
        }
        for name, method in methods.items()
    }
    asks = {name for name, names in called.items() if names & QUESTIONS}
    while more := {name for name, names in own.items() if names & asks} - asks:
        asks |= more
    properties = {
        each.name for each in methods.values() if any(getattr(d, "id", "") == "property" for d in each.decorator_list)
    }
    return {name: name in asks for name in methods if not name.startswith("_") and name not in properties}


def test_every_act_of_a_service_asks_or_says_why_not() -> None:
    found = {f"{name}.{method}": asks for name, node in services() for method, asks in asking(node).items()}
    excused = {method for method in found if method in WITHOUT or f"{method.partition('.')[0]}.*" in WITHOUT}
    silent = {method for method, asks in found.items() if not asks} - excused
    assert silent == set(), "asks nobody whether the person may: ask `station.acts`, or say here why not"
    named = {method for method in WITHOUT if not method.endswith(".*")}
    assert named - {method for method, asks in found.items() if not asks} == set(), "asks after all, or is gone"
    assert {"Enroll.accept_portrait", "Enroll.seal", "Pins.release", "LogBook.forget", "Recovery.take"} <= set(found)


def test_a_method_that_asks_nobody_is_seen() -> None:
    (service,) = ast.parse(
        "class Made:\n def good(self): self._inner()\n def _inner(self): self.rights.ask(1)\n def bad(self): 1\n"
    ).body
    assert isinstance(service, ast.ClassDef)
    assert asking(service) == {"good": True, "bad": False}


def commands(parser: ArgumentParser, before: str = "") -> Iterator[str]:
    nested = [each for each in parser._actions if isinstance(each, _SubParsersAction)]
    if not nested:
        yield before
    for action in nested:
        seen = []
        for name, under in action.choices.items():
            if under not in seen:  # an alias
                seen.append(under)
                yield from commands(under, f"{before} {name}".strip())


def test_each_command_asks_by_a_service_or_says_why_not() -> None:
    assert set(commands(_parser())) == set(COMMANDS)
