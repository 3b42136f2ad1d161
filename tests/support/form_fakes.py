"""What presenters of typed pages are given in unit tests: a saver that keeps what it is told, a view that remembers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator, Role
from station.services.form_view import Difference, FieldView, Printed
from station.services.mrz_marks import MrzMarks, mrz_marks
from station.services.views import EnrollmentView
from tests.support.step_views import step_views
from ui.pages.form.notes import Note
from ui.pages.form.sections import arrange, reading_order

T = TypeVar("T")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ANI = Operator(CredentialId("a" * 64), "Անի Հակոբյան", "Demo Partner", frozenset({Role.OPERATOR}))


def run_now(call: Callable[[], T], done: Callable[[T], None]) -> None:
    """Work thread and way back in one: answers at once."""
    done(call())


class RunLater:
    """Keeps what is asked until `run` is called: the work thread is busy."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        self.waiting.append(lambda: done(call()))

    def run(self) -> None:
        waiting, self.waiting = self.waiting, []
        for item in waiting:
            item()


def enrollment_view(
    fields: Mapping[str, str] | None = None,
    step: str = "applicant",
    problems: Mapping[str, tuple[Problem, ...]] | None = None,
    enrollment_id: str = "e-1",
) -> EnrollmentView:
    """A view as the service would give it; problems by step."""
    empty = Enrollment(EnrollmentId(enrollment_id), "biometric_passport", NOW, ANI, step)
    enrollment = empty.with_fields(fields or {})
    steps = step_views(enrollment, problems=problems or {})
    return EnrollmentView(enrollment, "", steps, step, (), True, False, False)


def with_fields(view: EnrollmentView, **fields: str) -> EnrollmentView:
    return replace(view, enrollment=view.enrollment.with_fields(fields))


@dataclass
class FakeSaver:
    """`unsaved` is what was put and not yet said to be saved."""

    unsaved: dict[str, str] = field(default_factory=dict)
    put_calls: list[dict[str, str]] = field(default_factory=list)
    flushed: int = 0

    @property
    def idle(self) -> bool:
        return not self.unsaved

    def put(self, changes: Mapping[str, str]) -> None:
        self.put_calls.append(dict(changes))
        self.unsaved.update(changes)

    def flush(self) -> None:
        self.flushed += 1

    def pending(self) -> Mapping[str, str]:
        return self.unsaved

    def saved(self) -> None:
        self.unsaved = {}


@dataclass
class FakeFormView:
    fields: dict[str, FieldView] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    marks: MrzMarks = field(default_factory=lambda: mrz_marks(""))
    printed: Printed | None = None
    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    focused: list[str] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    due_amd: int = 0
    went_on: int = 0
    changes: int = 0

    def show_fields(self, fields: Sequence[FieldView], hidden: Collection[str], values: Mapping[str, str]) -> None:
        self.fields = {
            each.field_id: each for each in fields if each.shown and each.widget and each.field_id not in hidden
        }

    def inputs(self) -> Mapping[str, FieldView]:
        return {name: self.fields[name] for name in reading_order(arrange(list(self.fields)))}

    def show_notes(self, notes: Mapping[str, Note]) -> None:
        self.notes = dict(notes)

    def show_marks(self, marks: MrzMarks, differs: Sequence[Difference]) -> None:
        self.marks, self.differs = marks, differs

    def show_printed(self, printed: Printed | None) -> None:
        self.printed = printed

    def show_values(self, values: Mapping[str, str], keep: Collection[str]) -> None:
        self.values.update({name: value for name, value in values.items() if name not in keep})

    def show_due(self, due_amd: int) -> None:
        self.due_amd = due_amd

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        self.problems = dict(problems)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)

    def focus_primary(self) -> None:
        self.focused.append("primary")

    def focus_field(self, field: str) -> None:
        self.focused.append(field)

    def state_changed(self) -> None:
        self.changes += 1

    def go_next(self) -> None:
        self.went_on += 1
