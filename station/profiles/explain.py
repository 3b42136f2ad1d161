"""Which steps, papers, consents and dates a service has for one person, and why: each condition with what was known.
Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from station.profiles.condition import Range, Term, Truth, Value, Visit, asked
from station.profiles.kinds import kind_called, taken
from station.profiles.schema import Rule, Step, Terms
from station.profiles.service import Service

Part: TypeAlias = Literal["subject", "obliged", "step", "field", "evidence", "paper", "consent", "sample"]


@dataclass(frozen=True)
class Because:
    """One reason. rule: the text of the condition, "" where there is none. known: what was known of each thing it
    asks."""

    rule: str = ""
    known: tuple[tuple[Term, Value], ...] = ()


@dataclass(frozen=True)
class Line:
    """One thing that a service may ask of a person.

    names: of the step, field or sample; of papers and consents, those of which one is enough. forms: of papers and
    consents. truth: whether it is asked for; None where that is not known, and then it is asked for. because: the
    conditions; several for a step that takes several things, or a field that one shows and another requires. step: id
    of the step that asks for a field."""

    part: Part
    names: tuple[str, ...]
    truth: Truth
    because: tuple[Because, ...]
    forms: tuple[str, ...] = ()
    step: str = ""

    @property
    def asked(self) -> bool:
        return asked(self.truth)


@dataclass(frozen=True)
class Explanation:
    """expiry: of the document; a range where the day is not sure. terms: those that may apply to this person; only one
    where that is sure."""

    lines: tuple[Line, ...]
    expiry: Range | None
    expiry_because: tuple[Because, ...]
    terms: tuple[Terms, ...]

    def of(self, part: Part) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.part == part)


def explain(service: Service, visit: Visit) -> Explanation:
    document = service.profile.document
    validity = service.rules.possible(document.validity, visit) if document is not None else []
    return Explanation(
        tuple(_lines(service, visit)),
        service.expiry(visit),
        tuple(_because(service, rule, visit) for each in validity for rule in (each.when, each.until)),
        tuple(service.rules.possible(service.profile.terms, visit)),
    )


def _lines(service: Service, visit: Visit) -> Iterator[Line]:
    profile = service.profile

    def line(part: Part, names: tuple[str, ...], rule: Rule, forms: tuple[str, ...] = ()) -> Line:
        return Line(part, names, service.rules.truth(rule, visit), (_because(service, rule, visit),), forms)

    def of_field(part: Part, name: str, rules: tuple[Rule, ...], step: str) -> Line:
        because = tuple(_because(service, rule, visit) for rule in dict.fromkeys(rules))
        return Line(part, (name,), service.rules.all_of(rules, visit), because, step=step)

    for rule, holds in service.who(visit):
        yield Line("subject", (), holds, (_because(service, rule, visit),))
    if profile.subject.obliged is not False:
        yield line("obliged", (), profile.subject.obliged)
    for step in profile.steps:
        rules = rules_of(service, step)
        truth = service.rules.any_of(rules, visit)
        yield Line("step", (step.id,), truth, tuple(_because(service, rule, visit) for rule in rules))
        for name in step.fields if asked(truth) else ():  # of a step that is not shown nothing is asked
            field = profile.fields[name]
            if not asked(service.rules.truth(field.when, visit)):
                continue
            yield of_field("field", name, (field.when, field.required), step.id)
            if field.evidence is not False:
                yield of_field("evidence", name, (field.when, field.evidence), step.id)
    for paper in profile.papers:
        yield line("paper", paper.one_of, paper.when, paper.forms)
    for consent in profile.consents:
        yield line("consent", consent.by, consent.when, consent.forms)
    for name in ("face", "fingers", "signature"):
        sample = getattr(profile.samples, name)
        if sample is not None:
            yield line("sample", (name,), sample.when)


def rules_of(service: Service, step: Step) -> tuple[Rule, ...]:
    """The conditions of which one must hold for a step to be shown: its own; of a step that captures something, those
    of the samples."""
    takes = kind_called(step.kind).takes
    return taken(service.profile, takes) if takes else (step.when,)


def _because(service: Service, rule: Rule, visit: Visit) -> Because:
    if not isinstance(rule, str):
        return Because()
    condition = service.rules.conditions[rule]
    return Because(" ".join(rule.split()), condition.known(visit))
