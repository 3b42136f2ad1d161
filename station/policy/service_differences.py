"""What a service asks otherwise than its version before: fields, papers, samples added and taken away, ages moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import msgspec

from station.domain.errors import ParamValue, Problem
from station.profiles.checks.document import OLDEST, visit_at_ages
from station.profiles.laws import Days, days_of, own_days
from station.profiles.published import services
from station.profiles.schema import Entry, Profile, Rule
from station.profiles.service import Service

NEVER = "–"
_RULES = frozenset({"when", "required", "evidence", "in_time"})
"""Entries that are conditions."""


@dataclass(frozen=True)
class _Asked:
    """A condition as it is written, and at which ages it holds for sure; "" where more than the age decides."""

    rule: str
    ages: str


Said: TypeAlias = str | tuple[str, ...] | _Asked
Parts: TypeAlias = dict[tuple[str, str], dict[str, Said]]


def of_services(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Problem]:
    """Profiles by name of file; those with faults are left out: nobody signs them. Each version is held against the one
    before it; of the very first all is new. Days of laws are held against those that hold until now."""
    own = own_days(demonstration=False)
    days = days_of(after.items(), own)
    yield from _days(days_of(before.items(), own), days)
    former = {(each.profile.id, each.profile.version): each for each in services(before)}
    now = services(after)
    for place, each in enumerate(now):
        profile = each.profile
        published = former.get((profile.id, profile.version))
        told: dict[str, ParamValue] = {"service": profile.id, "version": profile.version}
        if published is not None:
            then, until = published.profile.in_force.until, profile.in_force.until
            if then != until:
                yield Problem("PUB-LAST-DAY", {**told, "before": str(then or NEVER), "after": str(until or NEVER)})
            continue
        earlier = now[place - 1] if place and now[place - 1].profile.id == profile.id else None
        since = {**told, "since": str(profile.in_force.first(days) or NEVER)}
        if earlier is None:
            yield Problem("PUB-SERVICE", since)
        else:
            yield Problem("PUB-VERSION", {**since, "other": earlier.profile.version})
            yield from _between(earlier, each)


def _days(before: Days, after: Days) -> Iterator[Problem]:
    for law in sorted({**before, **after}):
        then, now = before.get(law), after.get(law)
        if then != now:
            yield Problem("PUB-LAW", {"law": law, "before": str(then or NEVER), "after": str(now or NEVER)})


def _between(earlier: Service, later: Service) -> Iterator[Problem]:
    before, after = _parts(earlier, later.profile.in_force.since), _parts(later, later.profile.in_force.since)
    service = later.profile.id
    for part, name in {**before, **after}:
        told = {"service": service, "part": part, "name": name}
        then, now = before.get((part, name)), after.get((part, name))
        if then is None or now is None:
            yield Problem("PUB-S-ADDED" if then is None else "PUB-S-REMOVED", told)
        for entry, said in (now or {}).items():
            former = then.get(entry, NEVER) if then is not None else None
            if former != said and (former is not None or not (isinstance(said, _Asked) and said.ages == NEVER)):
                yield _changed({**told, "entry": entry}, former, said)
        if then is not None and now is not None:
            yield from (_changed({**told, "entry": entry}, then[entry], NEVER) for entry in then if entry not in now)


def _changed(told: dict[str, str], before: Said | None, after: Said) -> Problem:
    """before: None where the thing itself is new; then only what is asked of whom is worth a sentence of its own."""
    if before is None:
        return Problem("PUB-S-NEW", {**told, "after": _written(after)})
    if isinstance(before, _Asked) and isinstance(after, _Asked) and before.ages and after.ages:
        return Problem("PUB-S-AGES", {**told, "before": before.ages, "after": after.ages})
    if isinstance(before, tuple) and isinstance(after, tuple) and set(before) != set(after):
        gone, new = (
            tuple(each for each in one if each not in other) for one, other in ((before, after), (after, before))
        )
        return Problem("PUB-S-LIST", {**told, "added": _written(new), "removed": _written(gone)})
    rules = (said.rule if isinstance(said, _Asked) else _written(said) for said in (before, after))
    return Problem("PUB-S-CHANGED", {**told, **dict(zip(("before", "after"), rules, strict=True))})


def _written(said: Said) -> str:
    if isinstance(said, _Asked):
        return said.ages or said.rule
    return said if isinstance(said, str) else ", ".join(said) or NEVER


def _parts(service: Service, day: date) -> Parts:
    """Everything that a profile says but its version and its days."""
    profile = service.profile

    def asked(rule: Rule) -> _Asked:
        return _Asked(_text(rule), ages(service, rule, day))

    def all_of(entry: Entry, *without: str) -> dict[str, Said]:
        rules = {name: asked(getattr(entry, name)) for name in entry.__struct_fields__ if name in _RULES}
        return {**_flat(entry, {*without, *_RULES}), **rules}

    parts: Parts = {("service", profile.id): _plain(profile)}
    for place, rule in enumerate(profile.subject.who, 1):
        parts["who", str(place)] = {"condition": asked(rule)}
    parts["service", profile.id]["obliged"] = asked(profile.subject.obliged)
    for name, field in profile.fields.items():
        parts["field", name] = all_of(field)
    for step in profile.steps:
        parts["step", step.id] = all_of(step, "id")
    parts["service", profile.id]["order"] = tuple(step.id for step in profile.steps)
    for paper in profile.papers:
        parts[_unused(parts, "paper", " / ".join(paper.one_of))] = all_of(paper, "one_of")
    for consent in profile.consents:
        parts[_unused(parts, "consent", " / ".join(consent.by))] = all_of(consent, "by")
    for name in ("face", "fingers", "signature"):
        sample = getattr(profile.samples, name)
        if sample is not None:
            parts["sample", name] = all_of(sample)
    for place, validity in enumerate(profile.document.validity if profile.document else (), 1):
        parts["validity", str(place)] = all_of(validity)
    if profile.payment is not None:
        parts["payment", profile.id] = all_of(profile.payment)
    for place, terms in enumerate(profile.terms, 1):
        parts["terms", str(place)] = all_of(terms)
    return parts


def _unused(parts: Parts, part: str, name: str) -> tuple[str, str]:
    """Of several that name the same papers the second is called so."""
    number = sum(1 for each, called in parts if each == part and called.partition(" (")[0] == name)
    return part, f"{name} ({number + 1})" if number else name


def _plain(profile: Profile) -> dict[str, Said]:
    names = ("law", "class", "modes", "roles", "receivers", "retention_days")
    whole = msgspec.to_builtins(profile)
    found: dict[str, Said] = {name: _said(whole[name]) for name in names}
    found |= {f"name.{tag}": text for tag, text in whole["name"].items()}
    found |= {f"acts.{name}": said for name, said in _flat(profile.acts).items()}
    if profile.document is not None:
        found |= {f"document.{name}": said for name, said in _flat(profile.document, without={"validity"}).items()}
    return found


def _flat(value: object, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for name, each in msgspec.to_builtins(value).items():
        if name in without or each is False or each in (None, "", (), [], {}):
            continue
        if isinstance(each, dict):
            found |= {f"{name}.{inner}": _said(said) for inner, said in each.items()}
        else:
            found[name] = _said(each)
    return found


def _said(value: object) -> Said:
    return tuple(map(_text, value)) if isinstance(value, list | tuple) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(each)}" for name, each in value.items() if each not in (None, (), False))
    return ", ".join(map(_text, value)) if isinstance(value, list | tuple) else str(value)


def ages(service: Service, rule: Rule, day: date) -> str:
    """At which ages it holds when nothing but the birth date is known: "6-15, 18+", "–" for none; "" where that is not
    enough to tell."""
    holds = []
    for age in range(OLDEST + 1):
        visit = visit_at_ages(age, age, day, service.profile.in_force.until)
        truth = service.rules.truth(rule, visit) if visit is not None else None
        if truth is None:
            return ""
        holds.append(truth)
    spans = []
    first = None
    for age, held in enumerate([*holds, False]):
        if held and first is None:
            first = age
        elif not held and first is not None:
            spans.append(f"{first}+" if age > OLDEST else str(first) if first == age - 1 else f"{first}-{age - 1}")
            first = None
    return ", ".join(spans) or NEVER
