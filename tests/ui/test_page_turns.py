"""One page after another is laid out once each, and nobody asks twice for what stays: counted, not timed."""

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station.services.views import ServiceView
from ui.pages.home import service_search
from ui.shell.frame import Frame
from ui.widgets.why_not import WhyNot, done, tell_why_not
from ui.widgets.words import Label


class Counted(QWidget):
    """A page that counts how often it is asked, and laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.sizes: list[QSize] = []
        column = QVBoxLayout(self)
        column.addWidget(Label("shell.next"))

    def sizeHint(self) -> QSize:
        self.asked += 1
        return super().sizeHint()

    def resizeEvent(self, event: object) -> None:
        self.sizes.append(self.size())


@pytest.fixture
def pages(qtbot: QtBot) -> tuple[Frame, Counted, Counted]:
    frame, one, other = Frame(), Counted(), Counted()
    qtbot.addWidget(frame)
    frame.resize(1100, 760)
    frame.add_page(one)
    frame.add_page(other)
    frame.show_page(one)
    with qtbot.waitExposed(frame):
        frame.show()
    QApplication.processEvents()
    for page in (one, other):
        page.sizes.clear()
    return frame, one, other


def surround(frame: Frame) -> None:
    """What stands around comes one after the other: each alone gives the page another size."""
    frame.rail.show()
    for label in (frame.title, frame.purpose):
        label.plain("x")
        label.show()
    frame.action_bar.show()


def test_a_page_that_goes_is_not_laid_out_for_the_next(pages: tuple[Frame, Counted, Counted]) -> None:
    frame, one, other = pages
    with frame.turning_to(other):
        surround(frame)
    assert one.sizes == []
    assert len(other.sizes) == 1
    assert other.isVisible()
    assert other.width() < 1100 - frame.rail.width()


class Resized(QObject):
    """How often what it is told of has another size."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() is QEvent.Type.Resize
        return super().eventFilter(watched, event)


def test_what_is_around_is_laid_out_once(pages: tuple[Frame, Counted, Counted]) -> None:
    frame, _, other = pages
    seen = Resized(frame.stack)
    with frame.turning_to(other):
        surround(frame)
        assert seen.times == 0
    assert seen.times == 1


def test_a_page_that_stays_is_laid_out_once(pages: tuple[Frame, Counted, Counted]) -> None:
    frame, one, _ = pages
    with frame.turning_to(one):
        surround(frame)
        assert one.sizes == []
    assert len(one.sizes) == 1


def test_a_page_that_cannot_be_filled_leaves_the_window_as_it_works(pages: tuple[Frame, Counted, Counted]) -> None:
    frame, one, other = pages
    with pytest.raises(ValueError, match="bug"), frame.turning_to(other):
        raise ValueError("bug")
    assert one.isVisible()
    surround(frame)
    frame.resize(1000, 700)
    assert one.sizes


def test_a_page_that_is_not_shown_is_not_asked(pages: tuple[Frame, Counted, Counted]) -> None:
    frame, one, other = pages
    one.asked = other.asked = 0
    frame.stack.updateGeometry()
    surround(frame)
    frame.stack.sizeHint()
    assert one.asked
    assert other.asked == 0


def test_what_is_told_stands_in_the_window_itself(qtbot: QtBot) -> None:
    """So it is found without a look at all that is in the window, at each key."""
    window, page, field = QWidget(), QWidget(), QLineEdit()
    qtbot.addWidget(window)
    page.setParent(window)
    field.setParent(page)
    deeper = WhyNot(page)
    window.show()
    deeper.show()
    tell_why_not(field, "why")
    (told,) = (each for each in window.children() if isinstance(each, WhyNot))
    assert told.isVisible()
    tell_why_not(field, "why else")
    assert sum(isinstance(each, WhyNot) for each in window.children()) == 1
    done(field)
    assert not told.isVisible()
    assert deeper.isVisible()


def test_what_services_are_called_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    service = ServiceView("a_b", {"en": "Some service", "hy": "Ծառայություն"})
    read: Counter[str] = Counter()
    known_by = service_search.known_by

    def counted(text: str) -> frozenset[str]:
        read[text] += 1
        return known_by(text)

    service_search._words.cache_clear()
    monkeypatch.setattr(service_search, "known_by", counted)
    assert service_search.matching((service,), "") == (service,)
    assert not read, "nothing is typed"
    for typed in ("s", "so", "som"):
        assert service_search.matching((service,), typed) == (service,)
    assert set(read.values()) == {1}
    service_search._words.cache_clear()
