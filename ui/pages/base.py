"""What a page is, and what it may ask of the window around it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QWidget

from station.domain.errors import Problem
from station.domain.operator import Operator
from ui.bridge import Bridge
from ui.facing import Facing
from ui.making import Making
from ui.messages import say
from ui.widgets.commands import Command, pressed
from ui.widgets.roles import speak_as
from ui.widgets.service_words import step_name

if TYPE_CHECKING:
    from station.bootstrap import Station
    from station.domain.enrollment import EnrollmentId
    from station.services.views import EnrollmentView, SealedView
    from ui.keeping import Keeps


class ShellApi(Protocol):
    """What the window does for a page. UI thread only."""

    def show_problem(self, problem: Problem | None, whose: str = "") -> None:
        """Tell what stands in the way above the page; None takes it away. whose: as `problem_text`."""

    def update(self, view: "EnrollmentView") -> None:
        """The enrollment changed: refresh rail, page and action bar."""

    def go_next(self) -> None:
        """Go to the step after this one; before that, to a former one that asks for something since."""

    def go_to(self, step: str) -> None:
        """Go to a step of the enrollment by its id."""

    def turn_to(self, enrollment_id: "EnrollmentId") -> None:
        """Show another of those who came together, where they were left."""

    def busy(self, text_key: str | None, on_cancel: Callable[[], None] | None = None) -> None:
        """Show that something long runs (and can be cancelled); None when it ended."""

    def action_changed(self) -> None:
        """The page's `primary_key` or `primary_reason` changed: ask for them again."""

    def focus_primary(self) -> None:
        """Give the keyboard to the primary action."""

    def open_enrollment(self, view: "EnrollmentView") -> None:
        """Show this enrollment at the step it stands on."""

    def show_sealed(self, enrollment: "EnrollmentView", sealed: "SealedView") -> None:
        """The packet is sealed and queued: show the last page."""

    def go_home(self) -> None:
        """Leave the enrollment (it stays a draft) and show the first page."""

    def open_approvals(self) -> None:
        """Show what waits for a state officer."""

    def open_day(self) -> None:
        """Show what was done at this desk today, what waits, and whom to call back."""

    def signed_in(self, operator: Operator) -> None:
        """Somebody signed in: show the first page, or the page that was locked."""


class Over(Protocol):
    """What lies over a page while it is open."""

    def primary(self) -> bool:
        """Ctrl+Enter. False while it is closed."""

    def primary_key(self) -> str | None:
        """Key of the words of what that does; None while it is closed."""


@dataclass(frozen=True)
class PageContext:
    station: "Station"
    bridge: Bridge
    shell: ShellApi
    facing: Facing = field(default_factory=Facing)


