"""Write docs/rights.md: which act of the table each service and command asks; with --check, fail when it is stale.

Read from the sources of the services. What asks nobody stands below with the reason; whatever else asks nobody, and an
act that nobody asks, is a fault.
"""

import ast
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from station.acts import Act  # noqa: E402
from station.acts.table import RIGHTS, Limit  # noqa: E402
from station.commands.arguments import parser  # noqa: E402 - the script runs from a checkout
from station.domain.operator import Role  # noqa: E402

PAGE, SERVICES = ROOT / "docs" / "rights.md", ROOT / "station" / "services"

QUESTIONS = frozenset({"ask", "ask_anew", "require_answer", "may", "require", "alter"})
"""What asking is called, of `station.acts`, `station.services.rights` and, by the name of an act, `Enroll`."""
INSIDE = {
    "Rights", "People", "Refusals", "SignedIn", "Endings", "LogWriter", "Work", "CardWatch", "TimeStamps", "Receivers",
    "Rollout", "Contacts", "PolicyVersions", "Counting", "Slots", "CaseFiles", "Writer", "Guarded", "Policy",
    "Follower", "KnownDrafts",
}  # fmt: skip
"""What services are made of: no front end holds them."""


def _each(service: str, methods: str, why: str) -> dict[str, str]:
    return dict.fromkeys((f"{service}.{each}" for each in methods.split()), why)


SHOWS = "shows what is no applicant's"
ANSWERED = "after `answered_by`, which `_require_right` insists on"
WITHOUT: Mapping[str, str] = {
    "Enroll.procedures": SHOWS,
    "Signing.require_mode": "a check, for who asked",
    "Signing.require_way": "a check, for who asked",
    "Signing.foresee": "a look at a case, for who was allowed to look",
    "Signing.verified": "a look at a case, for who was allowed to look",
    **_each("Enroll", "below_policy nameable unfit", "a look at a case, for who was allowed to look"),
    "Signing.approve_with": "after `require_approver`, with the key that is open",
    "SignIn.credentials": "before anybody is signed in",
    "SignIn.unproven": "before anybody is signed in",
    "SignIn.subscribe": "before anybody is signed in",
    "SignIn.sign_in": "whoever has any right may; the key's PIN is the question",
    "SignIn.sign_out": "everybody may leave",
    "Pins.locked": SHOWS,
    "Pins.is_card": SHOWS,
    "Pins.release_by_puk": "the PUK is the question",
    "Pins.change": "the person's own PIN is the question",
    **_each(
        "Deliver",
        "asking changed erasing of_enrollment packet_path receipt_path refresh retry row rows see_answer settled"
        " shown subscribe summary under_way",
        "sends what two people signed, without anybody; shows it sealed, and of confidential classes none to a vendor",
    ),
    **_each("Receipts", "citizen code page", "the receipt names no applicant"),
    "Feedback.rate": "an applicant says it; it is counted of nobody",
    **_each(
        "Capture",
        "page photo portrait signature slap warm_up",
        "keeps nothing: what was captured is asked for when it is accepted",
    ),
    **_each("StateAuthorities", "lists compare take", "certificates of States, and nobody's"),
    **_each("PitchZeros", "of offset sealed learn forget", "degrees of a camera, and nobody's"),
    "Payments.take": "on a thread of its own, where `PaymentBook` asks before a terminal hears of anything",
    "Taking.cancel": "stops what was allowed",
    "PaymentBook.stopped": "what the terminal said, after the sale that was allowed",
    "Diagnose.devices": SHOWS,
    "Diagnose.subscribe": SHOWS,
    "Diagnose.doctor": "says how the station is; who begins in the morning must know",
    **_each(
        "PolicyService",
        "admit check_portrait doctor drafts favourites fingers library mode person_scheme recovery refresh shortest_pin"
        " subscribe time_stamps unit unit_on versions view",
        "what signed policy says; nobody's right",
    ),
    **_each("Copies", "doctor start subscribe view", SHOWS),
    "StationKeys.of_the_station": SHOWS,
    "StationKeys.requests": SHOWS,
    "StationKeys.missing": SHOWS,
    "StationKeys.of_people": SHOWS,
    "StationKeys.require_card": SHOWS,
    "StationKeys.make": ANSWERED,
    "StationKeys.accept": ANSWERED,
    "StationKeys.rotate": ANSWERED,
    "StationKeys.admit": ANSWERED,
    "StationKeys.take_lists": "signed lists only; who was taken back must be known at once",
    "LogBook.verify": "says whether the log holds, and shows no event",
    "LogBook.export": "events leave it encrypted to auditors: their key is the right",
    "LogBook.cosign": "another log's checkpoint, checked",
    "LogBook.receive": "what a witness signed",
    "LogBook.witnessed": "shows that a packet was sealed, and no event but that",
    "Recovery.require_new": SHOWS,
    "Form.now": "what is asked, of texts that the caller holds",
}

