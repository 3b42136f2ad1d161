"""What one wrong letter or digit makes of a profile, where nothing else notices it: looked at when a profile is checked
or published, never at a desk.

A word that can not be meant is a fault. A number that may be meant, and mostly is not, is pointed at.
"""

from collections.abc import Iterable, Iterator
from re import findall, search
from typing import NamedTuple

from station.domain.errors import Problem
from station.domain.nationality import is_known
from station.domain.sample import Finger
from station.fields import FieldContext, read_field, type_of
from station.profiles.checks.conditions import texts_of, unquoted
from station.profiles.findings import Findings
from station.profiles.kinds import STEP_KINDS
from station.profiles.library import built_in
from station.profiles.load import Loaded
from station.profiles.schema import Profile
from station.profiles.service import Service
from station.toml import Step, Toml

_LAST_YEAR = 2100
_READ_ALONE = frozenset({"word", "truth", "number"})
"""Sorts of fields whose text is read without a look at the day or at other fields."""


class Unusual(NamedTuple):
    """way: to the entry. usual: what mostly stands there."""

    way: tuple[Step, ...]
    found: str | int
    usual: str


def slip_faults(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Of files without other faults: a text for a field that its type refuses, a kind of step that is nearly one of
    ours, an issuer that is no State, a year that nobody here will see."""
    return tuple(fault for each in loaded if each.service is not None for fault in _faults(each.service, each.written))


def _faults(service: Service, written: Toml) -> tuple[Problem, ...]:
    profile, findings = service.profile, Findings(written)
    for entry in ("since", "until"):
        day = getattr(profile.in_force, entry)
        if day is not None and day.year > _LAST_YEAR:
            findings.add("PRF-006", "in_force", entry, entry=entry)
    for name, field in service.asks.items():
        if field.repeated or type_of(field.type).sort not in _READ_ALONE or field.type == "choice":
            continue
        for entry in ("begins", "default"):
            text = getattr(profile.fields[name], entry)
            alone = FieldContext(profile.in_force.since, {name: text}, lambda _: None)
            if text and read_field(field, alone).problems:
                findings.add("PRF-088", "fields", name, entry, field=name, entry=entry, found=text)
    for place, step in enumerate(profile.steps):
        near = next((kind for kind in STEP_KINDS if _slip_apart(kind, step.kind)), "")
        if near and step.kind not in STEP_KINDS:
            findings.add("PRF-089", "steps", place, "kind", kind=step.kind, near=near)
    if profile.document is not None and not is_known(profile.document.issuer):
        findings.add("PRF-119", "document", "issuer", found=profile.document.issuer)
    return findings.by_line()


def _slip_apart(one: str, other: str) -> bool:
    """Whether one letter is missing, doubled or wrong, or two neighbours have changed places."""
    if len(one) != len(other):
        longer, shorter = sorted((one, other), key=len, reverse=True)
        return shorter in {longer[:place] + longer[place + 1 :] for place in range(len(longer))}
    wrong = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and (one[first], one[second]) == (other[second], other[first])
    return len(wrong) == 1


def unusual(service: Service, written: Toml) -> Iterator[Unusual]:
    profile = service.profile
    for way, number, most in _numbers(profile):
        if number > most:
            yield Unusual(way, number, f"0 ... {most}")
    for place, terms in enumerate(profile.terms):
        way = ("terms", place, "fee_amd")
        if terms.fee_amd % 100 or _badly_grouped(written, way):
            yield Unusual(way, terms.fee_amd, "1_000")
    yield from _hands(profile)
    ids = built_in().ids
    if profile.id not in ids:
        yield from (Unusual(("id",), profile.id, each) for each in ids if _slip_apart(profile.id, each))
    issuers = _issuers()
    issuer = profile.document.issuer if profile.document is not None else ""
    if is_known(issuer) and issuer not in issuers:
        yield Unusual(("document", "issuer"), issuer, ", ".join(issuers))
    yield from _conditions(profile)


def _numbers(profile: Profile) -> Iterator[tuple[tuple[Step, ...], int, int]]:
    """Each number that stands alone, and the most it mostly is."""
    yield ("retention_days",), profile.retention_days, 100
    for name, field in profile.fields.items():
        if field.longest is not None and type_of(field.type).name != "text_long":
            yield ("fields", name, "longest"), field.longest, 1000
    for place, paper in enumerate(profile.papers):
        if paper.later is not None:
            yield ("papers", place, "later"), paper.later.days, 30
    for place, terms in enumerate(profile.terms):
        yield ("terms", place, "working_days"), terms.working_days, 100
    if profile.samples.fingers is not None:
        yield ("samples", "fingers", "attempts"), profile.samples.fingers.attempts, 5
        yield ("samples", "fingers", "chip"), profile.samples.fingers.chip, 2


def _badly_grouped(written: Toml, way: tuple[Step, ...]) -> bool:
    """Whether the digits stand in groups of other than three, as in 20_0000."""
    _, _, line = written.place(*way).rpartition(":")
    said = written.text.splitlines()[int(line) - 1] if line.isdecimal() else ""
    found = search(r"fee_amd\s*=\s*([0-9_]+)", said)
    return found is not None and "_" in found[1] and any(len(group) != 3 for group in found[1].split("_")[1:])


def _hands(profile: Profile) -> Iterator[Unusual]:
    """One hand is as good as the other."""
    least = profile.samples.fingers.thresholds if profile.samples.fingers is not None else {}
    for right in Finger:
        left = right.name.replace("RIGHT", "LEFT")
        if left != right.name and left in least and least.get(right.name, least[left]) != least[left]:
            yield Unusual(("samples", "fingers", "thresholds", left), least[left], str(least[right.name]))


_MOST = {"age": 120, "birthday": 100, "years": 50, "months": 120, "days": 1000}
"""What is compared with, or counted by, these functions of conditions is mostly no more."""


def _conditions(profile: Profile) -> Iterator[Unusual]:
    parts = {name: getattr(profile, name) for name in profile.__struct_fields__}
    for way, rule, _ in texts_of(parts):
        text = unquoted(rule) if isinstance(rule, str) else ""
        ages = [*findall(r"\bage\(\w+\)\s*[<>=!]=?\s*(\d+)", text), *findall(r"(\d+)\s*[<>]=?\s*age\(", text)]
        numbers = [("age", age) for age in ages] + findall(r"\b(birthday|years|months|days)\(\s*(\d+)\s*\)", text)
        for function, number in numbers:
            if int(number) > _MOST[function]:
                yield Unusual(way, int(number), f"0 ... {_MOST[function]}")


def _issuers() -> list[str]:
    """Of all documents that services of the program's own make."""
    library = built_in()
    made = (each.document for service in library.ids for each in library.versions(service))
    return sorted({document.issuer for document in made if document is not None})
