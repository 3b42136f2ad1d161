"""Compares the conditions of a profile with each other. Three things are faults: a field that is required of somebody
to whom it is not shown; a condition that is true for nobody; a condition that depends on a field which is not shown
then (its answer is never known, so that everybody would be asked).

Every age is tried at which a condition may change, with every word that a condition names. Typed texts, people and
papers count as not known, and nothing is said about them; nor about conditions on calendar days, since the day decides
those.

This takes a good part of a second, so it is done when a profile is checked or published, never at a desk.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from re import findall
from typing import TypeAlias

from station.domain.errors import Problem
from station.profiles.checks.document import OLDEST, visit_at_ages
from station.profiles.condition import Range, Truth, Value, Visit
from station.profiles.condition.kinds import BIRTH, Kind, Sort
from station.profiles.findings import Findings
from station.profiles.load import Loaded
from station.profiles.names import names_of
from station.profiles.schema import Profile, Rule
from station.profiles.service import Service
from station.toml import Step, Toml

_MOST = 2_000  # sets of answers to one question
_ISSUED_WITHIN = 366  # days: whoever applies may be a year older then
_Answers: TypeAlias = Mapping[str, Value]
_Judge: TypeAlias = Callable[[Visit, Visit], Truth]
"""Is the fault there? Called with a visit with all answers, and with one that has only those that are asked for; None:
not clear."""


def reach_faults(loaded: Iterable[Loaded]) -> tuple[Problem, ...]:
    """The faults of each file that has no other faults."""
    return tuple(fault for each in loaded if each.service is not None for fault in _faults(each.service, each.written))


def _faults(service: Service, written: Toml) -> tuple[Problem, ...]:
    findings, people = Findings(written), People(service)
    if not people.possible(True):
        findings.add("PRF-101", "subject", "who")
        return findings.by_line()
    for name, field in service.profile.fields.items():
        for entry in ("required", "evidence"):
            rule = getattr(field, entry)
            if isinstance(rule, str) and "date(" not in rule and not people.possible(rule):
                findings.add("PRF-084", "fields", name, entry)
                continue
            if isinstance(rule, str) or (rule is True and field.when is False):
                who = people.insisted(rule, field.when)
                if who:
                    findings.add("PRF-083", "fields", name, entry, field=name, entry=entry, who=who)
    for way, rule in _rules(service.profile):
        if not isinstance(rule, str) or "date(" in rule:
            continue
        if not people.possible(rule):
            findings.add("PRF-084", *way)
            continue
        hanging = people.hanging(rule)
        if hanging is not None:
            who, on = hanging
            findings.add("PRF-085", *way, who=who, field=on)
    return findings.by_line()


def _rules(profile: Profile) -> Iterator[tuple[tuple[Step, ...], Rule]]:
    for place, rule in enumerate(profile.subject.who):
        yield ("subject", "who", place), rule
    for name, field in profile.fields.items():
        yield ("fields", name, "when"), field.when
    for part in ("steps", "papers", "consents"):
        for place, rule in enumerate(getattr(profile, part)):
            yield (part, place, "when"), rule.when
    for name in ("face", "fingers", "signature"):
        sample = getattr(profile.samples, name)
        if sample is not None:
            yield ("samples", name, "when"), sample.when
            for reason, rule in sample.exceptions_when.items():
                yield ("samples", name, "exceptions_when", reason), rule


@dataclass(frozen=True)
class _Met:
    answers: _Answers
    age: int
    without: frozenset[str]

    def __str__(self) -> str:
        said = (f"{name} {_word(value)}" for name, value in self.answers.items() if name not in self.without)
        return ", ".join((f"age {self.age}", *said))


class People:
    """The people who may come for a service: one for each combination of age and answers that its conditions
    distinguish."""

    def __init__(self, service: Service) -> None:
        profile = service.profile
        self._fields = profile.fields
        self._kinds = names_of(profile.fields).fields
        self._who = profile.subject.who
        self._day, self._last = profile.in_force.since, profile.in_force.until
        self._rules = service.rules

    def insisted(self, rule: Rule, when: Rule) -> str:
        """Somebody of whom a field is required that is not shown to them, in words; "" where there is nobody."""

        def judge(_: Visit, asked: Visit) -> Truth:
            wanted, shown = self._rules.truth(rule, asked), self._rules.truth(when, asked)
            if wanted is False or shown is True:
                return False
            return True if wanted and shown is False else None

        return str(self._first((rule, when), judge, unclear=False) or "")

    def possible(self, rule: Rule) -> bool:
        return self._first((rule,), lambda said, _: self._rules.truth(rule, said), unclear=True) is not None

    def hanging(self, rule: Rule) -> tuple[str, str] | None:
        """Somebody for whom the rule is never known, in words, and the field that is not shown to them but would decide
        it."""

        def judge(said: Visit, asked: Visit) -> Truth:
            if self._rules.truth(rule, asked) is not None:
                return False
            return True if said is not asked and self._rules.truth(rule, said) is not None else None

        met = self._first((rule,), judge, unclear=False)
        return (str(met), sorted(met.without)[0]) if met is not None else None

    def undecided(self, rule: Rule, later: Collection[str]) -> bool:
        """Whether the rule is known of nobody before these fields are filled in."""

        def judge(said: Visit, _: Visit) -> Truth:
            early = {name: value for name, value in said.values.items() if name not in later}
            return self._rules.truth(rule, replace(said, values=early)) is not None

        return self._first((rule,), judge, unclear=False) is None

    def _first(self, rules: tuple[Rule, ...], judge: _Judge, *, unclear: bool) -> _Met | None:
        """The first person for whom `judge` answers true. unclear: the answer to take where it does not know."""
        text = " ".join(rule for rule in rules if isinstance(rule, str))
        named = [str(field.when) for name, field in self._fields.items() if name in text]
        ages = _ages(" ".join((text, *self._who, *named)))
        for answers in islice(self._answers(" ".join((text, *named))), _MOST):
            for least, most in ages:
                met = self._at(least, most, answers, judge, unclear=unclear)
                if met is not None:
                    return met
        return None

    def _at(self, least: int, most: int, answers: _Answers, judge: _Judge, *, unclear: bool) -> _Met | None:
        said = self._visit(least, most, answers)
        if said is None or self._rules.all_of(self._who, said) is False:
            return None
        without = frozenset(name for name in answers if self._rules.truth(self._fields[name].when, said) is False)
        asked = said if not without else self._visit(least, most, {**answers, **dict.fromkeys(without)}) or said
        found = judge(said, asked)
        return _Met(answers, least, without) if found or (found is None and unclear) else None

    def _visit(self, least: int, most: int, answers: _Answers) -> Visit | None:
        visit = visit_at_ages(least, most, self._day, self._last)
        if visit is None:
            return None
        later = Range(self._day.toordinal(), self._day.toordinal() + _ISSUED_WITHIN)
        return replace(visit, values={**answers, **visit.values}, days={**visit.days, "issue": later})

    def _answers(self, text: str) -> Iterator[_Answers]:
        written = set(findall(r"\w+", text))
        distinguished = written.union(
            *(findall(r"\w+", rule) for rule in self._who)
        )  # who may come hangs on words, too
        choices = {
            name: _choices(kind, distinguished)
            for name, kind in self._kinds.items()
            if name in written and name != BIRTH and kind.sort in (Sort.WORD, Sort.TRUTH)
        }
        for values in product(*choices.values()):
            yield dict(zip(choices, values, strict=True))


def _ages(text: str) -> list[tuple[int, int]]:
    """The first and last age of each span of ages between which no number in the text distinguishes."""
    numbers = {int(number) for number in findall(r"\b[0-9]{1,3}\b", text)}
    first = sorted({0, *(age for number in numbers for age in (number, number + 1) if 0 < age <= OLDEST)})
    return [(age, until - 1) for age, until in pairwise((*first, OLDEST + 1))]


def _choices(kind: Kind, written: set[str]) -> list[Value]:
    """The words of a list that the conditions name, and one more that stands for all others."""
    if kind.sort is Sort.TRUTH:
        return [False, True]
    others = sorted(kind.choices - written)
    return [*sorted(kind.choices & written), *others[:1]]


def _word(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