FILES = "reads files that are given"
COMMANDS: Mapping[str, tuple[str, ...] | str] = {
    "doctor": ("Diagnose.doctor",),
    "enroll": ("SignIn.sign_in", "Enroll.start", "Enroll.set_fields", "Enroll.accept_portrait", "Enroll.accept_slap",
               "Enroll.accept_signature", "Overrides.keep", "Overrides.propose", "Enroll.add_person",
               "Enroll.take_over", "Enroll.sign", "Enroll.approve_all", "Enroll.seal"),
    "refer": ("SignIn.sign_in", "Referrals.require_ready", "Referrals.refer"),
    "withdraw": ("SignIn.sign_in", "Enroll.take_back_sent", "Enroll.set_fields", "Enroll.accept_signature",
                 "Enroll.sign", "Enroll.approve_all", "Enroll.seal"),
    "outbox": ("Deliver.settled", "Deliver.summary", "Deliver.under_way"),
    "receipt": "the receipt names no applicant",
    "receiver": "makes the machine's own keys, before the receiver knows it",
    "backup": "copies what stays sealed, also at night and without anybody",
    "repair": "from the station's own files; where the database is gone nobody can be asked",
    "restore": "of the station's own backup; as `repair`",
    "recover": ("Recovery.require_new", "Recovery.take"),
    "log verify": ("LogBook.verify",),
    "log export": ("LogBook.export",),
    "log cosign": ("LogBook.cosign", "LogBook.cosign_as_officer"),
    "log import": ("LogBook.receive",),
    "log witnessed": ("LogBook.witnessed",),
    "log read": ("LogBook.read",),
    "log forget": ("LogBook.forget",),
    "log keys": "prints public keys",
    "keys list": ("StationKeys.of_the_station", "StationKeys.of_people"),
    "keys make": ("StationKeys.answered_by", "StationKeys.make"),
    "keys csr": ("StationKeys.requests",),
    "keys import": ("StationKeys.answered_by", "StationKeys.accept"),
    "keys rotate": ("StationKeys.answered_by", "StationKeys.rotate"),
    "keys admit": ("StationKeys.answered_by", "StationKeys.admit"),
    "keys pin": ("Pins.change",),
    "keys unlock": ("Pins.release", "Pins.release_by_puk"),
    "keys lists": ("StationKeys.take_lists",),
    **dict.fromkeys(("publish propose", "publish show", "publish sign", "publish finish"),
                    "the ministry's own keys, on machines that are no station"),
    **dict.fromkeys(("profile check", "profile list", "profile explain"), FILES),
    "csca": "lists that a pinned publisher signed: whoever may write the station's folders may take one",
    "camera": "degrees of a camera: whoever may hang it may begin anew with it",
    "events": "adds up what names nobody, neither applicant nor operator",
}  # fmt: skip
"""Each command, and by which services it asks, or why it asks nobody."""

HEAD = """# Who may do what

Generated by `scripts/rights.py` from `station/acts/table.py` and from the sources of the services; `make check` fails
when it is stale. One table answers ([ADR 118](adr/0118-one-question-of-rights.md)); `tests/unit/station/acts` walks
each role, act and state of a case. A role is a policy in the certificate of a card. What is refused is an event with
act, roles and code, and names no applicant.

`+` may; `own`: a case that nobody else had a hand in, for half an hour; `practice`: in training and examinations, on
cases begun there; `two`: takes two people.

| act | {roles} | in which states of the case |
|---|{rules}---|
"""


@dataclass(frozen=True)
class Method:
    """acts: those it names, itself or by others that it calls. asks: whether it puts the question."""

    acts: frozenset[Act]
    asks: bool


