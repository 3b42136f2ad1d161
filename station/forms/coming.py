"""Who may not come for a service, said at the step where the answer stands that says so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from re import findall
from typing import TypeAlias

from station.domain.errors import Problem
from station.forms.sheet import Asked, Sheet, names_in
from station.profiles import Service

_Forms: TypeAlias = Mapping[str, Callable[[], Sequence[Asked]]]


def turned_away(service: Service, sheet: Sheet, forms: _Forms) -> Iterator[tuple[str, Problem]]:
    """For each rule of who may come that is false, or of which nothing that stands on the sheet tells: the step where
    the last of what it hangs on is asked, and the problem there.

    forms: what gives the fields of each step of this person, by its id, in their order; not empty. Where it is not
    known because a field is missing or wrong, that field says so itself, and nothing is said here."""
    for rule in service.profile.subject.who:
        truth = sheet.truth(rule)
        if truth or (truth is None and sheet.awaits(rule)):
            continue
        step, field = _place(service, _hangs_on(service, rule), forms)
        code = _code(service, rule) if truth is False else "WHO-UNKNOWN"
        yield step, Problem(code, {"rule": " ".join(rule.split())}, field=field)


def _hangs_on(service: Service, rule: str) -> frozenset[str]:
    """Fields; of papers and consents those in which it is kept what was shown or given."""
    names, words = names_in(rule), set(findall(r"[A-Z][A-Z0-9_]*", rule))
    papers = [each.kept_in for each in service.profile.papers if "has_doc" in names and words.intersection(each.one_of)]
    consents = [each.kept_in for each in service.profile.consents if "consent" in names and words.intersection(each.by)]
    return frozenset((*names, *papers, *consents))


def _place(service: Service, named: frozenset[str], forms: _Forms) -> tuple[str, str]:
    """Step and field; the first step and no field where what it hangs on is nowhere asked."""
    lists = {step.id: step.fields for step in service.profile.steps}
    kept = any(name.endswith(("_paper", "_consent")) for name in named)  # in steps that list no fields
    steps = [step for step in forms if named.intersection(lists[step]) or (kept and not lists[step])]
    found = [(step, each.field.id) for step in steps for each in forms[step]() if each.shown]
    return next(((step, field) for step, field in reversed(found) if field in named), (next(iter(forms)), ""))


def _code(service: Service, rule: str) -> str:
    """By what the rule hangs on: the age, the State of which somebody is a citizen, or something else."""
    terms = service.rules.conditions[rule].terms
    if terms and all(term.text.startswith("age(") for term in terms):
        return "WHO-AGE"
    types = {service.profile.fields[term.text].type for term in terms if term.text in service.profile.fields}
    return "WHO-STATE" if types == {"country"} else "WHO-OTHER"
