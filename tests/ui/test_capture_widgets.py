"""Stage, hands, strip, pad and timeline: geometry, states, and no copying of live pictures."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from station.domain.capture import InkPoint
from station.domain.errors import Problem
from station.domain.sample import Finger
from tests.support.window import dress
from ui.messages import set_language
from ui.shell.page_room import PageRoom
from ui.widgets import ink
from ui.widgets.advice import AdviceBanner
from ui.widgets.attempts import AttemptCell, AttemptStrip
from ui.widgets.columns import PageColumns
from ui.widgets.face_stage import FaceStage
from ui.widgets.focus_ring import FocusRing
from ui.widgets.hands import ORDER, FingerSpot, HandsDiagram
from ui.widgets.ink_pad import SIZE_MM, InkPad
from ui.widgets.platen_stage import FingerMark, PlatenStage
from ui.widgets.stage import to_image
from ui.widgets.timeline import Timeline, TimelineItem
from ui.widgets.told_stage import ToldStage


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    set_language("en")
    dress(qapp)
    yield
    set_language("hy")


def drawn(widget: QWidget, size: tuple[int, int]) -> QImage:
    widget.resize(*size)
    return widget.grab().toImage()


def test_a_live_picture_is_seen_not_copied() -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    image = to_image(pixels)
    pixels[1, 2] = (10, 20, 30)
    seen = image.pixelColor(2, 1)
    assert (seen.red(), seen.green(), seen.blue()) == (10, 20, 30)


def test_read_only_and_grey_pictures_are_shown_too() -> None:
    pixels = np.full((4, 6), 77, np.uint8)
    pixels.flags.writeable = False
    assert to_image(pixels).pixelColor(0, 0).red() == 77


def test_the_picture_is_never_cut_nor_stretched(qtbot: QtBot) -> None:
    stage = FaceStage()
    qtbot.addWidget(stage)
    stage.resize(400, 400)
    stage.show_pixels(np.zeros((90, 160, 3), np.uint8))
    area = stage.picture_rect()
    assert (area.width(), area.height(), area.top()) == (400, 225, 87.5)
    assert stage.place(160, 90) == QPointF(400, 312.5)
    assert stage.place(0, 0) == QPointF(0, 87.5)


def test_a_strided_picture_is_shown_right(qtbot: QtBot) -> None:
    stage = PlatenStage()
    qtbot.addWidget(stage)
    wide = np.zeros((10, 20), np.uint8)
    wide[:, ::2] = 200
    stage.show_pixels(wide[:, ::2])
    assert drawn(stage, (100, 100)).pixelColor(50, 50).red() == 200


def test_the_oval_fills_up_while_the_checks_hold(qtbot: QtBot) -> None:
    stage = FaceStage()
    qtbot.addWidget(stage)
    stage.set_overlay(True)
    stage.show_pixels(np.zeros((72, 128, 3), np.uint8))
    pictures = []
    for holding in (0.0, 0.4, 1.0):
        stage.show_face((40, 10, 40, 50), ((50, 30), (70, 30)), holding)
        pictures.append(drawn(stage, (640, 360)))
    assert pictures[0] != pictures[1] != pictures[2]
    stage.set_overlay(False)
    assert drawn(stage, (640, 360)) != pictures[0]


def test_a_note_speaks_and_goes_with_the_next_picture(qtbot: QtBot) -> None:
    stage = FaceStage()
    qtbot.addWidget(stage)
    stage.tell("camera", "Waiting", "It comes back.")
    assert stage.accessibleDescription() == "Waiting It comes back."
    waiting = drawn(stage, (640, 360))
    stage.show_pixels(np.zeros((72, 128, 3), np.uint8))
    assert drawn(stage, (640, 360)) != waiting
    stage.hush()
    assert stage.accessibleDescription() == ""


def test_tags_that_would_overlap_are_moved_apart(qtbot: QtBot) -> None:
    stage = PlatenStage()
    qtbot.addWidget(stage)
    stage.show_pixels(np.full((100, 100), 255, np.uint8))
    corners = ((10.0, 40.0), (30.0, 40.0), (30.0, 80.0), (10.0, 80.0))
    stage.show_marks([FingerMark(corners, "Index", "ok", "ok_soft", "check")])
    one = drawn(stage, (400, 400))
    stage.show_marks([FingerMark(corners, "Index", "ok", "ok_soft", "check"), FingerMark(corners, "Middle")])
    assert drawn(stage, (400, 400)) != one
    stage.clear()
    assert stage.picture_rect().isEmpty()


@pytest.mark.parametrize("size", [(420, 206), (300, 150), (210, 300)])
def test_every_finger_can_be_hit_and_none_hits_another(qtbot: QtBot, size: tuple[int, int]) -> None:
    hands = HandsDiagram()
    qtbot.addWidget(hands)
    hands.resize(*size)
    hands.show()
    for finger in Finger:
        button = hands.button(finger)
        tip = button._sign.toPoint()
        assert button.hitButton(tip)
        at = button.mapTo(hands, tip)
        hit = [other for other in Finger if hands.button(other).hitButton(hands.button(other).mapFrom(hands, at))]
        assert hit == [finger]
        assert not button.hitButton(QPoint(-5, -5))


def test_states_differ_without_colour(qtbot: QtBot) -> None:
    hands = HandsDiagram()
    qtbot.addWidget(hands)
    seen = []
    for state in ("to_do", "taken", "weak", "missing"):
        hands.show_spots({finger: FingerSpot(state, "name") for finger in Finger})  # type: ignore[arg-type]
        seen.append(drawn(hands, (420, 206)).convertToFormat(QImage.Format.Format_Grayscale8))
    assert all(seen[a] != seen[b] for a in range(4) for b in range(a))


def test_a_click_asks_to_mark_and_closed_hands_do_not(qtbot: QtBot) -> None:
    hands = HandsDiagram()
    qtbot.addWidget(hands)
    hands.resize(420, 206)
    hands.show()
    asked: list[object] = []
    hands.mark_asked.connect(asked.append)
    button = hands.button(Finger.LEFT_RING)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=button._sign.toPoint())
    hands.set_closed(True)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=button._sign.toPoint())
    assert asked == [Finger.LEFT_RING]
    assert len(ORDER) == len(set(ORDER)) == 10


def test_the_strip_says_all_and_grows_with_its_words(qtbot: QtBot) -> None:
    strip = AttemptStrip()
    qtbot.addWidget(strip)
    strip.show_cells([AttemptCell(1), AttemptCell(2), AttemptCell(3)], "none made")
    empty = strip.sizeHint().width()
    strip.show_cells([AttemptCell(1, "low", "warn", "warn_soft", True), AttemptCell(2, current=True)], "one made")
    assert strip.accessibleName() == "one made"
    assert not drawn(strip, (300, 40)).isNull()
    assert empty > 0


def test_ink_survives_resizing_and_stays_inside(qtbot: QtBot) -> None:
    pad = InkPad()
    qtbot.addWidget(pad)
    pad.resize(500, 200)
    pad.show()
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(250, 100))
    qtbot.mouseMove(pad, QPoint(900, 100))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(900, 100))
    first = pad.points[0]
    assert (first.x_mm, first.y_mm) == (SIZE_MM[0] / 2, SIZE_MM[1] / 2)
    assert pad.points[-1].x_mm == SIZE_MM[0]
    pad.resize(1000, 400)
    assert pad.points[0] == first


def test_a_closed_pad_takes_nothing_and_shows_what_a_pad_gave(qtbot: QtBot) -> None:
    pad = InkPad()
    qtbot.addWidget(pad)
    pad.resize(500, 200)
    pad.set_closed(True)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(250, 100))
    assert pad.points == ()
    empty = drawn(pad, (500, 200))
    pad.show_points((InkPoint(1, 2, 0), InkPoint(40, 30, 9), InkPoint(40, 30, 12, down=False)), (60.0, 40.0))
    assert drawn(pad, (500, 200)) != empty


def signature(count: int) -> tuple[InkPoint, ...]:
    """Strokes of forty points in waves, pressed harder and softer."""
    return tuple(
        InkPoint(5 + n % 40 * 2, 20 + 9 * math.sin(n / 7), n * 5, 0.5 + 0.4 * math.sin(n / 9), n % 40 != 39)
        for n in range(count)
    )


def test_ink_shown_as_it_comes_looks_as_if_it_had_come_at_once(qtbot: QtBot) -> None:
    growing, whole = InkPad(), InkPad()
    for pad in (growing, whole):
        qtbot.addWidget(pad)
    points = signature(130)
    for count in (1, 2, 39, 40, 41, 130):
        growing.show_points(points[:count], SIZE_MM)
        drawn(growing, (500, 200))
    whole.show_points(points, SIZE_MM)
    assert drawn(growing, (500, 200)) == drawn(whole, (500, 200))
    other = tuple(replace(point, y_mm=point.y_mm / 2) for point in points)
    for pad in (growing, whole):
        pad.show_points(other, SIZE_MM)
    assert drawn(growing, (500, 200)) == drawn(whole, (500, 200))
    growing.clear()
    assert drawn(growing, (500, 200)) == drawn(InkPad(), (500, 200))


def test_a_repaint_draws_what_came_since_however_much_is_written(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    pad, pieces = InkPad(), list[object]()
    qtbot.addWidget(pad)
    piece = ink._piece
    monkeypatch.setattr(ink, "_piece", lambda *asked: (pieces.append(asked), piece(*asked)))
    points = signature(2000)
    pad.show_points(points[:1900], SIZE_MM)
    drawn(pad, (500, 200))
    for count in (1900, 1910, 1930, 2000):
        pieces.clear()
        pad.show_points(points[:count], SIZE_MM)
        drawn(pad, (500, 200))
        assert len(pieces) <= 72
    drawn(pad, (600, 240))
    assert len(pieces) >= 2000, "another size is another drawing"


def test_writing_over_a_kept_picture_begins_anew(qtbot: QtBot) -> None:
    pad = InkPad()
    qtbot.addWidget(pad)
    pad.resize(500, 200)
    pad.show_picture(np.full((40, 100), 128, np.uint8))
    kept = drawn(pad, (500, 200))
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(250, 100))
    assert drawn(pad, (500, 200)) != kept
    assert len(pad.points) == 1


def test_the_code_of_a_problem_takes_no_width_from_its_words(qtbot: QtBot) -> None:
    """Behind the last words where there is room, else below them: never a column beside them."""
    banner = AdviceBanner(big=True, keep_place=True)
    qtbot.addWidget(banner)
    problem = Problem("FACE-COME-CLOSER")
    for width in (280, 900):
        banner.show_problem(problem)
        banner.resize(width, banner.heightForWidth(width))
        banner.show()
        QApplication.processEvents()
        with_code = banner._happened.width(), banner._small.geometry()
        assert with_code[1].right() <= banner.width()
        assert not banner._small.geometry().intersects(banner._remedy.geometry())
        banner.tell("So.", "So.", "warn")
        QApplication.processEvents()
        assert with_code[0] == banner._happened.width()


def test_the_ring_ends_where_what_scrolls_ends(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 400)
    area = QScrollArea(window)
    area.setGeometry(20, 20, 300, 200)
    held = QPushButton("held")
    held.setFixedSize(200, 350)
    area.setWidget(held)
    ring = FocusRing(window)
    window.show()
    window.activateWindow()
    held.setFocus()
    qtbot.waitUntil(ring.isVisible)
    assert ring.geometry().bottom() <= area.geometry().bottom() + 4
    assert ring.geometry().top() < area.geometry().top() + 4


def test_words_stand_beside_the_picture_where_the_room_is_low(qtbot: QtBot) -> None:
    stage, banner = PlatenStage(), AdviceBanner(big=True, keep_place=True)
    banner.show_problem(Problem("FACE-COME-CLOSER"))
    both = ToldStage(stage, banner)
    qtbot.addWidget(both)
    both.show()
    for size, beside in (((800, 240), True), ((800, 500), False), ((400, 240), False)):
        both.resize(*size)
        QApplication.processEvents()
        assert (banner.x() > stage.geometry().right()) is beside, size
        assert (banner.y() > stage.geometry().bottom()) is not beside, size


@pytest.mark.parametrize("wide", [True, False])
def test_a_picture_and_its_words_are_seen_at_once_on_a_page_that_is_scrolled(qtbot: QtBot, wide: bool) -> None:
    """Whether what makes the page long stands beside them or below them."""
    page, banner = QWidget(), AdviceBanner(big=True, keep_place=True)
    columns = PageColumns(page)
    left, other = columns.column(1), PlatenStage()
    button = QPushButton("above")
    left.addWidget(button)
    left.addWidget(ToldStage(PlatenStage(), banner), 1)
    left.addStretch(0)
    other.setMinimumHeight(700)
    columns.add(other, 1)
    room = PageRoom(page)
    qtbot.addWidget(room)
    banner.show_problem(Problem("FACE-COME-CLOSER"))
    room.resize(900 if wide else 640, 330)
    room.show()
    for _ in range(6):
        QApplication.processEvents()
    assert (other.y() == 0) is wide
    assert page.height() >= 700
    assert button.y() == 0
    assert banner.visibleRegion().boundingRect() == banner.rect()


def test_a_timeline_keeps_its_rows(qtbot: QtBot) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.show_items([TimelineItem("done", "Sealed", at="09:30"), TimelineItem("to_do", "Sent")])
    rows = list(timeline._rows)
    timeline.show_items([TimelineItem("done", "Sealed"), TimelineItem("refused", "Sent", "Call the centre.")])
    assert timeline._rows == rows
    assert rows[1].accessibleName() == "Sent: needs attention. Call the centre."
    timeline.show_items([TimelineItem("done", "Sealed")])
    assert not rows[1].isVisibleTo(timeline)
