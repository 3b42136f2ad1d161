"""Of a service, what the centre named of an earlier packet and nothing else: a request for a finger alters no face."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from msgspec.structs import replace as said_with

from station.domain.answers import DOCUMENT, PORTRAIT, SIGNATURE
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.named import belongs, fingers_among, slaps_among
from station.domain.sample import Modality
from station.fields import missing
from station.forms import Asked, Sheet
from station.steps.base import ProfileStep
from station.steps.typed import TypedStep
from station.workflow.slaps import SlapPolicy
from station.workflow.step import Plan, Step

_WORDS: Mapping[Modality | None, str] = {Modality.FACE: PORTRAIT, Modality.SIGNATURE: SIGNATURE}


@dataclass(frozen=True)
class NamedFieldsStep(TypedStep):
    """Of a step with fields, those that were named, and what belongs to them: the source of a spelling, its paper. The
    others are empty here, and nothing that hangs on them keeps a named one from being asked for."""

    named: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        return self.said.kind

    def form(self, sheet: Sheet) -> tuple[Asked, ...]:
        asked = {each.field.id: each for each in sheet.form(self.step_id)}
        return tuple(
            replace(asked[name], shown=True, required=True) if name in self.named else asked[name]
            for name in self.said.fields
        )

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        found = tuple(self._problems(sheet))
        return tuple(each for place, each in enumerate(found) if each not in found[:place])

    def _problems(self, sheet: Sheet) -> Iterator[Problem]:
        for name in self.said.fields:
            if name in self.named:
                yield from sheet.faults_of(name)
                if sheet.value(name) is None and not sheet.faults_of(name):
                    yield missing(self.service.asks[name])
        for problem in sheet.problems(self.step_id):
            if problem.field.partition(".")[0] in self.said.fields:
                yield problem


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
            yield from (finger.name.lower() for finger in slap.fingers)
    elif step.kind == DOCUMENT:
        yield DOCUMENT
    if isinstance(step, NamedFieldsStep):
        yield from step.named
    elif isinstance(step, ProfileStep) and step.kind != DOCUMENT:
        yield from (each.field.id for each in step.form(sheet))


def asked_again(plan: Plan, items: Collection[str]) -> Plan:
    """The steps at which one of the items is given, as `station.domain.answers.ITEMS` name them, and the signing. A
    field that the service does not ask, and a sample that it does not take, is nowhere in it."""
    wanted = slaps_among(items)
    taken = tuple(each for each in plan.slaps.slaps if each in wanted)
    slaps = replace(plan.slaps, slaps=taken, named=fingers_among(items))
    steps = tuple(step for each in plan.steps for step in _named(each, items, slaps))
    return replace(plan, steps=steps, slaps=slaps, named=True)


def given_nowhere(plan: Plan, items: Collection[str]) -> tuple[str, ...]:
    """Those of the items that no step of `asked_again` gives: what was named is not left out in silence."""
    slaps = frozenset(finger.name.lower() for slap in plan.slaps.slaps for finger in slap.fingers)
    given = {*(slap.value for slap in plan.slaps.slaps), *slaps}
    for step in plan.steps:
        if isinstance(step, NamedFieldsStep):
            given |= step.named
        elif step.kind == DOCUMENT:
            given.add(DOCUMENT)
        elif step.takes in _WORDS:
            given.add(_WORDS[step.takes])
    return tuple(item for item in items if item not in given)


def _named(step: Step, items: Collection[str], slaps: SlapPolicy) -> Iterator[Step]:
    """The step as it is asked then; nothing where none of the items is given there."""
    if step.signs or (step.takes in _WORDS and _WORDS[step.takes] in items):
        yield step
    elif step.takes is None and step.kind == DOCUMENT:
        if DOCUMENT in items:
            yield step
    elif isinstance(step, ProfileStep):
        if step.takes is Modality.FINGERS and slaps.slaps:
            yield replace(step, slaps=slaps)
        fields = [name for name in step.said.fields if belongs(name, items)]
        if fields:
            named = frozenset(items).intersection(fields)
            yield NamedFieldsStep(step.service, said_with(step.said, fields=tuple(fields)), slaps, named)
