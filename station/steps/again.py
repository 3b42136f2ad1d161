"""Of a service, what the centre named of an earlier packet and nothing else: a request for a finger alters no face."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as said_with

from station.domain.answers import DOCUMENT
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.named import belongs, fingers_among, slaps_among
from station.domain.sample import PORTRAIT, SIGNATURE, Modality
from station.forms import Sheet
from station.profiles import Service
from station.profiles.schema import ConsentRule, PaperRule
from station.steps.base import ProfileStep
from station.steps.chosen import ChosenStep
from station.steps.typed import TypedStep
from station.workflow.slaps import SlapPolicy
from station.workflow.step import Plan, Step

_WORDS: Mapping[Modality | None, str] = {Modality.FACE: PORTRAIT, Modality.SIGNATURE: SIGNATURE}


@dataclass(frozen=True)
class NamedFieldsStep(TypedStep):
    """Of a step with fields, those that were named, and what belongs to them: the source of a spelling, its paper."""

    named: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        return self.said.kind

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        """Nothing that a field says of one that is not asked for here."""
        return tuple(each for each in sheet.problems(self.step_id) if each.field.partition(".")[0] in self.said.fields)


def nameable(plan: Plan, sheet: Sheet) -> tuple[str, ...]:
    """What of a case somebody may name to be given once more, in the order of its steps: its samples, the document
    held already as a whole, and its fields."""
    return tuple(dict.fromkeys(name for step in plan.steps for name in _nameable(step, plan.slaps, sheet)))


def _nameable(step: Step, slaps: SlapPolicy, sheet: Sheet) -> Iterator[str]:
    if step.takes in _WORDS:
        yield _WORDS[step.takes]
    elif step.takes is Modality.FINGERS:
        for slap in slaps.slaps:
            yield slap.value
            yield from (finger.name.lower() for finger in slaps.order_of(slap))
    elif step.kind == DOCUMENT:
        yield DOCUMENT
    if isinstance(step, NamedFieldsStep):
        yield from step.named
    elif isinstance(step, ProfileStep) and step.kind != DOCUMENT:
        yield from (each.field.id for each in step.form(sheet))


def asked_again(plan: Plan, items: Collection[str]) -> Plan:
    """The steps at which one of the items is given, as the packet's own names have them, and the signing. A field, a
    paper or a consent that the service does not ask, and a sample that it does not take, is nowhere in it."""
    wanted = slaps_among(items)
    taken = tuple(each for each in plan.slaps.slaps if not each.met.isdisjoint(wanted))
    slaps = replace(plan.slaps, slaps=taken, named=fingers_among(items))
    service = _cut(plan.service, items)
    empty = Sheet(service, {}, date.min)
    steps = tuple(step for each in plan.steps for step in _named(each, items, service, slaps, empty))
    return replace(plan, service=service, steps=steps, slaps=slaps, named=True)


def given_nowhere(plan: Plan, items: Collection[str]) -> tuple[str, ...]:
    """Those of the items that no step of `asked_again` gives: what was named is not left out in silence."""
    slaps = frozenset(finger.name.lower() for slap in plan.slaps.slaps for finger in plan.slaps.order_of(slap))
    given = {*(slap.value for slap in plan.slaps.slaps), *slaps}
    for step in plan.steps:
        if isinstance(step, NamedFieldsStep):
            given |= step.named
        elif isinstance(step, ChosenStep):
            given |= {name for name, _, _ in step.rules()}
        elif step.kind == DOCUMENT:
            given.add(DOCUMENT)
        elif step.takes in _WORDS:
            given.add(_WORDS[step.takes])
    return tuple(item for item in items if item not in given)


def _cut(service: Service, items: Collection[str]) -> Service:
    """The service as it is asked then: what was named is to be said, whatever the other answers would have been, for
    they are empty here; and of the rest nothing is asked but what belongs to it."""
    profile = service.profile
    fields = {
        name: said_with(field, when=True, required=True, default="") if name in items else field
        for name, field in profile.fields.items()
    }
    steps = tuple(
        said if said.kind == DOCUMENT else said_with(said, fields=tuple(f for f in said.fields if belongs(f, items)))
        for said in profile.steps
    )
    papers, consents = _named_papers(profile.papers, items), _named_consents(profile.consents, items)
    return replace(service, profile=said_with(profile, fields=fields, steps=steps, papers=papers, consents=consents))


def _named_papers(rules: Iterable[PaperRule], items: Collection[str]) -> tuple[PaperRule, ...]:
    """Each once, to be given now. Where several rules ask for one, in the forms that all of them ask for: which of them
    held is not known."""
    found: dict[str, PaperRule] = {}
    for rule in rules:
        if rule.kept_in in items:
            before = found.get(rule.kept_in, rule)
            forms = tuple(form for form in before.forms if form in rule.forms)
            found[rule.kept_in] = said_with(before, when=True, later=None, forms=forms or before.forms)
    return tuple(found.values())


def _named_consents(rules: Iterable[ConsentRule], items: Collection[str]) -> tuple[ConsentRule, ...]:
    """Each once, in any form that one of its rules allows: which of them held is not known, and the centre sees."""
    found: dict[str, ConsentRule] = {}
    for rule in rules:
        if rule.kept_in in items:
            before = found.get(rule.kept_in, rule)
            forms = tuple(dict.fromkeys((*before.forms, *rule.forms)))
            found[rule.kept_in] = said_with(before, when=True, forms=forms)
    return tuple(found.values())


def _named(step: Step, items: Collection[str], service: Service, slaps: SlapPolicy, empty: Sheet) -> Iterator[Step]:
    """The step as it is asked then; nothing where none of the items is given there. service: as it is cut; empty: of
    it, on which nothing is said."""
    if not isinstance(step, ProfileStep):
        return
    said = next(each for each in service.profile.steps if each.id == step.step_id)
    asked = replace(step, service=service, said=said)
    if asked.takes is Modality.FINGERS:
        if slaps.slaps:
            yield replace(asked, slaps=slaps)
    elif asked.takes in _WORDS:
        if _WORDS[asked.takes] in items:
            yield asked
    elif asked.kind == DOCUMENT:
        if DOCUMENT in items:
            yield asked
    elif said.fields:
        yield NamedFieldsStep(service, said, slaps, frozenset(items).intersection(said.fields))
    elif asked.signs or (not step.said.fields and asked.wanted(empty)):
        yield asked
