"""A form while it is filled in: every change saved, what hangs on it shown, problems when they are due, Next when all
is right. No Qt."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from station.domain.document import DocumentKind, DocumentSource
from station.domain.errors import Problem
from station.domain.value import Source
from station.services.form_view import Difference, FieldView, Form, FormNow, Printed
from station.services.mrz_marks import MrzMarks, mrz_marks
from station.services.views import EnrollmentView
from ui.pages.form import latin
from ui.pages.form.keyboard import in_latin
from ui.pages.form.model import FormModel
from ui.pages.form.notes import Note, note

_SCANNED = "ref"
"""Type of numbers that stand as a bar code on a paper: its reader ends them with Enter."""
# Of a document, what its zone says too.
_FILLED = ("_number", "_issuer", "_expiry")


class FormView(Protocol):
    def show_fields(self, fields: Sequence[FieldView], hidden: Collection[str], values: Mapping[str, str]) -> None:
        """Draw the inputs that are asked for now. hidden: those of them that the values make needless."""

    def inputs(self) -> Mapping[str, FieldView]:
        """What is drawn, by id and in reading order; also of parts and of each of several."""

    def show_values(self, values: Mapping[str, str], keep: Collection[str]) -> None:
        """keep: fields that hold newer text than `values`."""

    def show_notes(self, notes: Mapping[str, Note]) -> None: ...
    def show_marks(self, marks: MrzMarks, differs: Sequence[Difference]) -> None:
        """differs: what the zone says otherwise of the applicant."""

    def show_printed(self, printed: Printed | None) -> None: ...
    def show_due(self, due_amd: int) -> None:
        """What may be paid with a terminal now; 0: nothing."""

    def show_problems(self, problems: Mapping[str, Problem]) -> None: ...
    def focus_field(self, field: str) -> None: ...
    def focus_primary(self) -> None:
        """Give the keyboard to what leads on."""

    def tell(self, problem: Problem) -> None:
        """Of a problem that no field stands for."""

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
    """UI thread only. today: the desk's calendar day."""

    def __init__(self, form: Form, view: FormView, saver: Saver, today: Callable[[], date]) -> None:
        self._form, self._view, self._saver, self._today = form, view, saver, today
        self._model = FormModel()
        self._fields: tuple[FieldView, ...] = ()
        self._values: dict[str, str] = {}
        self._sources: Mapping[str, Source] = {}
        self._problems: tuple[Problem, ...] = ()
        self._wants_next = False
        self._entered = ""

    def value(self, field: str) -> str:
        return self._values.get(field, "")

    def enter(self, view: EnrollmentView) -> None:
        self._values = {**view.enrollment.fields, **self._saver.pending()}
        self._wants_next, self._entered = False, ""
        self._model.enter(self._values)
        form = self._form.now(self._values, self._today())
        begins = {
            each.field_id: each.begins for each in form.fields if each.begins and each.field_id not in self._values
        }
        self._values.update(begins)
        self._take(view, (), None if begins else form)
        if begins:
            self._saver.put(begins)

    def refresh(self, view: EnrollmentView) -> None:
        """A newer view; what is typed meanwhile and not saved yet stays."""
        keep = self._saver.pending()
        self._values = {**view.enrollment.fields, **keep}
        self._take(view, keep)
        if self._wants_next and self._saver.idle:
            self._decide()
        if self._entered and self._saver.idle:
            self._go_on()

    def typed(self, field: str, text: str) -> None:
        changes = {**self._follows(field, text), field: text}
        self._values.update(changes)
        self._saver.put(changes)
        self._show(())

    def by_table(self, stem: str) -> None:
        """Take the table's spelling of a name back."""
        self.typed(f"{stem}_latin", latin.by_table(stem, self._values))

    def in_latin(self, field: str) -> bool:
        """Take the Latin letters that are offered for what was typed with another layout on. False where none are."""
        offered = in_latin(self.value(field))
        if offered:
            self.typed(field, offered)
        return bool(offered)

    def entered(self, field: str) -> None:
        """Enter: Latin letters that are offered are taken, and the next field that is still empty has the keyboard;
        behind the last one Enter leads on. What a zone fills is waited for."""
        drawn = self._view.inputs().get(field)
        if drawn is not None and drawn.script == "la":
            self.in_latin(field)
        self._entered = field
        if drawn is not None and drawn.widget == "mrz" and not self._saver.idle:
            self._saver.flush()
        else:
            self._go_on()

    def cleared(self, whole: str) -> None:
        """One of several is taken away, with all its texts."""
        changes = {name: "" for name, text in self._values.items() if text and _is_of(name, whole)}
        self._values.update(changes)
        if changes:
            self._saver.put(changes)
        self._show(())

    def redraw(self) -> None:
        """An empty one of several was added."""
        self._show(())

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
        """How many fields are seen to stand in the way; None while none is. Once Next was pressed, all that do."""
        wrong = {problem.field for problem in self._problems}
        seen = wrong if self._model.revealed else set(self._model.shown(self._problems))
        return len(seen) or None

    def focus_first_wrong(self) -> None:
        self._view.focus_field(self._model.first(self._problems))

    def _go_on(self) -> None:
        field, self._entered = self._entered, ""
        drawn = self._view.inputs()
        names = list(drawn)
        behind = names[names.index(field) + 1 :] if field in names else ()
        following = next((name for name in behind if not self.value(name) and not drawn[name].unsaid), "")
        if following:
            self._view.focus_field(following)
        elif field in names and (drawn[field].widget == "mrz" or drawn[field].type == _SCANNED):
            self._view.focus_primary()  # it may have been the reader's Enter: a person's leads on
        else:
            self.next()

    def _follows(self, field: str, text: str) -> Mapping[str, str]:
        names = {each.field_id for each in self._fields}
        changes = {name: said for name, said in latin.follows(field, text, self._values).items() if name in names}
        if field == "document_kind" and text == DocumentKind.NONE and self.value("document_mrz"):
            changes["document_mrz"] = ""  # what was read was of a document that is not shown after all
        source = f"{field.rpartition('_')[0]}_source"
        if field.endswith(_FILLED) and source in names:
            changes[source] = DocumentSource.TYPED.value
        return changes

    def _take(self, view: EnrollmentView, keep: Collection[str], form: FormNow | None = None) -> None:
        self._problems = next((step.problems for step in view.steps if step.step_id == self._form.step.step_id), ())
        self._sources = {name: value.source for name, value in view.enrollment.values.items()}
        self._show(keep, form)
        self._show_problems()

    def _show(self, keep: Collection[str], form: FormNow | None = None) -> None:
        """form: what stands in it now, where that was looked at already."""
        today, values = self._today(), self._values
        form = form or self._form.now(values, today)
        self._fields = form.fields
        spelled = self._spelled()
        in_zone = {each.field: each.said for each in form.differs}
        self._view.show_fields(self._fields, self._needless(spelled), values)
        drawn, pending = self._view.inputs(), self._saver.pending()
        self._model.know(drawn)
        self._view.show_values(values, keep)
        self._view.show_due(form.due)
        self._view.show_notes(
            {
                name: note(name, each, values, self._source(name, pending), today, spelled, in_zone)
                for name, each in drawn.items()
            }
        )
        self._view.show_printed(form.printed)
        for name, each in drawn.items():
            if each.widget == "mrz":
                self._view.show_marks(mrz_marks(values.get(name, "")), form.differs)

    def _source(self, name: str, pending: Collection[str]) -> Source | None:
        return None if name in pending else self._sources.get(name)

    def _spelled(self) -> Mapping[str, str | None]:
        """How the Latin letters of each name came about, where this page asks for it; as `latin.source` says it."""
        return {
            stem: latin.source(stem, self._values, each.unsaid)
            for each in self._fields
            if (stem := latin.of_source(each.field_id))
        }

    def _needless(self, spelled: Mapping[str, str | None]) -> Collection[str]:
        """Why a name is spelled so, and what proves it, while nobody needs to say it; not what is wrong there."""
        wrong = {problem.field for problem in self._problems}
        stems = {each.field_id: latin.stem_of(each.field_id) for each in self._fields}
        return {
            name
            for name, stem in stems.items()
            if stem and spelled.get(stem) in (None, latin.TABLE) and name not in wrong
        }

    def _show_problems(self) -> None:
        self._view.show_problems(self._model.shown(self._problems))
        self._view.state_changed()

    def _decide(self) -> None:
        self._wants_next = False
        if not self._problems:
            self._view.go_next()
            return
        self._model.reveal()
        self._show_problems()
        if self._model.first(self._problems):
            self.focus_first_wrong()
        else:  # it stands with no field of this page: nothing would be seen
            self._view.tell(self._problems[0])


def _is_of(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")
