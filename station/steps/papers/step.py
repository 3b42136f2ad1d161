"""Papers that the profile asks this person to show: for each list of papers of which one is enough, the one shown, or
that it is brought later, where the profile accepts that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from station.domain.attachment import LATER
from station.domain.dates import day_after, format_date
from station.domain.enrollment import Enrollment
from station.domain.lines import Line, Shown
from station.fields import Json
from station.forms import Sheet
from station.packet.further import further
from station.packet.part import Part
from station.profiles import asked
from station.steps.chosen import ChosenStep, Wanted, answered


@dataclass(frozen=True)
class PapersStep(ChosenStep):
    kind: ClassVar[str] = "papers"
    missing: ClassVar[str] = "PAP-MISSING"

    def shared(self) -> frozenset[str]:
        return self.shared_papers()

    def rules(self) -> Iterator[Wanted]:
        for rule in self.service.profile.papers:
            yield rule.kept_in, (*rule.one_of, LATER) if rule.later is not None else rule.one_of, rule

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        due = self._due(enrollment, sheet)
        if not due:
            return super().part(enrollment, sheet)
        papers: dict[str, Json] = {name: day.isoformat() for name, day in due.items()}
        told: Json = {"status": "INCOMPLETE", "due": min(due.values()).isoformat(), "papers": papers}
        return further({**answered(enrollment, self._wanted(sheet)), "incomplete": told})

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        due = self._due(enrollment, sheet)
        whole = super().lines(enrollment, sheet)
        if not due:
            return whole
        return (*whole, Line("step.papers.incomplete", (format_date(min(due.values())),), tuple(due)))

    def _due(self, enrollment: Enrollment, sheet: Sheet) -> Mapping[str, date]:
        """By field, until when a paper is to be brought that is not here yet: the earliest day of all its rules,
        counted from today."""
        given = answered(enrollment, self._wanted(sheet))
        found: dict[str, date] = {}
        for rule in self.service.profile.papers:
            waits = given.get(rule.kept_in) == LATER and asked(sheet.truth(rule.when))
            if waits and rule.later is not None:
                term = rule.later
                day = day_after(sheet.day, term.days, working=term.working, closed=term.closed)
                found[rule.kept_in] = min(day, found.get(rule.kept_in, day))
        return found
