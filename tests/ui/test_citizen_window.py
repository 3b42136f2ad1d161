"""The window that faces the applicant: words in five languages, nothing cut off, nothing left of who was served."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from station.domain.capture import InkPoint
from station.domain.citizen_view import BLANK, CitizenView, NameView, Screen
from station.texts import catalogue
from ui.citizen.capturing import ADVICE, HELP
from ui.citizen.fonts import without_glyph
from ui.citizen.voice import Voice
from ui.citizen.window import CitizenWindow
from ui.citizen.words import LANGUAGES, keys, long_notice, provisional, right_to_left, say
from ui.facing import KEPT
from ui.shell.faces_applicant import other_screen
from ui.theme import load
from ui.theme.active import use
from ui.widgets.words import recolour_all

LONGEST = (
    NameView("surname", "Տեր-Հովհաննիսյան-Խաչատուրյան", "TER-HOVHANNISYAN-KHACHATURYAN"),
    NameView("given", "Եղիսաբեթ-Աստղիկ Վարդուհի", "YEGHISABET-ASTGHIK VARDUHI"),
    NameView("patronymic", "Բաղդասարի", ""),
)
DATA = CitizenView(
    Screen.DATA, names=LONGEST, zone="P<ARMTER<HOVHANNISYAN<KHACHATURYAN<<YEGHISABE", cut=True, birth_date="01.01.1968",
    may_confirm=True,
)  # fmt: skip
CODE = tuple("10" * 30 for _ in range(60))
SHOWN = (
    CitizenView(Screen.LANGUAGE),
    CitizenView(Screen.NOTICE),
    CitizenView(Screen.WISH),
    CitizenView(Screen.WAIT),
    CitizenView(Screen.WAIT, wished=True),
    DATA,
    replace(DATA, doubted=True),
    replace(DATA, confirmed=True),
    replace(DATA, names=LONGEST[:1], birth_date="", zone="", may_confirm=False),
    CitizenView(Screen.PORTRAIT, advice="FACE-NEUTRAL"),
    CitizenView(Screen.FINGERS, fingers=("right_index", "right_middle", "right_ring", "right_little")),
    CitizenView(Screen.SIGNATURE),
    CitizenView(Screen.RECEIPT, number="a1b2 c3d4", code=CODE),
    CitizenView(Screen.THANKS),
    CitizenView(Screen.THANKS, rated=True),
)

OF_THE_OPERATOR = {
    "FACE-SECOND-FACE", "FACE-MOVE-UP", "FACE-MOVE-DOWN", "FACE-LIGHT-LEFT", "FACE-LIGHT-RIGHT", "FACE-LIGHT-EVEN",
    "FACE-LIGHT-MORE", "FACE-LIGHT-LESS", "FACE-BACKGROUND", "FACE-NO-COLOUR", "FACE-GRAINY", "FACE-COMPRESSED",
    "FACE-FROZEN", "FACE-ASK-HELD", "FACE-ASK-SMOOTH", "FACE-ASK-BROAD",
}  # fmt: skip
"""Advice that only they can follow: about light, wall, camera, and what is judged by a look."""


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> Iterator[CitizenWindow]:
    made = CitizenWindow(Voice("no-such-program"))
    qtbot.addWidget(made, before_close_func=lambda each: each.hide())
    made.resize(1366, 768)
    made.show()
    yield made
    made.hide()


def picture(window: CitizenWindow) -> QImage:
    QApplication.processEvents()
    return window.grab().toImage()


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_has_all_words(tag: str) -> None:
    assert keys(tag) == keys("en")
    assert all(say(tag, key).strip() for key in keys(tag))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_screen_says_more_than_two_sentences(tag: str) -> None:
    for key in keys(tag):
        assert len(re.findall(r"[.։?؟]+(?=\s|$)", say(tag, key).replace("՞", "՞"))) <= 2, (tag, key)
    assert len(long_notice(tag)) == len(long_notice("en"))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_letter_has_a_glyph_in_our_own_fonts(window: CitizenWindow, tag: str) -> None:
    missing = {key: without_glyph(say(tag, key)) for key in keys(tag)}
    assert not {key: letters for key, letters in missing.items() if letters}
    assert without_glyph("\N{HIRAGANA LETTER A}"), "a letter that none of our fonts has is found"


def test_what_no_native_reader_has_seen_is_marked() -> None:
    assert [tag for tag in LANGUAGES if provisional(tag)] == ["fa", "ar"]
    assert [tag for tag in LANGUAGES if right_to_left(tag)] == ["fa", "ar"]
    assert len({say(tag, "about.version") for tag in LANGUAGES}) == 1, "one version of the notice in every language"


def test_what_the_applicant_can_follow_is_said_of_every_advice() -> None:
    said = {f"portrait.{words}" for words, _ in (*ADVICE.values(), HELP)}
    assert {key for key in keys("en") if key.startswith("portrait.")} == said


def test_an_advice_is_the_applicants_or_the_operators() -> None:
    """A new one is put on one side: else the applicant is told to stay as they are, and the operator waits for them."""
    codes = {code for code in catalogue("en") if code.startswith("FACE-") and not code.startswith("FACE-CHECK-")}
    theirs = {code for code in ADVICE if code.startswith("FACE-")}
    assert theirs | OF_THE_OPERATOR == codes
    assert not theirs & OF_THE_OPERATOR


# --- layout ----------------------------------------------------------------------------------------------------------


def test_lines_run_as_the_language_does(window: CitizenWindow) -> None:
    for tag, direction in (("fa", Qt.LayoutDirection.RightToLeft), ("ru", Qt.LayoutDirection.LeftToRight)):
        window.show_view(CitizenView(Screen.WISH, tag))
        assert window.layoutDirection() is direction
        QApplication.processEvents()
        assert (window.wish.yes.x() > window.wish.no.x()) is (tag == "fa")


def test_another_theme_dresses_it_too(window: CitizenWindow, dressed: QApplication) -> None:
    window.show_view(CitizenView(Screen.WISH, "hy"))
    light = picture(window)
    try:
        use(dressed, load("dark"))
        recolour_all(window)
        dark = picture(window)
    finally:
        use(dressed, load("light"))
        recolour_all(window)
    corner = QPoint(4, 4)
    assert (light.pixelColor(corner).lightness() > 200, dark.pixelColor(corner).lightness() < 80) == (True, True)
    assert picture(window) == light


# --- only this person, only now ------------------------------------------------------------------------------------


def test_blank_has_no_pixel_of_whoever_was_shown(window: CitizenWindow) -> None:
    window.show_view(BLANK)
    empty = picture(window)
    for tag in ("hy", "fa"):
        for view in SHOWN:
            window.show_view(replace(view, language=tag))
            window.show_picture(np.full((90, 120, 3), 200, np.uint8))
            window.show_ink((InkPoint(10, 10, 0), InkPoint(90, 30, 5, down=False)), (100.0, 40.0))
            QApplication.processEvents()
            window.show_view(BLANK)
            assert picture(window) == empty, view.screen


def test_the_next_person_sees_nothing_of_the_one_before(window: CitizenWindow) -> None:
    nobody = picture_of(window, replace(DATA, names=(), zone="", cut=False, birth_date="", language="hy"))
    unsigned = picture_of(window, CitizenView(Screen.SIGNATURE, "hy"))
    unseen = picture_of(window, CitizenView(Screen.PORTRAIT, "hy", advice="FACE-NEUTRAL"))
    window.show_view(replace(DATA, language="hy"))
    window.show_view(CitizenView(Screen.SIGNATURE, "hy"))
    window.show_ink((InkPoint(10, 10, 0), InkPoint(90, 30, 5, down=False)), (100.0, 40.0))
    window.show_view(CitizenView(Screen.PORTRAIT, "hy", advice="FACE-NEUTRAL"))
    window.show_picture(np.full((90, 120, 3), 200, np.uint8))
    window.show_view(BLANK)
    assert picture_of(window, replace(DATA, names=(), zone="", cut=False, birth_date="", language="hy")) == nobody
    assert picture_of(window, CitizenView(Screen.SIGNATURE, "hy")) == unsigned
    assert picture_of(window, CitizenView(Screen.PORTRAIT, "hy", advice="FACE-NEUTRAL")) == unseen


def picture_of(window: CitizenWindow, view: CitizenView) -> QImage:
    window.show_view(view)
    return picture(window)


def test_a_picture_that_comes_late_is_dropped(window: CitizenWindow) -> None:
    window.show_view(CitizenView(Screen.WAIT, "en"))
    before = picture(window)
    window.show_picture(np.full((90, 120, 3), 200, np.uint8))
    window.show_ink((InkPoint(1, 1, 0),), (100.0, 40.0))
    assert picture(window) == before
    assert window.portrait.mirror.picture_rect().isEmpty()
    assert window.signature.pad.points == ()


def test_the_preview_is_a_mirror(window: CitizenWindow) -> None:
    window.show_view(CitizenView(Screen.PORTRAIT, "en", advice="FACE-NEUTRAL"))
    seen = np.zeros((90, 120, 3), np.uint8)
    seen[:, :60] = 255  # light at the left of the camera's picture
    window.show_picture(seen)
    image, box = picture(window), window.portrait.mirror
    middle = box.mapTo(window, box.rect().center())
    assert image.pixelColor(middle.x() + 100, middle.y() + 150).lightness() > 200
    assert image.pixelColor(middle.x() - 100, middle.y() + 150).lightness() < 50
    window.show_view(CitizenView(Screen.PORTRAIT, "en", advice=KEPT))
    image = picture(window)
    assert image.pixelColor(middle.x() - 100, middle.y() + 150).lightness() > 200, "what was taken is seen as it is"


# --- what the applicant does ---------------------------------------------------------------------------------------


def test_another_language_can_be_asked_for_at_any_time(window: CitizenWindow, qtbot: QtBot) -> None:
    window.show_view(CitizenView(Screen.WAIT, "hy"))
    window.globe.click()
    assert window.language.isVisible()
    with qtbot.waitSignal(window.language_chosen) as chosen:
        window.language.buttons["ar"].click()
    assert chosen.args == ["ar"]
    assert window.wait.isVisible()


def test_a_wish_is_taken_back_at_any_time_before_the_signature(window: CitizenWindow, qtbot: QtBot) -> None:
    wished = CitizenView(Screen.DATA, "fa", wished=True, may_wish=True)
    window.show_view(replace(wished, wished=False))
    assert not window.own_sex.isVisible()
    window.show_view(wished)
    asked = say("fa", "wish.say")
    window.own_sex.click()
    assert window.wish.isVisible()
    assert window.wish.sentence.text() not in ("", asked), "it is asked whether they still wish it"
    with qtbot.waitSignal(window.wished) as said:
        window.wish.no.click()
    assert said.args == [False]
    assert window.data.isVisible()
    window.own_sex.click()
    window.show_view(replace(wished, may_wish=False))  # signed meanwhile
    assert window.data.isVisible()
    assert not window.own_sex.isVisible()


def test_each_screen_is_answered_by_touch(window: CitizenWindow, qtbot: QtBot) -> None:
    def told(signal: Any, view: CitizenView, button: QPushButton) -> list[Any]:
        window.show_view(replace(view, language="en"))
        with qtbot.waitSignal(signal) as heard:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return list(heard.args or ())

    assert told(window.agreed, CitizenView(Screen.NOTICE), window.notice.agree) == []
    assert told(window.wished, CitizenView(Screen.WISH), window.wish.yes) == [True]
    assert told(window.answered, DATA, window.data.wrong) == [False]
    assert told(window.answered, DATA, window.data.right) == [True]
    assert told(window.again, CitizenView(Screen.SIGNATURE), window.signature.clear) == []
    assert told(window.receipt_seen, CitizenView(Screen.RECEIPT), window.receipt.next) == []
    assert told(window.rated, CitizenView(Screen.THANKS), window.thanks.marks[4][0]) == [4]


def test_the_whole_notice_can_be_read_and_left(window: CitizenWindow) -> None:
    window.show_view(CitizenView(Screen.NOTICE, "en"))
    read = []
    while window.notice.more.isVisible():
        window.notice.more.click()
        read.append(window.notice.sentence.text())
    assert tuple(read) == long_notice("en")
    window.show_view(BLANK)
    window.show_view(CitizenView(Screen.NOTICE, "en"))
    assert window.notice.sentence.text() == say("en", "notice.say"), "who comes next begins at the beginning"


def test_nothing_is_read_aloud_where_there_is_no_voice(window: CitizenWindow) -> None:
    window.show_view(CitizenView(Screen.WAIT, "hy"))
    assert not window.speak.isVisible()
    window.toggle_voice()
    assert not window.voice.speaking


def test_what_is_read_aloud_goes_to_a_program_on_its_input(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    program = tmp_path / "voice"
    program.write_text(
        f"""#!/bin/sh
