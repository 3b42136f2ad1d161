"""The applicant's screens hold what is on them: five languages, the longest names, from a low frame to a wide screen;
letters of 40 px whatever the name; and what is Latin stays so between words that run from right to left."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from station.domain.citizen_view import BLANK, CitizenView, NameView, Screen
from station.fields.name import TYPE as NAME
from tests.support.layout import findings
from ui.citizen.capturing import ADVICE, HELP
from ui.citizen.data_sheet import DataSheet
from ui.citizen.lines import LEAST, letter_px
from ui.citizen.parts import SAY_PX, Pictogram, Sentence, evened
from ui.citizen.voice import Voice
from ui.citizen.window import CitizenWindow
from ui.citizen.words import LANGUAGES, long_notice, say

MOST = NAME.longest or 0
HY, LA = ("Տերհովհաննիսյան-Մելիքշահնազարյան " * 5)[:MOST], ("HOVHANNISYAN-MELIKSHAHNAZARYAN " * 5)[:MOST]
ZONE = f"PPARM{('HOVHANNISYAN<MELIKSHAHNAZARYAN<HOVHANNISYAN'[:39])}"
ORDINARY = CitizenView(
    Screen.DATA,
    names=(
        NameView("surname", "Ավագյան", "AVAGYAN"),
        NameView("given", "Նարեկ", "NAREK"),
        NameView("patronymic", "Տիգրանի", ""),
    ),
    zone="PPARMAVAGYAN<<NAREK", birth_date="15.06.1990", may_confirm=True,
)  # fmt: skip
LONGEST = replace(
    ORDINARY, names=tuple(NameView(part, HY, LA) for part in ("surname", "given", "patronymic")), zone=ZONE, cut=True
)
CONFIRMED_LAST = replace(ORDINARY, names=ORDINARY.names[:1], birth_date="", zone="")
"""Of so little data that they have one page on any screen."""
WRAP = Qt.TextFlag.TextWordWrap
SLAP = ("right_index", "right_middle", "right_ring", "right_little")
OTHERS = (
    BLANK,
    CitizenView(Screen.LANGUAGE),
    CitizenView(Screen.NOTICE),
    CitizenView(Screen.WISH),
    CitizenView(Screen.WAIT),
    CitizenView(Screen.WAIT, wished=True),
    *(CitizenView(Screen.PORTRAIT, advice=advice) for advice in ("FACE-NEUTRAL", "FACE-CHIN-UP", "KEPT", "FACE-GLARE")),
    CitizenView(Screen.FINGERS, fingers=SLAP),
    CitizenView(Screen.FINGERS, missing=("left_index",)),
    CitizenView(Screen.SIGNATURE),
    CitizenView(Screen.RECEIPT, number="a1b2 c3d4", code=tuple("10" * 30 for _ in range(61))),
    CitizenView(Screen.RECEIPT, number="a1b2 c3d4"),
    CitizenView(Screen.THANKS),
    CitizenView(Screen.THANKS, rated=True),
)
SIZES = [QSize(910, 470), QSize(1024, 600), QSize(1366, 768), QSize(1920, 1080)]
"""The first: the frame on an operator's screen of 1366 x 768 at 150 %."""
BY_SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width()}x{size.height()}")


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> Iterator[CitizenWindow]:
    made = CitizenWindow(Voice("no-such-program"))
    qtbot.addWidget(made, before_close_func=lambda each: each.hide())
    made.show()
    yield made
    made.hide()


def shown(window: CitizenWindow, view: CitizenView, tag: str, size: QSize) -> list[str]:
    window.resize(size)
    window.show_view(replace(view, language="" if view.screen is Screen.BLANK else tag))
    QApplication.processEvents()
    QApplication.processEvents()
    assert window.size() == size, (view.screen, tag, window.size())
    found = (*findings(window), *under_the_corner(window), *hard_to_press(window))
    return [f"{view.screen} {tag} {view.advice}: {each}" for each in found]


def hard_to_press(window: CitizenWindow) -> list[str]:
    """Buttons smaller than a thumb."""
    pressed = (each for each in window.findChildren(QPushButton) if each.isVisible())
    return [f"small: {each.text()}" for each in pressed if min(each.width(), each.height()) < 64]


