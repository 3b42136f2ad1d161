"""The page of every step that asks for fields. Each form is drawn once and kept; each change goes to the work thread at
once, the newest text winning."""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from station.domain.errors import Problem
from station.services.form_view import Difference, FieldView, Printed
from station.services.form_view import Form as Asks
from station.services.mrz_marks import MrzMarks
from station.services.views import EnrollmentView, EnrollResult
from ui.keeping import FieldSaver
from ui.making import Making
from ui.messages import language, say
from ui.pages.base import Page, PageContext
from ui.pages.form.body import Body
from ui.pages.form.group import ADD_KEY, REMOVE_KEY
from ui.pages.form.notes import Note
from ui.pages.form.pay_bar import PAY_KEY, PayBar
from ui.pages.form.paying import PayPresenter, PayState
from ui.pages.form.presenter import FormPresenter
from ui.theme.tokens import GAP
from ui.widgets.commands import Command, command_of
from ui.widgets.field_words import step_key
from ui.widgets.form import Form
from ui.widgets.words import retranslate_all

_STARTS = frozenset({"surname_hy", "given_hy", "document_mrz"})
"""Where typing begins when one of them is empty, though it may be; as where anything is that must be filled."""


class FormPage(Page):
    page_id = "form"
    title_key = "field.step.any.title"
    purpose_key = "field.step.any.purpose"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._step = ""
        self._drawn: dict[tuple[int, str], Making[tuple[Body, FormPresenter]]] = {}
        run = partial(context.bridge.run, context.station.work)
        self.pay_bar = PayBar()
        self.pay = PayPresenter(context.station.payments, self, context.bridge.post, run)
        self.pay_bar.take.connect(self._take_payment)
        self.pay_bar.cancel.connect(self.pay.cancel)
        self.pay_bar.nothing_taken.connect(self.pay.nothing_taken)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.pay_bar)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self.saver = FieldSaver(
            run,
            lambda which, changes: context.station.enroll.set_fields(which, changes),
            self._saved,
        )

    @property
    def form(self) -> Form:
        return self._body.form

    @property
    def presenter(self) -> FormPresenter:
        return self._presenter

    def _turn_to(self, view: EnrollmentView) -> None:
        """Draw the form of the step, or take the one that was drawn. Raises LookupError where the step asks nothing."""
        step, asks = view.current, view.step.form
        if asks is None:
            raise LookupError(step)
        self._body, self._presenter = self._making(view, step, asks).whole()
        self._step = self.page_id = step
        self.title_key, self.purpose_key = step_key(step, "title"), step_key(step, "purpose")

    def ahead(self, view: EnrollmentView) -> Iterable[Making[Any]]:
        return [self._making(view, step.step_id, step.form) for step in view.steps if step.form is not None]

    def coming(self, view: EnrollmentView) -> Iterable[Making[Any]]:
        asks = view.step.form
        return () if asks is None else (self._making(view, view.current, asks),)

    def _making(self, view: EnrollmentView, step: str, asks: Asks) -> Making[tuple[Body, FormPresenter]]:
        drawn = id(asks.service), step
        if drawn not in self._drawn:
            texts = view.enrollment.fields
            self._drawn[drawn] = Making(lambda: self._draw(asks, asks.now(texts, _today()).fields))
        return self._drawn[drawn]

    def _draw(self, asks: Asks, fields: Sequence[FieldView]) -> Generator[None, None, tuple[Body, FormPresenter]]:
        spoken = {language()}
        body = Body(fields)
        self._stack.addWidget(body)  # now, not when it is full: that would be dressed in one turn
        for _ in body.parts():
            yield
            spoken.add(language())  # it may change between two parts, and back again
        presenter = FormPresenter(asks, self, self.saver, _today)
        body.form.typed.connect(presenter.typed)
        body.form.left.connect(presenter.left)
        body.by_table.connect(presenter.by_table)
        body.form.entered.connect(presenter.entered)
        body.cleared.connect(presenter.cleared)
        body.redrawn.connect(presenter.redraw)
        if len(spoken) > 1:
            retranslate_all(body)
        return body, presenter

    # --- the page ----------------------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        if view is not None:
            self.saver.open(view.enrollment.enrollment_id)
            self._turn_to(view)
            self.pay.enter(view.enrollment.enrollment_id)
            self._body.begin()
            self._presenter.enter(view)
            self._stack.setCurrentWidget(self._body)  # filled by now: what is seen is laid out at each change

    def leave(self) -> None:
        super().leave()
        self.pay.leave()

    def refresh(self, view: EnrollmentView) -> None:
        super().refresh(view)
        if view.current == self._step:
            self._presenter.refresh(view)

    def settle(self) -> None:
        self.saver.flush()

    def forget(self) -> None:
        self.saver.forget()

    def primary(self) -> None:
        self._presenter.next()

    def primary_reason(self) -> str | None:
        remaining = self._presenter.remaining
        return None if remaining is None else say("shell.remaining", count=remaining)

    def cancel(self) -> bool:
        return self.pay.cancel()

    def show_reason(self) -> None:
        self._presenter.next()  # what was just mended is not saved yet

    def first_focus(self) -> QWidget | None:
        """What is asked first and still empty; where none is, the first of all."""
        drawn = self._body.inputs()
        starts = (name for name, each in drawn.items() if name in _STARTS or each.required)
        empty = next((name for name in starts if name in self.form.fields() and not self.form.value(name)), None)
        first = empty or next(iter(drawn), None)
        return self.form.row(first).editor if first is not None else None

    def commands(self) -> tuple[Command, ...]:
        return (
            Command((), say("field.keys.choice"), shown="← →"),
            Command((ADD_KEY,), say("field.keys.add"), lambda: self._body.add_one(), self._alone),
            Command((REMOVE_KEY,), say("field.keys.remove"), lambda: self._body.remove_one(), self._alone),
            command_of(self.pay_bar.button, PAY_KEY, words=say("field.keys.pay")),
        )

    def _alone(self) -> str | None:
        """Why none of several is added or taken away."""
        return None if self._body.in_several else say("field.keys.not_in_several")

    def _take_payment(self) -> None:
        self.saver.flush()  # what is owed hangs on what was typed
        self.pay.take()

    def _saved(self, answer: EnrollResult) -> None:
        if isinstance(answer, Problem):
            self.context.shell.show_problem(answer)
        else:
            self.context.shell.update(answer)

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_fields(self, fields: Sequence[FieldView], hidden: Collection[str], values: Mapping[str, str]) -> None:
        self._body.show_fields(fields, hidden, values)

    def inputs(self) -> Mapping[str, FieldView]:
        return self._body.inputs()

    def show_values(self, values: Mapping[str, str], keep: Collection[str]) -> None:
        self.form.set_values(values, keep)

    def show_notes(self, notes: Mapping[str, Note]) -> None:
        self._body.show_notes(notes)

    def show_marks(self, marks: MrzMarks, differs: Sequence[Difference]) -> None:
        self._body.show_marks(marks, differs)

    def show_printed(self, printed: Printed | None) -> None:
        self._body.show_printed(printed)

    def show_due(self, due_amd: int) -> None:
        self.pay.show_due(due_amd)

    def show_pay(self, state: PayState) -> None:
        self.pay_bar.show_state(state)

    def paid(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        self._body.show_problems(problems)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)

    def focus_field(self, field: str) -> None:
        self._body.focus(field)

    def focus_primary(self) -> None:
        self.context.shell.focus_primary()

    def state_changed(self) -> None:
        self.context.shell.action_changed()

    def go_next(self) -> None:
        self.context.shell.go_next()


def _today() -> date:
    return datetime.now().astimezone().date()
