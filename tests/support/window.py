"""The true window around pages under test, with hand-made services instead of a station."""

from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, TypeVar

from PySide6.QtWidgets import QApplication

from station.domain.enrollment import Enrollment
from station.services.draft_summary import DraftSummary
from station.services.views import CopiesView, EnrollmentView
from tests.support.capture_fakes import FakeCapture, FakeDevices, FakeEnroll, FakeOverrides, view
from tests.support.cropping import FakeCrops
from tests.support.paying import FakePayments
from tests.support.proving import FakePeople, FakeProofs
from ui.bridge import Bridge
from ui.theme import LIGHT, load
from ui.theme.active import active, use
from ui.theme.stylesheet import build
from ui.widgets.commands import bind

T = TypeVar("T")
_MOST_SPACES = 99  # of a review that is long
_TURNS = 5  # until cards within what scrolls have laid out what is in them, also on a busy machine


class WorkHere:
    """A worker that works at once, on the caller's thread; the answer still comes by a posted call."""

    def submit(self, fn: Callable[[], T], /) -> "Future[T]":
        future: Future[T] = Future()
        future.set_result(fn())
        return future


class ShellLog:
    """Notes what a page asks of the window."""

    def __init__(self) -> None:
        self.view: EnrollmentView | None = None
        self.calls: list[str] = []
        self.problems: list[object] = []
        self.whose = ""
        self.opened: list[EnrollmentView] = []
        self.sealed: list[object] = []
        self.page: Any = None

    def show_problem(self, problem: object, whose: str = "") -> None:
        self.problems.append(problem)
        self.whose = whose

    def update(self, view: EnrollmentView) -> None:
        self.view = view
        if self.page is not None:
            self.page.refresh(view)

    def open_enrollment(self, view: EnrollmentView) -> None:
        self.opened.append(view)

    def show_sealed(self, enrollment: EnrollmentView, sealed: object) -> None:
        self.sealed.append(sealed)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **_: self.calls.append(" ".join([name, *map(str, args)]))


class FakeReceipts:
    """A receipt of few letters: packet and language."""

    def citizen(self, packet_id: str, language: str) -> bytes:
        return f"%PDF {packet_id} {language}".encode()


class FakeCopies:
    """No policy asks for copies of drafts."""

    def view(self) -> CopiesView:
        return CopiesView()

    def subscribe(self, _: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


class FakeApprovals:
    """Nothing waits for a state officer."""

    def queue(self) -> tuple[DraftSummary, ...]:
        return ()


def fake_station(of: Enrollment | None = None, png: bytes = b"", **services: object) -> Any:
    """A station of hand-made services; `services` replace them."""
    draft = FakeEnroll(of, png)
    made: dict[str, object] = {
        "work": WorkHere(),
        "capture": FakeCapture(),
        "enroll": draft,
        "overrides": FakeOverrides(draft),
        "crops": FakeCrops(draft),
        "proofs": FakeProofs(draft.enrollment),
        "sign_in": FakePeople(),
        "diagnose": FakeDevices(),
        "receipts": FakeReceipts(),
        "copies": FakeCopies(),
        "approvals": FakeApprovals(),
        "payments": FakePayments(terminal=False),
        **services,
    }
    return SimpleNamespace(**made)


def dress(app: QApplication) -> None:
    """In the light theme, where it does not wear it already: to put it on is dear."""
    theme = load(LIGHT)
    if active() != theme or app.styleSheet() != build(theme):
        use(app, theme)


def settle(pane: Any) -> None:
    """Until a pane that is made in turns is whole, and laid out."""
    while not pane.whole:
        QApplication.processEvents()
    for _ in range(_TURNS):
        QApplication.processEvents()


def read(page: Any) -> None:
    """All that is signed, as whoever compares it does."""
    for _ in range(_MOST_SPACES):
        if page.read:
            return
        page.space()
        QApplication.processEvents()
    raise AssertionError("it comes to no end")


def open_page(
    page_class: Any, station: Any, shown: EnrollmentView | None = None, size: tuple[int, int] = (1038, 520)
) -> Any:
    """The page, entered, dressed and visible. Its `context.shell` is a ShellLog."""
    from ui.pages.base import PageContext

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app)
    shell = ShellLog()
    page = page_class(PageContext(station, Bridge(app), shell))
    list(page.parts())
    shell.page = page
    page.resize(*size)
    bind(page, page.commands())
    page.enter(shown if shown is not None else view(station.enroll.enrollment))
    page.show()
    return page
