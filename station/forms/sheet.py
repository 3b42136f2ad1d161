"""The sheet of an enrollment: what was typed, read by the fields of its service. Which fields are asked for now, what
their values are, and what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from re import findall

from station.domain.errors import Problem
from station.fields import Field, FieldContext, Read, Value, check_field, missing, read_field
from station.fields.holder import Difference, differences
from station.formats.mrz import parse
from station.forms.chosen import Told, consented, was_shown
from station.forms.circumstances import Circumstances
from station.forms.known import known
from station.profiles import Service, Truth, Visit, asked
from station.profiles.condition import Value as Known
from station.profiles.condition.kinds import BIRTH
from station.profiles.condition.visit import on
from station.profiles.schema import Rule

_OF_BIRTH = frozenset({"age", "birthday"})
"""What is counted from the birth date without naming it."""


@dataclass(frozen=True)
class Asked:
    """A field as a form shows it now. required: it must be filled."""

    field: Field
    shown: bool
    required: bool


class Sheet:
    """For the texts as they are now: it reads each field once, and decides each condition once, when that is first
    needed. Texts that changed need a new sheet."""

    def __init__(
        self, service: Service, texts: Mapping[str, str], day: date, besides: Circumstances | None = None
    ) -> None:
        """texts: as typed, by id of the field. day: today at the desk. besides: None where nothing is known."""
        self.day = day
        self._service = service
        self._fields = service.asks
        self._context = FieldContext(day, texts, self.value, self._fields)
        besides = besides or Circumstances()
        self._visit = replace(
            on(day, _Values(self), last=service.profile.in_force.until),
            papers=self._papers(),
            consents=self._consents(),
            mode=besides.mode or None,
            fingers=besides.fingers,
        )
        self._reads: dict[str, Read] = {}
        self._known: dict[str, Known] = {}
        self._faults: dict[str, tuple[Problem, ...]] = {}
        self._truths: dict[str, Truth] = {}
        self._open: set[str] = set()
        self._cut_short = 0

    @property
    def visit(self) -> Visit:
        """The same answers, as the conditions of the profile ask for them."""
        return self._visit

    def truth(self, rule: Rule) -> Truth:
        """Of a condition of the profile."""
        if isinstance(rule, bool):
            return rule
        if rule in self._open:  # not known while it is being found out
            self._cut_short += 1
            return None
        if rule not in self._truths:
            self._open.add(rule)
            self._truths[rule] = self._service.rules.truth(rule, self._visit)
            self._open.remove(rule)
        return self._truths[rule]

    def value(self, name: str) -> Value:
        """The value of a field; None while it is empty, wrong, or not asked for at all."""
        if name not in self._fields or not self._asked(self._service.profile.fields[name].when):
            return None
        read = self._reads.get(name) or self._read(name)
        return None if read.problems else read.value

    def form(self, step: str) -> tuple[Asked, ...]:
        """The fields of a step in their order."""
        rules = self._service.profile.fields
        return tuple(
            Asked(self._fields[name], self._wanted(rules[name].when), self._wanted(rules[name].required))
            for name in self._names(step)
        )

    def problems(self, step: str) -> tuple[Problem, ...]:
        """Of the fields of a step, in their order; what a field says of another one stands with that other."""
        return tuple(found for name in self._names(step) for found in self._fault(name))

    def differences(self) -> tuple[Difference, ...]:
        """What the zone of the held document says otherwise of the applicant."""
        lines = self.value("document_mrz")
        return differences(parse(lines), self.value, self._fields, self.day) if lines else ()

    def faults_of(self, name: str) -> tuple[Problem, ...]:
        """Of what stands in a field, whether or not it is asked for."""
        return self._read(name).problems

    def awaits(self, rule: str) -> bool:
        """Whether a field that a condition names is missing or wrong, and says so itself."""
        return any(self._fault(name) for name in names_in(rule) if name in self._fields)

    def known(self, name: str) -> Known:
        """The value of a field as conditions ask for it."""
        if name in self._known:
            return self._known[name]
        cut_short = self._cut_short
        value = self.value(name)
        answer = None if value is None else known(value, self._fields[name])
        if cut_short == self._cut_short:  # else it is asked inside a condition that hangs on it, and may change
            self._known[name] = answer
        return answer

    def _papers(self) -> Mapping[str, bool]:
        rules, texts = self._service.profile.papers, self._context.texts

        def find(paper: str) -> bool | None:
            lists = (rule for rule in rules if paper in rule.one_of)
            return was_shown(paper, (rule for rule in lists if self._asked(rule.when)), texts)

        return Told((paper for rule in rules for paper in rule.one_of), find)

    def _consents(self) -> Mapping[str, str]:
        rules, texts = self._service.profile.consents, self._context.texts

        def find(giver: str) -> str | None:
            of_them = (rule for rule in rules if giver in rule.by)
            return consented(giver, (rule for rule in of_them if self._asked(rule.when)), texts)

        return Told((giver for rule in rules for giver in rule.by), find)

    def _asked(self, rule: Rule) -> bool:
        """What stands in a field that is not asked for any more is left over, and says nothing."""
        return rule is True or asked(self.truth(rule))

    def _names(self, step: str) -> tuple[str, ...]:
        return next((each.fields for each in self._service.profile.steps if each.id == step), ())

    def _read(self, name: str) -> Read:
        if name not in self._reads:
            self._reads[name] = read_field(self._fields[name], self._context)
        return self._reads[name]

    def _fault(self, name: str) -> tuple[Problem, ...]:
        if name not in self._faults:
            self._faults[name] = ()  # of a field that asks for itself, by whatever way
            self._faults[name] = self._look(name)
        return self._faults[name]

    def _look(self, name: str) -> tuple[Problem, ...]:
        rules = self._service.profile.fields[name]
        if not self._wanted(rules.when):
            return ()
        read = self._read(name)
        if read.value is None and not read.problems:
            return (missing(self._fields[name]),) if self._wanted(rules.required) else ()
        return read.problems or check_field(read.value, self._fields[name], self._context)

    def _wanted(self, rule: Rule) -> bool:
        """Whether to insist. Where it is not known because a field that it depends on is wrong or missing, that field
        says so itself, and nothing goes on before it is right."""
        if isinstance(rule, bool):
            return rule
        truth = self.truth(rule)
        return truth if truth is not None else not self.awaits(rule)


class _Values(Mapping[str, Known]):
    """Of the fields, each read when a condition asks for it."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __getitem__(self, name: str) -> Known:
        if name not in self._sheet._fields:
            raise KeyError(name)
        return self._sheet.known(name)

    def __contains__(self, name: object) -> bool:
        return name in self._sheet._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheet._fields)

    def __len__(self) -> int:
        return len(self._sheet._fields)


@cache
def names_in(rule: str) -> frozenset[str]:
    """What a condition names, ages being of the birth date."""
    names = frozenset(findall(r"[a-z_][a-z0-9_]*", rule))
    return names | {BIRTH} if names & _OF_BIRTH else names
