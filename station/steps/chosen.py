"""Steps where something is chosen for each rule of the profile that holds: which paper was shown, who consented how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeAlias

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Choice, Line, Shown
from station.domain.sample import Modality
from station.fields import Field
from station.forms import Asked, Sheet
from station.packet.further import further
from station.packet.part import Part
from station.profiles import asked
from station.profiles.schema import ConsentRule, PaperRule, by_language
from station.steps.base import ProfileStep

Wanted: TypeAlias = tuple[str, tuple[str, ...], PaperRule | ConsentRule]
"""Id of the field in which it is kept, the words of which one is chosen, and the rule that says when it is wanted."""


@dataclass(frozen=True)
class ChosenStep(ProfileStep):
    """missing: code of the problem where nothing was chosen yet for a rule."""

    page: ClassVar[str] = "form"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False
    missing: ClassVar[str]

    def rules(self) -> Iterator[Wanted]:
        """The rules of the profile for this step. Rules with the same id are one question; only the choices of the rule
        that holds for this person are offered."""
        raise NotImplementedError

    def form(self, sheet: Sheet) -> tuple[Asked, ...]:
        """A field for every rule with all of its choices, since a page is drawn once; only those wanted now are
        shown."""
        words: dict[str, dict[str, None]] = {}
        for name, allowed, _ in self._rules:
            words.setdefault(name, {}).update(dict.fromkeys(allowed))
        called = self._called()
        wanted = self._wanted(sheet)
        return tuple(
            Asked(
                Field(name, "choice", choices=tuple(each), called=called.get(name, {})),
                shown=name in wanted,
                required=name in wanted,
            )
            for name, each in words.items()
        )

    def choices(self, sheet: Sheet) -> Mapping[str, tuple[str, ...]]:
        return self._wanted(sheet)

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        wanted = self._wanted(sheet)
        given = answered(enrollment, wanted)
        said = {name: _word(enrollment, name) for name in wanted if name not in given}
        return tuple(
            Problem("APP-CHOICE" if word and not self._offers(name, word) else self.missing, field=name)
            for name, word in said.items()
        )

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        return further(answered(enrollment, self._wanted(sheet)))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        wanted, called = self._wanted(sheet), self._called()
        given = answered(enrollment, wanted)
        return tuple(
            Line("", (Choice(name, given[name]),) if name in given else (), (name,), called=called.get(name, {}))
            for name in wanted
        )

    def _offers(self, name: str, word: str) -> bool:
        """Of any rule that is this question, whether or not it is this person's."""
        return any(word in allowed for asks, allowed, _ in self._rules if asks == name)

    @cached_property
    def _rules(self) -> tuple[Wanted, ...]:
        return tuple(self.rules())

    def _called(self) -> Mapping[str, Mapping[str, str]]:
        """What the service calls each question, by its id; the last rule of those that are one question says it."""
        return {name: by_language(rule.name) for name, _, rule in self._rules if rule.name is not None}

    def _wanted(self, sheet: Sheet) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, words, rule in self._rules:
            if asked(sheet.truth(rule.when)):
                found[name] = tuple(word for word in words if word in found.get(name, words))
        return found


def answered(enrollment: Enrollment, wanted: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """The words chosen, by field. wanted: the words of which one may be."""
    chosen = {name: _word(enrollment, name) for name in wanted}
    return {name: word for name, word in chosen.items() if word in wanted[name]}


def _word(enrollment: Enrollment, name: str) -> str:
    return enrollment.fields.get(name, "").strip().upper()
