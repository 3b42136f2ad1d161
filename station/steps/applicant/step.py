"""Who the applicant is: typed, and checked field by field."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.lines import Shown
from station.forms import Sheet
from station.forms.applicant import NEEDED, SAID, person_of
from station.forms.printed import printed
from station.packet.further import further
from station.packet.part import Part, joined
from station.profiles.condition.kinds import BIRTH
from station.steps.applicant import content, lines
from station.steps.typed import TypedStep


@dataclass(frozen=True)
class ApplicantStep(TypedStep):
    """What is not asked of every applicant, and a birth date of which only a part is known, stand under `further` in
    the packet, as they were said."""

    kind: ClassVar[str] = "applicant"

    def __post_init__(self) -> None:
        self.require_fields(NEEDED)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        if sheet.problems(self.step_id):
            raise ValueError("the applicant can not be read")
        person = person_of(sheet)
        said = SAID if person.birth_date is not None else SAID - {BIRTH}
        return joined((content.part(person), further(self.typed(sheet, but=said))))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        asked = {each.field.id for each in sheet.form(self.step_id) if each.shown}
        names = printed(self.service.profile.document, sheet)
        known = lines.lines(
            enrollment.values,
            names,
            {problem.field for problem in self.problems(enrollment, sheet)},
            number="psn_kind" in asked,
            guardian="guardian_name" in asked,
        )
        others = (each for each in self.form(sheet) if each.field.id not in SAID)
        return (*known, *self.lines_of(enrollment, others))
