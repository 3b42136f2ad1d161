"""What a profile says that may be meant, and mostly is a mistake: it is pointed at, and stops nothing."""

from collections.abc import Iterable, Iterator

from station.domain.errors import Problem
from station.profiles.condition.kinds import BIRTH
from station.profiles.findings import Findings
from station.profiles.load import Loaded
from station.profiles.naming import said_in
from station.profiles.schema import Rule
from station.profiles.service import Service
from station.toml import Step


def to_look_at(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """Of files without a fault: names that are the same in two languages, never translated perhaps; and fields asked
    before what decides about them, so that whoever answers must go back."""
    found: list[Problem] = []
    for each in loaded:
        if each.service is not None:
            findings = Findings(each.written)
            _same_words(each.service, findings)
            _too_early(each.service, findings)
            found += findings.by_line()
    return tuple(found)


def _same_words(service: Service, findings: Findings) -> None:
    for way, said in said_in(service):
        texts = list(said.by_language.values())
        if len(set(texts)) < len(texts):
            findings.add("PRF-113", *way)


def _too_early(service: Service, findings: Findings) -> None:
    place = {name: number for number, step in enumerate(service.profile.steps) for name in step.fields}
    for way, rule, here in _rules(service, place):
        for name in _names_of(service, rule):
            if place.get(name, here) > here:
                later = service.profile.steps[place[name]].id
                findings.add("PRF-117", *way, field=name, step=later)
                break


def _rules(service: Service, place: dict[str, int]) -> Iterator[tuple[tuple[Step, ...], Rule, int]]:
    """Each condition of a field or step, with the step at which it must be decided."""
    for name, field in service.profile.fields.items():
        for entry in ("when", "required"):
            yield ("fields", name, entry), getattr(field, entry), place.get(name, len(place))
    for number, step in enumerate(service.profile.steps):
        yield ("steps", number, "when"), step.when, number
        if step.kind in ("papers", "consents"):
            for row, rule in enumerate(getattr(service.profile, step.kind)):
                yield (step.kind, row, "when"), rule.when, number


def _names_of(service: Service, rule: Rule) -> list[str]:
    """The fields that a condition asks for, ages being of the birth date."""
    if not isinstance(rule, str):
        return []
    terms = [term.text for term in service.rules.conditions[rule].terms]
    return [BIRTH if term.startswith(("age(", "birthday(")) else term for term in terms]