def under_the_corner(window: CitizenWindow) -> list[str]:
    """Words that the buttons in the corner lie over."""
    if not window._bar.isVisible():
        return []
    corner, found = window._bar.geometry(), []
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.text():
            inside = label.contentsRect()
            taken = label.fontMetrics().boundingRect(inside, int(label.alignment()) | 0x1000, label.text())
            if QRect(label.mapTo(window, taken.topLeft()), taken.size()).intersects(corner):
                found.append(f"under the corner: {label.text()}")
    return found


@BY_SIZE
def test_every_screen_holds_what_is_on_it(window: CitizenWindow, size: QSize) -> None:
    window.speak.setVisible(True)
    found = [each for tag in LANGUAGES for view in OTHERS for each in shown(window, view, tag, size)]
    assert not found, "\n".join(found)


@BY_SIZE
def test_every_piece_of_advice_and_of_the_notice_too(window: CitizenWindow, size: QSize) -> None:
    found = []
    for tag in LANGUAGES:
        for words in sorted({words for words, _ in (*ADVICE.values(), HELP)}):
            found += shown(window, CitizenView(Screen.PORTRAIT, advice="FACE-NEUTRAL"), tag, size)
            window.portrait.sentence.setText(say(tag, f"portrait.{words}"))
            QApplication.processEvents()
            found += findings(window)
        found += shown(window, CitizenView(Screen.NOTICE), tag, size)
        read = [window.notice.sentence.text()]
        agreed = window.notice.agree.isVisible()
        while window.notice.more.isVisible():
            window.notice.more.click()
            QApplication.processEvents()
            found += findings(window)
            assert agreed or " ".join(read) != say(tag, "notice.say"), "it is agreed to once it was on the screen"
            agreed = window.notice.agree.isVisible()
            read.append(window.notice.sentence.text())
        assert " ".join(read).split() == " ".join((say(tag, "notice.say"), *long_notice(tag))).split()
    assert not found, "\n".join(found)


@BY_SIZE
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_longest_names_are_forty_pixels_and_whole(window: CitizenWindow, tag: str, size: QSize) -> None:
    for view in (ORDINARY, LONGEST, replace(LONGEST, doubted=True), replace(LONGEST, confirmed=True)):
        found = shown(window, view, tag, size)
        sheet, read = window.data.data, list[str]()
        assert letter_px(sheet.sheet.cell) >= SAY_PX
        assert not window.data.right.isVisible() or len(sheet.sheet.pages) == 1, "not before all of it was there"
        while True:
            read += [line.text for line, _ in sheet.placed()]
            found += findings(window)
            for _, box in sheet.placed():
                assert sheet.rect().contains(box.toAlignedRect().adjusted(1, 1, -1, -1)), box
            if not window.data.next.isVisible():
                break
            window.data.next.click()
            QApplication.processEvents()
        assert not found, "\n".join(found)
        assert "".join(read) == "".join(row.text for row in sheet.rows)
        assert window.data.right.isVisible() is not view.confirmed
        window.show_view(BLANK)


def test_an_ordinary_name_stands_on_one_page(window: CitizenWindow) -> None:
    for size in SIZES[2:]:
        shown(window, ORDINARY, "hy", size)
        assert len(window.data.data.sheet.pages) == 1
    assert window.data.data.sheet.cell > LEAST, "a wide screen is used"


def test_other_data_begin_at_their_first_page(window: CitizenWindow) -> None:
    shown(window, LONGEST, "ru", SIZES[1])
    window.data.next.click()
    window.show_view(replace(LONGEST, language="ru", doubted=True))
    assert window.data.data.at == 1, "the same data stay where they are"
    window.show_view(replace(LONGEST, language="ru", birth_date="02.01.1968"))
    assert window.data.data.at == 0
    window.data.next.click()
    window.resize(SIZES[0])
    QApplication.processEvents()
    assert window.data.data.at == 0, "pages are others now"


def test_sentences_are_forty_pixels_on_every_screen(window: CitizenWindow) -> None:
    for view in OTHERS:
        shown(window, view, "ru", SIZES[0])
        for label in window.findChildren(Sentence):
            if label.isVisible() and label.text() and label.property("say") != "note":
                assert label.font().pixelSize() == SAY_PX


