"""Presenter of a page of typed fields: every change saved, problems shown when due, Next when all is right. No Qt."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from station.domain.errors import Problem
from station.services.views import EnrollmentView


class FormModel:
    """A problem is shown beside its field only after the field was left, or once Next was pressed."""

    def __init__(self, fields: Iterable[str]) -> None:
        self._fields = tuple(fields)
        self._left: set[str] = set()
        self._all = False

    def enter(self, values: Mapping[str, str]) -> None:
        """The page is shown: what holds text counts as left."""
        self._left = {field for field in self._fields if values.get(field)}
        self._all = False

    def leave_field(self, field: str) -> None:
        self._left.add(field)

    def reveal(self) -> None:
        """Next was pressed: from now on every problem is shown."""
        self._all = True

    @property
    def revealed(self) -> bool:
        return self._all

    def shown(self, problems: Iterable[Problem]) -> Mapping[str, Problem]:
        """The first problem of each field that may be shown."""
        found: dict[str, Problem] = {}
        for problem in problems:
            if problem.field in self._fields and (self._all or problem.field in self._left):
                found.setdefault(problem.field, problem)
        return found

    def first(self, problems: Iterable[Problem]) -> str:
        """The field, in reading order, that the eye should go to; "" when none of them is on this page."""
        wrong = {problem.field for problem in problems}
        return next((field for field in self._fields if field in wrong), "")


class FormView(Protocol):
    def show_values(self, values: Mapping[str, str], keep: Collection[str]) -> None:
        """keep: fields that hold newer text than `values`."""

    def show_problems(self, problems: Mapping[str, Problem]) -> None: ...
    def focus_field(self, field: str) -> None: ...
    def state_changed(self) -> None: ...
    def go_next(self) -> None: ...


class Saver(Protocol):
    """Carries changes to the work thread; see ui.keeping.FieldSaver."""

    @property
    def idle(self) -> bool: ...
    def put(self, changes: Mapping[str, str], /) -> None: ...
    def flush(self) -> None: ...
    def pending(self) -> Mapping[str, str]: ...


class FormPresenter:
    """UI thread only. Subclasses say what follows from a change and what else is shown."""

    def __init__(self, step: str, fields: Iterable[str], view: FormView, saver: Saver) -> None:
        self._step, self._form, self._saver = step, view, saver
        self._model = FormModel(fields)
        self._values: dict[str, str] = {}
        self._problems: tuple[Problem, ...] = ()
        self._wants_next = False

    def follow(self, field: str, text: str) -> Mapping[str, str]:
        """Fields that change along when `text` is typed into `field`; `value` still gives the former texts."""
        return {}

    def usual(self) -> Mapping[str, str]:
        """Values that a new enrollment begins with."""
        return {}

    def show_rest(self) -> None:
        """Show what else depends on the values."""

    def value(self, field: str) -> str:
        return self._values.get(field, "")

    def enter(self, view: EnrollmentView) -> None:
        self._values = {**view.enrollment.fields, **self._saver.pending()}
        self._wants_next = False
        self._model.enter(self._values)
        usual = {field: value for field, value in self.usual().items() if field not in self._values}
        self._values.update(usual)
        self._form.show_values(self._values, ())
        self._take(view)
        if usual:
            self._saver.put(usual)

    def refresh(self, view: EnrollmentView) -> None:
        """A newer view; what is typed meanwhile and not saved yet stays."""
        keep = self._saver.pending()
        self._values = {**view.enrollment.fields, **keep}
        self._form.show_values(self._values, keep)
        self._take(view)
        if self._wants_next and self._saver.idle:
            self._decide()

    def typed(self, field: str, text: str) -> None:
        changes = {**self.follow(field, text), field: text}
        self._values.update(changes)
        self._form.show_values(self._values, ())
        self.show_rest()
        self._saver.put(changes)

    def left(self, field: str) -> None:
        self._model.leave_field(field)
        self._show_problems()

    def next(self) -> None:
        """Go on when everything typed is saved and right; otherwise show all that is wrong."""
        self._wants_next = True
        self._saver.flush()
        if self._saver.idle:
            self._decide()

    @property
    def remaining(self) -> int | None:
        """How many fields still stand in the way; None before Next was pressed or once none does."""
        wrong = {problem.field for problem in self._problems}
        return len(wrong) if self._model.revealed and wrong else None

    def focus_first_wrong(self) -> None:
        self._form.focus_field(self._model.first(self._problems))

    def _take(self, view: EnrollmentView) -> None:
        self._problems = next(step.problems for step in view.steps if step.step_id == self._step)
        self.show_rest()
        self._show_problems()

    def _show_problems(self) -> None:
        self._form.show_problems(self._model.shown(self._problems))
        self._form.state_changed()

    def _decide(self) -> None:
        self._wants_next = False
        if not self._problems:
            self._form.go_next()
            return
        self._model.reveal()
        self._show_problems()
        self.focus_first_wrong()
