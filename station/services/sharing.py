"""What people who came together need not say or show twice: what others of them gave already, offered to the one who is
shown; and what was chosen for that one, for the others who are asked too. Pure; nothing is taken over unasked."""

from collections.abc import Iterator, Mapping

from station.cases.case import Case
from station.domain.attachment import is_there
from station.domain.enrollment import Enrollment, EnrollmentId
from station.services.offered import Offered
from station.workflow.engine import Walk


def offered_in(case: Case, here: Walk) -> tuple[Offered, ...]:
    """What the others said or gave already of what is asked at this step and empty still: of each field and paper the
    first who did."""
    if len(case.enrollments) == 1 or here.here.takes is not None or here.here.signs:
        return ()
    return (*_fields_offered(case, here), *_papers_offered(case, here))


def _papers_offered(case: Case, here: Walk) -> Iterator[Offered]:
    own, shared = here.enrollment, here.here.shared()
    for paper in here.here.papers(own, here.sheet):
        if paper.about not in shared or not paper.paper or paper.left or is_there(own.items, paper):
            continue
        others = (each.enrollment_id for each in case.enrollments if each is not own and is_there(each.items, paper))
        if (whose := next(others, None)) is not None:
            yield Offered(paper.about, "", whose, paper=paper)


def _fields_offered(case: Case, here: Walk) -> tuple[Offered, ...]:
    """A field made of parts is offered whole, where nothing of it is typed."""
    own, shared, choices = here.enrollment.fields, here.here.shared(), here.here.choices(here.sheet)
    asked = [each.field for each in here.here.form(here.sheet) if each.shown and each.field.id in shared]
    found: list[Offered] = []
    for field_id, called in ((each.id, each.called) for each in asked):
        if _texts(own, field_id):
            continue
        for other in case.enrollments:
            texts = _texts(other.fields, field_id)
            allowed = all(text.upper() in choices.get(name, (text.upper(),)) for name, text in texts.items())
            if other is not here.enrollment and texts and allowed:
                found += (Offered(name, text, other.enrollment_id, called) for name, text in texts.items())
                break
    return tuple(found)


def _texts(fields: Mapping[str, str], field_id: str) -> Mapping[str, str]:
    """Of a field, or of all its parts; those that say something."""
    start = f"{field_id}."
    return {name: text for name, text in fields.items() if text and (name == field_id or name.startswith(start))}


def for_others_in(case: Case, here: Walk, walks: Mapping[EnrollmentId, Walk]) -> tuple[Offered, ...]:
    """Of what is chosen at this step and shared: for whom it holds too. whose: theirs. Who is signed for, or was sent
    back, is left as they are. walks: of everybody."""
    own, choices, shared = here.enrollment, here.here.choices(here.sheet), here.here.shared()
    chosen = {name: own.fields.get(name, "") for name in choices.keys() & shared}
    said = {name: text for name, text in chosen.items() if text.upper() in choices[name]}
    called = {each.field.id: each.field.called for each in here.here.form(here.sheet)} if said else {}
    found: list[Offered] = []
    for other in case.enrollments:
        if said and other is not own and _open(other):
            allowed = _choices_at(here.here.step_id, walks[other.enrollment_id])
            found += (
                Offered(name, text, other.enrollment_id, called.get(name, {}))
                for name, text in said.items()
                if not other.fields.get(name) and text.upper() in allowed.get(name, ())
            )
    return tuple(found)


def _open(enrollment: Enrollment) -> bool:
    return enrollment.signed is None and enrollment.decision is None and enrollment.recapture is None


def _choices_at(step_id: str, walk: Walk) -> Mapping[str, tuple[str, ...]]:
    step = next((each for each in walk.wanted if each.step_id == step_id), None)
    return {} if step is None else step.choices(walk.sheet)