if [ "$1" = --voices ]; then printf 'Pty Language\\n 5  hy  --/M  Armenian  ine/hy\\n'; exit; fi
echo "$@" > {tmp_path}/arguments
cat > {tmp_path}/.heard && mv {tmp_path}/.heard {tmp_path}/heard
""",
        encoding="utf-8",
    )
    program.chmod(0o755)
    made = CitizenWindow(Voice(str(program)))
    qtbot.addWidget(made, before_close_func=lambda each: each.hide())
    made.show()
    made.show_view(CitizenView(Screen.WAIT, "hy"))
    qtbot.waitUntil(made.speak.isVisible)
    made.show_view(CitizenView(Screen.WAIT, "fa"))
    assert not made.speak.isVisible(), "it has no voice for that language"
    made.show_view(CitizenView(Screen.WAIT, "hy"))
    made.speak.click()
    qtbot.waitUntil((tmp_path / "heard").exists)
    assert (tmp_path / "heard").read_text(encoding="utf-8") == say("hy", "wait.say")
    assert (tmp_path / "arguments").read_text(encoding="utf-8").split() == ["-v", "hy", "-s", "130", "--stdin"]
    made.voice.end()


def test_a_voice_says_no_name_and_no_number(window: CitizenWindow) -> None:
    for view in SHOWN:
        window.show_view(replace(view, language="en"))
        assert not re.search(r"[Ա-֏]|HOVHANN|1968|a1b2", window.sentences())


# --- where it stands -----------------------------------------------------------------------------------------------


def test_it_stands_on_a_screen_that_is_not_the_operators() -> None:
    def screen(left: int) -> Any:
        at = QRect(left, 0, 1366, 768)
        return SimpleNamespace(geometry=lambda: at)

    desk: dict[str, Any] = {"own": screen(0), "other": screen(1366), "same": screen(0)}
    own, other, _same = desk["own"], desk["other"], desk["same"]
    assert other_screen([own], own) is None
    assert other_screen([own, other], own) == other
    assert other_screen([other, own], other) is own
    assert other_screen([screen(0)], screen(0)) is None, "a screen that repeats the operator's shows nothing else"


def test_on_an_upright_screen_the_mirror_is_as_wide_as_the_screen(window: CitizenWindow) -> None:
    """Beside the corner's buttons it was half as wide, between two dark bands."""
    window.resize(1080, 1920)
    window.show()
    window.show_view(CitizenView(Screen.PORTRAIT, "hy", may_wish=True))
    window.show_picture(np.full((1080, 1920, 3), 90, np.uint8))
    QApplication.processEvents()
    assert window.portrait.mirror.picture_rect().width() > 0.9 * 1080
    corner = window.globe.mapTo(window, window.globe.rect().bottomLeft()).y()
    assert window.portrait.mirror.mapTo(window, window.portrait.mirror.rect().topLeft()).y() > corner
