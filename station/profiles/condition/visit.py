"""What is known of one visit when a condition is decided. What is missing here is not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from station.profiles.condition.kinds import LAST, MODE
from station.profiles.condition.ranges import Range, Value, exactly


@dataclass(frozen=True)
class Visit:
    """values: by id of the field. days: of application, issue, decision, and the version's last one. papers: by kind of
    paper, whether it was shown. consents: by who gives it, in which form. fingers: by finger, PRESENT or why it cannot
    be taken. person: what is known of the one of several people who is asked about; it goes before `values`."""

    values: Mapping[str, Value] = field(default_factory=dict)
    days: Mapping[str, Range] = field(default_factory=dict)
    mode: str | None = None
    papers: Mapping[str, bool] = field(default_factory=dict)
    consents: Mapping[str, str] = field(default_factory=dict)
    fingers: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, Value] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """What is known under a name: a field, a day of the visit, or its mode; None where nothing is."""
        if self.person and name in self.person:
            return self.person[name]
        if name in self.values:
            return self.values[name]
        return self.mode if name == MODE else self.days.get(name)

    def with_person(self, person: Mapping[str, Value], members: frozenset[str]) -> "Visit":
        """The visit as it is asked inside `any(people, ...)`: a member of the person takes the place of the applicant's
        field of the same name, also where that member is not known."""
        of_person = {**self.person, **{member: person.get(member) for member in members}}
        return Visit(self.values, self.days, self.mode, self.papers, self.consents, self.fingers, of_person)


def on(
    day: date, values: Mapping[str, Value] | None = None, issue: date | None = None, last: date | None = None
) -> Visit:
    """A visit on `day`, where the document is issued on the same day if no other is said. last: the last day of the
    version, where it has one."""
    ends = {} if last is None else {LAST: exactly(last)}
    return Visit(values or {}, {"application": exactly(day), "issue": exactly(issue or day), **ends})