# --- right to left -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["fa", "ar"])
def test_letters_digits_and_the_zone_run_from_left_to_right_in_every_language(window: CitizenWindow, tag: str) -> None:
    """Pixel by pixel what an English reader sees, only at the other side."""
    view = replace(ORDINARY, zone="P<ARM<1<2<<A<B<", birth_date="01.02.1934")
    pieces = []
    for each in ("en", tag):
        shown(window, view, each, SIZES[-1])
        pieces.append(list(drawn(window.data.data)))
    english, turned = pieces
    assert len(english) == len(turned) == 7
    assert english == turned
    left, right = (where(window, view, each) for each in ("en", tag))
    assert left != right, "it stands where the language begins"


def where(window: CitizenWindow, view: CitizenView, tag: str) -> list[int]:
    shown(window, view, tag, SIZES[-1])
    return [round(box.left()) for _, box in window.data.data.placed()]


def drawn(sheet: DataSheet) -> Iterator[QImage]:
    """Each line without the blank around it."""
    image = sheet.grab().toImage()
    for _, box in sheet.placed():
        yield cropped(image.copy(box.toAlignedRect().adjusted(-2, 0, 2, 0).intersected(sheet.rect())))


def cropped(image: QImage) -> QImage:
    blank = image.pixel(QPoint(image.width() // 2, 0))
    filled = [x for x in range(image.width()) if any(image.pixel(x, y) != blank for y in range(image.height()))]
    return image.copy(filled[0], 0, filled[-1] - filled[0] + 1, image.height())


@pytest.mark.parametrize("tag", ["fa", "ar"])
def test_a_number_between_words_that_run_from_right_to_left_keeps_its_order(window: CitizenWindow, tag: str) -> None:
    """Without the marks around them two groups of digits change places."""
    shown(window, CitizenView(Screen.RECEIPT, number="1234 5678", code=("1",)), tag, SIZES[-1])
    said = window.receipt.number.text()
    assert said.endswith("\u20661234 5678\u2069")
    shown(window, LONGEST, tag, SIZES[1])
    assert window.data.page.text().startswith("\u2066")
    bare, isolated = QLabel("1234 5678"), QLabel("\u20661234 5678\u2069")
    for label in (bare, isolated):
        label.setStyleSheet("font-size: 40px")
        label.resize(400, 60)
    assert cropped(bare.grab().toImage()) == cropped(isolated.grab().toImage())


# --- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_sentence_of_one_line_is_drawn_as_any_label_draws_it(window: CitizenWindow, tag: str) -> None:
    """Its stop too: where words run from right to left it stands at the left."""
    shown(window, CitizenView(Screen.THANKS, rated=True), tag, SIZES[-1])
    sentence = window.thanks.sentence
    plain = QLabel(sentence.text(), window)
    plain.setProperty("say", "true")
    plain.setAlignment(sentence.alignment())
    plain.setWordWrap(True)
    plain.setGeometry(sentence.geometry())
    plain.show()
    QApplication.processEvents()
    ours, theirs = (ink_of(each.grab().toImage()) for each in (sentence, plain))
    assert np.corrcoef(ours, theirs)[0, 1] > 0.9, "within a part of a pixel"


def ink_of(image: QImage) -> list[int]:
    """How much of each column is written on."""
    return [sum(image.pixelColor(x, y).alpha() for y in range(image.height())) for x in range(image.width())]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_word_stands_alone_on_the_last_line(window: CitizenWindow, tag: str) -> None:
    """As many lines as before, and of like length: an even text has no room in three quarters of what it takes."""
    shown(window, CitizenView(Screen.WAIT), tag, SIZES[-1])
    metrics = window.wait.sentence.fontMetrics()
    for text in (say(tag, "wish.say"), say(tag, "notice.say"), *long_notice(tag)):
        for width in (560, 846, 960, 1302):
            words, even = evened(text, metrics, width)
            plain = metrics.boundingRect(QRect(0, 0, width, 10_000), WRAP, text)
            drawn_at = metrics.boundingRect(QRect(0, 0, even, 10_000), WRAP, words)
            assert drawn_at.height() <= plain.height(), (text, width)
            assert even <= width
            if plain.height() > metrics.lineSpacing() and "\n" not in words:
                tighter = metrics.boundingRect(QRect(0, 0, even * 3 // 4, 10_000), WRAP, words)
                assert tighter.height() > plain.height() or tighter.width() > even * 3 // 4, (text, width)


def test_two_sentences_that_have_room_for_it_have_a_line_each(window: CitizenWindow) -> None:
    metrics = window.wait.sentence.fontMetrics()
    text = say("en", "wait.wished")
    assert evened(text, metrics, metrics.horizontalAdvance(text) + 4)[0] == text, "one line is enough"
    assert evened(text, metrics, metrics.horizontalAdvance(text) - 20)[0] == text.replace(". ", ".\n")


@BY_SIZE
@pytest.mark.parametrize("tag", ["hy", "ar"])
def test_the_way_on_stands_in_the_same_corner_of_each_screen(window: CitizenWindow, tag: str, size: QSize) -> None:
    corners = set()
    for view, button in (
        (CitizenView(Screen.NOTICE), window.notice.agree),
        (
            CitizenView(Screen.RECEIPT, number="a1b2 c3d4", code=tuple("10" * 30 for _ in range(61))),
            window.receipt.next,
        ),
        (CitizenView(Screen.WISH), window.wish.no),
        (CONFIRMED_LAST, window.data.right),
    ):
        shown(window, view, tag, size)
        assert button.isVisible(), view.screen
        at = button.mapTo(window, button.rect().bottomLeft() if tag == "ar" else button.rect().bottomRight())
        corners.add(at.toTuple())
    assert len(corners) == 1, corners


@BY_SIZE
def test_what_stands_alone_stands_in_the_middle(window: CitizenWindow, size: QSize) -> None:
    window.speak.setVisible(False)
    for view, parts in (
        (BLANK, window.blank.findChildren(Pictogram)),
        (CitizenView(Screen.WAIT, wished=True), [window.wait._pictogram, window.wait.sentence]),
        (CitizenView(Screen.THANKS, rated=True), [window.thanks.sentence]),
    ):
        shown(window, view, "en", size)
        seen = [QRect(each.mapTo(window, QPoint(0, 0)), each.size()) for each in parts if each.isVisible()]
        middle = (min(each.top() for each in seen) + max(each.bottom() for each in seen)) / 2
        assert abs(middle - size.height() / 2) <= 16, (view.screen, middle)


@BY_SIZE
def test_the_picture_does_not_lie_under_the_corner(window: CitizenWindow, size: QSize) -> None:
    for voice in (False, True):
        for tag in ("hy", "fa"):
            shown(window, CitizenView(Screen.PORTRAIT, advice="FACE-NEUTRAL"), tag, size)
            window.speak.setVisible(voice)
            window._place_bar()
            QApplication.processEvents()
            mirror = window.portrait.mirror
            place = QRect(mirror.mapTo(window, QPoint(0, 0)), mirror.size())
            assert not place.intersects(window._bar.geometry())
            assert abs(place.center().x() - size.width() / 2) <= 2


@BY_SIZE
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_pictogram_stands_beside_the_advice(window: CitizenWindow, tag: str, size: QSize) -> None:
    """Both together in the middle, on one line or on two."""
    for advice in ("FACE-GLASSES", "FACE-NEUTRAL", "FACE-CHIN-UP"):
        shown(window, CitizenView(Screen.PORTRAIT, advice=advice), tag, size)
        part = window.portrait
        text, wide = evened(part.sentence.text(), part.sentence.fontMetrics(), part.sentence.contentsRect().width())
        drawn_wide = min(wide, max(map(part.sentence.fontMetrics().horizontalAdvance, text.split("\n"))))
        assert part.sentence.width() - drawn_wide <= 40, (advice, part.sentence.width(), drawn_wide)
        left = min(part.icon.x(), part.sentence.x())
        right = max(part.icon.geometry().right(), part.sentence.geometry().right())
        assert abs(left + right - part.width()) <= 4, advice
