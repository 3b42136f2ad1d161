"""The pages inside the frame: made ahead or when first shown, one current, the keyboard always somewhere sensible."""

from collections.abc import Callable, Collection, Generator, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.facing import Facing
from ui.making import Making
from ui.messages import language
from ui.pages import PAGES
from ui.pages.base import Page, PageContext
from ui.shell.coming import Coming
from ui.shell.frame import Frame
from ui.shell.hands import put_away
from ui.widgets.announce import announce
from ui.widgets.words import retranslate_all

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView

_ENDS = ("sign_in", "home", "sealed")  # pages that lead nowhere back
_AROUND = (*_ENDS, "approvals", "day")  # pages without a rail
_ENDED = ".?!:։՞"
_FEW = 12  # widgets that are dressed in one turn


class PageStack:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._pages: dict[str, Page] = {}  # whole ones
        self._makings: dict[str, Making[Page]] = {}
        self._spoken: dict[str, str] = {}  # in which language
        self._placed: set[QWidget] = set()  # whole or not
        self._coming = Coming()
        self.context: PageContext | None = None
        self.facing = Facing()
        self.page: Page | None = None
        self.floating: Callable[[], None] = lambda: None
        """Hand over what was typed on a sheet that belongs to no page."""
        self.bind: Callable[[Page], None] = lambda page: None
        """Have the keys of a page do what it says."""

    def enter(self, page_id: str, view: "EnrollmentView | None") -> Page:
        """Leave the page shown, and what floats over it, and show another. Raises LookupError before there is a
        context."""
        self.stay()
        put_away()
        self.leave()
        self.facing.serve(view)
        page = self.making(page_id).whole()
        self.page = page
        self._say(page_id, page)
        frame = self._frame
        with frame.turning_to(page):
            self._surround(page_id, view)
            page.enter(view)
            self._say_what_for(page)
        self.action_changed()  # what a page lets do hangs on what of it is seen
        title = frame.title.text()
        announce(frame.title, " ".join((title if title[-1:] in _ENDED else f"{title}.", frame.purpose.text())))
        self.focus()
        return page

    def _surround(self, page_id: str, view: "EnrollmentView | None") -> None:
        frame = self._frame
        if view is not None and page_id not in _AROUND:
            frame.show_enrollment(view)
        frame.banner.clear()
        frame.action_bar.show_progress(None)
        for widget in (frame.title, frame.purpose, frame.action_bar):
            widget.show()
        frame.rail.setVisible(page_id not in _AROUND)
        if page_id in _AROUND:
            frame.people.hide()
            frame.decision.hide()
        frame.action_bar.back.setVisible(page_id not in _ENDS)

    def bring(
        self, page_id: str, view: "EnrollmentView | None" = None, show: Callable[[], object] | None = None
    ) -> None:
        """Make what `enter` would have to make, part by part; then `show`, or enter. Whatever else was on its way comes
        no more. Raises LookupError before there is a context."""
        lacking = Making(lambda: self._lacking(page_id, view))
        self._coming.bring(lacking, show or (lambda: self.enter(page_id, view)))

    def _lacking(self, page_id: str, view: "EnrollmentView | None") -> Generator[None, None, None]:
        page = yield from self.making(page_id).rest()
        for making in () if view is None else page.coming(view):
            yield from making.rest()

    @property
    def moving(self) -> bool:
        """The page that was asked for is on its way."""
        return self._coming.on_its_way

    def after(self, call: Callable[[], object]) -> None:
        """Once the page that is on its way is shown; now, where none is."""
        self._coming.after(call)

    def stay(self) -> None:
        """Whatever is on its way comes no more."""
        self._coming.forget()

    def making(self, page_id: str) -> Making[Page]:
        """That page, as far as it is made."""
        if page_id not in self._makings:
            self._makings[page_id] = Making(lambda: self._make(page_id))
        return self._makings[page_id]

    def ahead(self, view: "EnrollmentView") -> list[Making[Any]]:
        """What this enrollment will show on pages that are whole."""
        return [making for page in self._pages.values() for making in page.ahead(view)]

    def settle(self) -> None:
        self.floating()
        if self.page is not None:
            self.page.settle()

    def forget(self) -> None:
        for page in self._pages.values():
            page.forget()

    def leave(self) -> None:
        self.floating()
        if self.page is not None:
            self.page.leave()

    def drop(self) -> None:
        """There is no current page any more: the station has ended."""
        self.page = None

    def retranslate(self) -> None:
        """The language changed. What is not shown says its words when it is: a change is over at once."""
        for page_id in self._makings.keys() - self._pages.keys():
            self._spoken[page_id] = ""  # of what is half made some parts speak this language, and some the other
        for page_id, page in self._pages.items():
            if page is self.page:
                self._say(page_id, page)

    @property
    def all(self) -> Collection[Page]:
        """Those that are whole."""
        return self._pages.values()

    @property
    def placed(self) -> Collection[QWidget]:
        """Those that are in the frame, whole or not."""
        return self._placed

    def refresh(self, view: "EnrollmentView") -> None:
        self.after(lambda: self._refresh(view))

    def _refresh(self, view: "EnrollmentView") -> None:
        self._frame.show_enrollment(view)
        self.facing.serve(view)
        if self.page is not None:
            self.page.refresh(view)
        self.action_changed()

    def focus(self) -> None:
        """Set the keyboard focus where the work of the page begins; to the page itself while that takes none."""
        if self.page is None:
            return
        first = self.page.first_focus() or self._frame.action_bar.primary
        (first if _takes(first) else self.page).setFocus(Qt.FocusReason.OtherFocusReason)

    def action_changed(self) -> None:
        """Ask the page again what it is about, and what its primary action is. A button that is disabled loses the
        keyboard focus to the page."""
        page, primary = self.page, self._frame.action_bar.primary
        if page is None:
            return
        self._say_what_for(page)
        if (over := page.over_key()) is not None:
            self._frame.action_bar.show_action(over, None, "")
            return
        reason = page.primary_reason()
        if primary.hasFocus() and reason is not None:
            page.setFocus()
        self._frame.action_bar.show_action(page.primary_key(), reason, page.hint())
        if page.hasFocus():  # it took the keyboard for what was not there yet
            begins = (page.first_focus() or primary, primary)
            (next(filter(_takes, begins), page)).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_what_for(self, page: Page) -> None:
        self._frame.title.say(page.title_key)  # those of a form are its step's; that of the last page, the packet's
        self._frame.purpose.say(page.purpose_key)
        if page.accessibleName() != (title := self._frame.title.text()):
            page.setAccessibleName(title)  # in the language in use

    def primary(self) -> None:
        """Do the primary action: Ctrl+Enter or its button. While it is disabled, point out the reason instead."""
        if self.page is None or self.page.over_primary():
            return
        if self._frame.action_bar.primary.isEnabled():
            self._frame.banner.clear()
            self.page.primary()
        else:
            announce(self._frame.action_bar, self.page.primary_reason() or "", urgent=True)
            self.page.show_reason()

    def cancel(self) -> None:
        """Esc: stop what is running; where nothing is, tell the page."""
        if not self._frame.action_bar.progress.cancel() and self.page is not None:
            self.page.cancel()

    def _say(self, page_id: str, page: Page) -> None:
        if self._spoken[page_id] != language():
            self._spoken[page_id] = language()
            retranslate_all(page)

    def _make(self, page_id: str) -> Generator[None, None, Page]:
        """Part by part. Raises LookupError before there is a context."""
        if self.context is None:
            raise LookupError(page_id)
        self._spoken[page_id] = language()
        module, _, name = PAGES[page_id].rpartition(".")
        page: Page = getattr(import_module(module), name)(self.context)
        yield
        self._frame.add_page(page)  # now, not when it is full: that would be laid out and dressed in one turn
        self._placed.add(page)
        yield
        try:
            yield from page.parts()
            self._frame.chain(page)
            yield from self._dress(page)
        except Exception:
            self._frame.remove_page(page)
            self._placed.discard(page)
            raise
        self.bind(page)
        self._pages[page_id] = page
        return page

    @staticmethod
    def _dress(page: Page) -> Iterator[None]:
        for number, widget in enumerate(page.findChildren(QWidget), 1):
            widget.ensurePolished()
            if number % _FEW == 0:
                yield


def _takes(widget: QWidget) -> bool:
    """Whether it can have the keyboard: what is hidden would take it from everybody."""
    return widget.isEnabled() and widget.isVisible()