class Page(QWidget):
    """One task. The window owns title, purpose, problem line and action bar; the page owns what is between.

    It is made ahead, in turns in which nothing else is asked of the window: a page of more than some thirty widgets
    makes them in `parts`. Whatever is called of a page is called of a whole one.

    `enter` comes each time the page is shown, `leave` each time it is left; in between `refresh` brings every newer
    view of the enrollment. Pages around the workflow (sign_in, home) are entered with None. Every widget of the page
    with a `retranslate` method is called when the language changes; then the page's own `retranslate`.
    """

    page_id: str
    title_key: str
    purpose_key: str
    primary_default: ClassVar[str] = "shell.next"
    has_details: ClassVar[bool] = False
    """Whether it has what `toggle_details` opens."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.view: EnrollmentView | None = None
        self.setProperty("look", "page")
        self.setProperty("ring", False)
        speak_as(self, QAccessible.Role.Pane)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # holds the keyboard while nothing on it may be pressed

    def parts(self) -> Iterator[None]:
        """Make what is on the page, and yield where the window may look up. Comes once, after `__init__`."""
        return iter(())

    def ahead(self, view: "EnrollmentView") -> Iterable[Making[Any]]:
        """What this enrollment will show here and is not made yet."""
        return ()

    def coming(self, view: "EnrollmentView") -> Iterable[Making[Any]]:
        """What is not made yet of what `enter` shows of this enrollment. It may be entered without."""
        return ()

    @property
    def enrollment_id(self) -> "EnrollmentId":
        """Of the enrollment shown. Raises LookupError where none is."""
        if self.view is None:
            raise LookupError(self.page_id)
        return self.view.enrollment.enrollment_id

    def enter(self, view: "EnrollmentView | None") -> None:
        """The page is shown now. Overriders call super first."""
        self.view = view

    def leave(self) -> None:
        """Another page is shown now, or the window closes: stop what runs, keep nothing unsaved."""

    def refresh(self, view: "EnrollmentView") -> None:
        """A newer view of the same enrollment. Overriders call super first."""
        self.view = view

    def settle(self) -> None:
        """Hand what was typed to the work thread now: something else is about to be asked of the enrollment."""

    def forget(self) -> None:
        """Somebody else signed in than before: what the one before had in hand and could not keep is gone."""

    def show_sealed(self, sealed: "SealedView") -> None:
        """What became of the enrollment; only the last page is told, right after `enter`."""

    def show_locked(self, who: Operator | None) -> None:
        """Who locked the window, None at the start of the day; only the sign-in page is told, right after `enter`."""

    def retranslate(self) -> None:
        """The language changed: say everything again that no widget says by itself."""

    def primary_key(self) -> str:
        """Key of the words on the primary button."""
        return self.primary_default

    def primary_reason(self) -> str | None:
        """Words that tell why the primary action is closed; None while it is open."""
        return None

    def over(self) -> "Over | None":
        """What asks something over the page, at times."""
        return None

    def over_primary(self) -> bool:
        """Ctrl+Enter in what asks something over the page, or in a part of it. True where there is such a thing: what
        the page is for is not meant then."""
        over = self.over()
        return over is not None and over.primary()

    def over_key(self) -> str | None:
        """Key of the words of what Ctrl+Enter does there; None while nothing lies over the page."""
        over = self.over()
        return None if over is None else over.primary_key()

    def show_reason(self) -> None:
        """Somebody asked for the closed primary action: lead the eye to what is missing."""

    def hint(self) -> str:
        """Words beside the open primary action: what happens next. May be empty."""
        steps = () if self.view is None else self.view.steps
        ids = [step.step_id for step in steps]
        if self.view is None or self.view.current not in ids[:-1]:
            return ""
        after = steps[ids.index(self.view.current) + 1]
        return say("shell.next_step", step=step_name(after.name, after.called))

    def primary(self) -> None:
        """What the primary button and Ctrl+Enter do."""
        self.context.shell.go_next()

    def cancel(self) -> bool:
        """Esc: stop what runs. True when there was something to stop."""
        return False

    def toggle_details(self) -> None:
        """Ctrl+D: open or close the details drawer, of a page that `has_details`."""

    def commands(self) -> tuple[Command, ...]:
        """What can be done here, beside what can be done everywhere, in the language in use. Always the same keys."""
        return ()

    def after_this(self) -> Callable[[], object] | None:
        """What F2 does here: turn to whoever is next. None: nobody is."""
        return None

    def pressed(self, event: QKeyEvent) -> bool:
        """Whether a letter that nobody typed was the key of an act of the page."""
        return pressed(event, self.commands(), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.pressed(event):
            super().keyPressEvent(event)

    def first_focus(self) -> QWidget | None:
        """Where typing starts when the page is shown; None: the primary button."""
        return None


class KeepingPage(Page):
    """A page that captures: what the window asks of it goes to each of `keeps`, in their order; leaving goes back from
    the last to the first. Set `keeps` in `__init__`."""

    keeps: "tuple[Keeps, ...]" = ()

    def begins(self, view: "EnrollmentView") -> None:
        """What else the page shows of an enrollment, before any of `keeps` begins with it."""

    def enter(self, view: "EnrollmentView | None") -> None:
        super().enter(view)
        if view is not None:
            self.begins(view)
            for each in self.keeps:
                each.enter(view)

    def leave(self) -> None:
        for each in reversed(self.keeps):
            each.leave()

    def settle(self) -> None:
        for each in self.keeps:
            each.settle()

    def forget(self) -> None:
        for each in self.keeps:
            each.forget()

    def refresh(self, view: "EnrollmentView") -> None:
        super().refresh(view)
        for each in self.keeps:
            each.refresh(view)