def services(folder: Path = SERVICES) -> Iterator[ast.ClassDef]:
    """Classes with public methods that change or show something."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            protocol = isinstance(node, ast.ClassDef) and any(getattr(b, "id", "") == "Protocol" for b in node.bases)
            if isinstance(node, ast.ClassDef) and not protocol and node.name not in INSIDE:
                yield node


def methods_of(services: Sequence[ast.ClassDef]) -> dict[str, Method]:
    """Each public method by "Class.method", what is inherited under the class that is made. A call of
    `self._signing.sign` is one of Signing.sign."""
    by_name = {each.name: each for each in services}
    inherited = {base for each in services for base in _bases(each)}
    made = [each for each in services if each.name not in inherited]
    written = {f"{each.name}.{name}": body for each in made for name, body in _written(each, by_name).items()}
    calls = {name: frozenset(_calls(name.partition(".")[0], body)) & written.keys() for name, body in written.items()}
    acts = {name: frozenset(_acts(body)) for name, body in written.items()}
    asks = {name for name, body in written.items() if _names(body) & QUESTIONS}
    while True:
        more = {name: acts[name].union(*(acts[each] for each in called)) for name, called in calls.items()}
        asking = asks | {name for name, called in calls.items() if called & asks}
        if more == acts and asking == asks:
            break
        acts, asks = more, asking
    return {name: Method(acts[name], name in asks) for name, body in written.items() if _public(body)}


def _bases(service: ast.ClassDef) -> list[str]:
    return [getattr(each, "id", "") for each in service.bases]


def _written(service: ast.ClassDef, by_name: Mapping[str, ast.ClassDef]) -> dict[str, ast.FunctionDef]:
    found: dict[str, ast.FunctionDef] = {}
    for base in (by_name[name] for name in _bases(service) if name in by_name):
        found |= _written(base, by_name)
    return found | {each.name: each for each in service.body if isinstance(each, ast.FunctionDef)}


def _public(method: ast.FunctionDef) -> bool:
    is_property = any(getattr(each, "id", "") == "property" for each in method.decorator_list)
    return not method.name.startswith("_") and not is_property


def _names(method: ast.FunctionDef) -> set[str]:
    nodes = ast.walk(method)
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in nodes}


def _acts(method: ast.FunctionDef) -> Iterator[Act]:
    """Those that are asked: an argument, or the value that one has. What is only compared is not."""
    given: list[ast.expr | None] = [*method.args.defaults, *method.args.kw_defaults]
    for call in (each for each in ast.walk(method) if isinstance(each, ast.Call)):
        given += [*call.args, *(keyword.value for keyword in call.keywords)]
    for each in given:
        if isinstance(each, ast.Attribute) and getattr(each.value, "id", "") == "Act":
            yield Act[each.attr]


def _calls(owner: str, method: ast.FunctionDef) -> Iterator[str]:
    for each in ast.walk(method):
        if not isinstance(each, ast.Attribute):
            continue
        on = each.value
        if getattr(on, "id", "") == "self":
            yield f"{owner}.{each.attr}"
        elif isinstance(on, ast.Attribute) and getattr(on.value, "id", "") == "self":
            yield f"{on.attr.strip('_').title().replace('_', '')}.{each.attr}"


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


def wrong(methods: Mapping[str, Method], known: Sequence[str]) -> Iterator[str]:
    """What asks nobody, reasons for what asks, and acts that nobody asks; a line each. known: all commands."""
    for name, method in methods.items():
        if not method.asks and name not in WITHOUT:
            yield f"{name} asks nobody whether the person may: ask `station.acts`, or say in scripts/rights.py why not"
        if method.asks and name in WITHOUT:
            yield f"{name} asks after all: it needs no reason"
    yield from (f"{name} is gone" for name in WITHOUT if name not in methods)
    for command in {*known} - COMMANDS.keys():
        yield f"stationctl {command} is not in scripts/rights.py: by which service does it ask?"
    for command, by in COMMANDS.items():
        if command not in known:
            yield f"stationctl {command} is gone"
        if not isinstance(by, str):
            yield from (f"stationctl {command}: {each} is gone" for each in by if each not in methods)
    asked = frozenset[Act]().union(*(method.acts for method in methods.values()))
    for act in Act:
        if act not in asked:
            yield f"the act {act} stands in the table, and nobody asks it"


def page(methods: Mapping[str, Method]) -> str:
    roles = " | ".join(Role)
    parts = [HEAD.format(roles=roles, rules="---|" * len(Role))]
    parts += [_right(act) for act in Act]
    parts.append("\n## Services\n\n| service | asks | or asks nobody, because |\n|---|---|---|\n")
    alike: dict[tuple[str, str, str], list[str]] = {}
    for name, method in sorted(methods.items()):
        row = name.partition(".")[0], _listed(method.acts), WITHOUT.get(name, "")
        alike.setdefault(row, []).append(f"`{name}`")
    parts += [f"| {', '.join(names)} | {acts} | {why} |\n" for (_, acts, why), names in alike.items()]
    parts.append("\n## Commands\n\n| `stationctl` | asks | by | or asks nobody, because |\n|---|---|---|---|\n")
    for command, by in COMMANDS.items():
        if isinstance(by, str):
            parts.append(f"| `{command}` |  |  | {by} |\n")
            continue
        acts = frozenset[Act]().union(*(methods[each].acts for each in by))
        reasons = "; ".join(dict.fromkeys(filter(None, (WITHOUT.get(each) for each in by)))) if not acts else ""
        parts.append(f"| `{command}` | {_listed(acts)} | {', '.join(f'`{each}`' for each in by)} | {reasons} |\n")
    return "".join(parts)


def _right(act: Act) -> str:
    right = RIGHTS[act]
    words = {None: "-", Limit.NONE: "+", Limit.OWN: "own", Limit.PRACTICE: "practice"}
    cells = [words[right.by.get(role)] for role in Role]
    remarks = [*(["two"] if right.two else []), *(["not by who had a hand in it"] if right.apart else [])]
    states = ", ".join(state for state in sorted(right.states))
    return f"| {act} | {' | '.join(cells)} | {states}{''.join(f'; {each}' for each in remarks)} |\n"


def _listed(acts: frozenset[Act]) -> str:
    return ", ".join(act for act in Act if act in acts)


def main() -> int:
    methods = methods_of(list(services()))
    faults = list(wrong(methods, list(commands(parser()))))
    made = "" if faults else page(methods)
    if not faults and "--check" not in sys.argv:
        PAGE.write_text(made, "utf-8")
    elif not faults and (not PAGE.exists() or PAGE.read_text("utf-8") != made):
        faults.append("docs/rights.md is stale: run scripts/rights.py")
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
