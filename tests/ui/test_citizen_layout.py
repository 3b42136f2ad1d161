"""The applicant's screens hold what is on them: five languages, the longest names, from a low frame to a wide screen;
letters of 40 px whatever the name; and what is Latin stays so between words that run from right to left."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from station.domain.citizen_view import BLANK, CitizenView, NameView, Screen
from station.fields.name import TYPE as NAME
from tests.support.layout import findings
from ui.citizen.capturing import ADVICE, HELP
from ui.citizen.data_sheet import DataSheet
from ui.citizen.lines import LEAST, letter_px
from ui.citizen.parts import SAY_PX, Sentence
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
