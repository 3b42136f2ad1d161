"""Pages in the true window, around hand-made services, held against every size of screen in every language.

A window is made once and goes through all sizes: `fits` is called at each state of it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from station.domain.operator import CredentialId, Operator, Role
from station.services.views import DeviceView, EnrollmentView
from tests.support.layout import findings, primary_in_sight
from tests.support.pictures import Pictures
from tests.support.window import ShellLog, dress
from tests.support.window_lint import nameless, too_small, unreached
from ui.bridge import Bridge
from ui.messages import language, languages
from ui.pages.base import PageContext
from ui.shell.api import Api
from ui.shell.window import Shell

Size = tuple[int, int]
SMALLEST: Size = (910, 470)
SIZES: dict[str, Size] = {
    "1366x768 at 150 %": SMALLEST,
    "1024x768": (1024, 728),
    "1366x768": (1366, 728),
    "1366x768 at 125 %": (1092, 580),
    "1920x1080 at 200 %": (960, 500),
    "3840x2160": (3840, 2120),
}
"""Of a window, in device-independent pixels: what a screen leaves it below a title bar or a panel."""
LONGEST_NAME = "Տեր-Հովհաննիսյան-Մելիք-Շահնազարյան Եղիսաբեթ Մարիամ"
_SETTLED = 8  # rounds in which what scrolls within columns within a page comes to rest


class _Answers(ShellLog):
    """In the place of the window's presenter: shows what a page asks for, and notes the rest."""

    window: Shell

    def update(self, view: EnrollmentView) -> None:
        self.view = view
        self.window.refresh(view)


class Framed:
    """The true window. `asked` is what its pages asked for."""

    def __init__(self, app: QApplication, station: Any, pictures: Pictures, *, long: bool) -> None:
        dress(app)
        self._pictures, self._long = pictures, long
        self.bridge = Bridge(app)
        self.window = Shell(self.bridge)
        self.asked = _Answers()
        self.asked.window = self.window
        pages = self.window._pages
        pages.context = PageContext(station, self.bridge, Api(self.window.frame, self.asked, pages.action_changed))  # type: ignore[arg-type]
        self._show_bars()
        self.window.show()
        self.window.setUpdatesEnabled(pictures.wanted)  # else laid out, not painted: nobody looks
        self._tongues = cycle(languages())
        self._others = cycle(each for each in SIZES.values() if each != SMALLEST)

    def _show_bars(self) -> None:
        """Everything that stands around a page, as long as it comes."""
        bar = self.window.frame.top_bar
        bar.show_place("demo", "Վաղարշապատի անձնագրային և վիզաների վարչություն", "12")
        bar.show_operator(
            Operator(CredentialId("op"), LONGEST_NAME, "Վաղարշապատ", frozenset({Role.OPERATOR, Role.SUPERVISOR}))
        )
        kinds = ("camera", "fingerprint", "signature")
        bar.show_devices([DeviceView(f"sim:{kind}", kind, f"Simulated {kind}", "gone", True) for kind in kinds])
        bar.outbox.show_counts(1_204, 12)

    def enter(self, page_id: str, view: EnrollmentView | None) -> Any:
        """The page, whole and shown."""
        if view is not None:
            self.window.frame.show_enrollment(view)
        return self.window._pages.enter(page_id, view)

    def close(self) -> None:
        if self.window.page is not None:
            self.window.page.leave()
        self.window.hide()
        self.bridge.close()

    def fits(self, where: str, sizes: int = 1, *, one_language: bool = False) -> None:
        """With the sheets that float over it: at the smallest size in every language; at so many of the other sizes,
        others each time, in two. one_language: in one alone, another each time. A long run takes all sizes in all
        languages. where: what to say of it."""
        spoken = (next(self._tongues),) if one_language and not self._long else languages()
        wrong = [*self._off_the_keys(), *self.wrong(where, sizes, spoken)]
        assert wrong == [], f"{where}: {wrong}"

    def _off_the_keys(self) -> Iterator[str]:
        """What no key leads to; and the keyboard, where it is at nothing that is seen."""
        lay_out()
        for root in (self.window.frame, *self._sheets()):
            yield from (f"no key leads to {each}" for each in unreached(root))
        at = next(iter(self._sheets()), self.window).focusWidget()
        if at is None or not at.isVisible():
            yield f"the keyboard is at {at}"

    def wrong(self, where: str, sizes: int, spoken: Sequence[str]) -> Iterator[str]:
        """The language changes in a window that stands: who presses F8 moves no edge of it."""
        before = language()
        more = len(SIZES) - 1 if self._long else sizes
        for size in (SMALLEST, *(next(self._others) for _ in range(more))):
            self.window.resize(*size)
            for tag in spoken if self._long or size == SMALLEST else self._two(before):
                self.window.choose_language(tag)
                lay_out()
                self._pictures.keep(self.window, tag, where)
                yield from (f"{tag} {size}: {each}" for each in self._wrong_now(size))
        self.window.choose_language(before)

    def _two(self, last: str) -> tuple[str, str]:
        """Another language each time, and back."""
        return next(each for each in self._tongues if each != last), last

    def _wrong_now(self, size: Size) -> Iterator[str]:
        if (self.window.width(), self.window.height()) != size:
            yield f"the window is {self.window.width()}x{self.window.height()}"
        yield from primary_in_sight(self.window)
        for root in (self.window.frame, *self._sheets()):
            if root.width() > size[0] or root.height() > size[1]:
                yield f"{type(root).__name__} is {root.width()}x{root.height()}"
            yield from (each.replace("\n", " / ") for each in (*findings(root), *nameless(root), *too_small(root)))

    def _sheets(self) -> list[QWidget]:
        return [each for each in self.window.findChildren(QWidget) if each.isWindow() and each.isVisible()]


def lay_out() -> None:
    """Lets a window lay itself out."""
    for _ in range(_SETTLED):
        QApplication.processEvents()


Open = Callable[..., Framed]
"""Around a station of hand-made services."""
