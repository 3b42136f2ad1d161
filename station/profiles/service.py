"""A service: a profile together with its conditions, read, and the questions that are asked of it for a visit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from station import fields
from station.domain.classes import class_of
from station.profiles.condition import Condition, Range, Truth, Visit
from station.profiles.condition.ranges import conjunction, disjunction, hull
from station.profiles.schema import ConsentRule, Field, Member, PaperRule, Profile, Rule, Terms, Validity, by_language
from station.texts.fields import field_words, label_key

First = TypeVar("First", Validity, Terms)


@dataclass(frozen=True)
class Rulebook:
    """conditions: by their text. Each was read once, when the profile was read."""

    conditions: Mapping[str, Condition]

    def truth(self, rule: Rule, visit: Visit) -> Truth:
        return self.conditions[rule].truth(visit) if isinstance(rule, str) else rule

    def all_of(self, rules: Sequence[Rule], visit: Visit) -> Truth:
        return conjunction(self.truth(rule, visit) for rule in rules)

    def any_of(self, rules: Sequence[Rule], visit: Visit) -> Truth:
        return disjunction(self.truth(rule, visit) for rule in rules)

    def day(self, text: str, visit: Visit) -> Range | None:
        return self.conditions[text].day(visit)

    def possible(self, rules: Sequence[First], visit: Visit) -> list[First]:
        return possible(rules, lambda rule: self.truth(rule, visit))


def possible(rules: Sequence[First], truth: Callable[[Rule], Truth]) -> list[First]:
    """Of a list of entries of which the first whose condition holds counts: those that may be that entry. Only one
    where the answers suffice to tell."""
    found: list[First] = []
    for rule in rules:
        holds = truth(rule.when)
        if holds is not False:
            found.append(rule)
        if holds is True:
            break
    return found


@dataclass(frozen=True)
class Service:
    """One version of what a person may come for."""

    profile: Profile
    rules: Rulebook

    @cached_property
    def asks(self) -> Mapping[str, fields.Field]:
        """The fields of the service by id, as `station.fields` reads and checks them."""
        return {name: _field(name, field) for name, field in self.profile.fields.items()}

    def called(self, field_id: str, language: str) -> str:
        """What a field is called, a member (`parents.1.role`), or what is asked by a rule of papers or consents: by the
        profile, else by the program; "" where neither says."""
        first, *rest = (part for part in field_id.split(".") if not part.isdecimal())
        field = self.asks.get(first)
        for member in rest:
            field = field.members.get(member) if field is not None else None
        said = field.called if field is not None else {}
        rules: tuple[PaperRule | ConsentRule, ...] = (*self.profile.papers, *self.profile.consents)
        for rule in rules:
            if rule.kept_in == field_id and rule.name is not None:
                said = rule.name.by_language
        key = label_key(field_id)
        return said.get(language, "") or (field_words(language)[key] if key else "")

    @cached_property
    def forgets(self) -> tuple[str, ...]:
        """Fields of which nothing stays once they are not asked for."""
        return tuple(name for name, field in self.profile.fields.items() if field.forget)

    def filled_from(self, source: str) -> frozenset[str]:
        """Fields that may be filled from there (one of `words.SOURCES`) before somebody types; none where the class
        of the service lets nobody be asked."""
        if not class_of(self.profile.case_class).may_ask(source):
            return frozenset()
        return frozenset(name for name, field in self.profile.fields.items() if source in field.prefill)

    def who(self, visit: Visit) -> tuple[tuple[str, Truth], ...]:
        """Each rule of who may come, and whether it holds."""
        return tuple((rule, self.rules.truth(rule, visit)) for rule in self.profile.subject.who)

    def may_come(self, visit: Visit) -> Truth:
        return conjunction(truth for _, truth in self.who(visit))

    def required(self, name: str, visit: Visit) -> Truth:
        """Whether a field must be filled: it is shown, and it is required."""
        field = self.profile.fields[name]
        return self.rules.all_of((field.when, field.required), visit)

    def expiry(self, visit: Visit) -> Range | None:
        """Last day of validity of the document to be made: a range where it is not sure; None where it is not known at
        all, or where the service makes no document."""
        if self.profile.document is None:
            return None
        days = [
            self.rules.day(each.until, visit) for each in self.rules.possible(self.profile.document.validity, visit)
        ]
        known = [day for day in days if day is not None]
        return hull(known) if known and len(known) == len(days) else None


def _field(name: str, said: Field | Member) -> fields.Field:
    members = said.members if isinstance(said, Field) else {}
    return fields.Field(
        name,
        said.type,
        said.script,
        said.choices,
        said.repeated,
        said.longest,
        said.default if isinstance(said, Field) else "",
        members={member: _field(member, each) for member, each in members.items()},
        called=by_language(said.name),
        help=by_language(said.help),
        choice_names={word: name.by_language for word, name in said.choice_names.items()},
    )
