"""The sheet of proofs over its page: when its button is there, what the keys do, what is seen on a low screen."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from station.domain.capture import PhotoCandidate, PreviewFrame
from station.domain.errors import Problem
from station.domain.proven import Proof
from station.domain.sample import BiometricException, ExceptionReason, Finger, Modality
from tests.support.capture_fakes import DEVICE, NOW, enrollment
from tests.support.proving import FakePhotos, FakeProofs, proving_view
from tests.support.window import fake_station, open_page
from ui.messages import set_language
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.portrait.presenter import Phase
from ui.pages.portrait.view import PortraitPage
from ui.pages.signature.view import SignaturePage

FINGERS, FACE, SIGNATURE = Modality.FINGERS, Modality.FACE, Modality.SIGNATURE
PIXELS = np.zeros((72, 128, 3), np.uint8)
HAND = enrollment().with_exceptions((BiometricException(Finger.LEFT_RING, ExceptionReason.BANDAGED),))
BOTH = (Proof.PHOTO, Proof.SECOND)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def opened(qtbot: QtBot, page: Any, what: Modality, of: Any, *asked: Proof, size: tuple[int, int] = (1038, 520)) -> Any:
    station = fake_station(of, capture=FakePhotos(), proofs=FakeProofs(of, *asked))
    made = open_page(page, station, proving_view(of, what, *asked), size)
    qtbot.addWidget(made)
    return made


def test_there_is_a_button_while_something_is_to_be_proven_and_no_other_time(qtbot: QtBot) -> None:
    page = opened(qtbot, FingerprintsPage, FINGERS, HAND)
    assert not page.proof.button.isVisible()
    QTest.keyClick(page, Qt.Key.Key_F)
    assert page.proof.sheet is None
    page.leave()
    page = opened(qtbot, FingerprintsPage, FINGERS, HAND, *BOTH)
    assert page.proof.button.isVisible()
    page.leave()


@pytest.mark.parametrize("size", [(1038, 520), (620, 300)])
def test_f_opens_it_space_photographs_and_escape_goes_back(qtbot: QtBot, size: tuple[int, int]) -> None:
    page = opened(qtbot, FingerprintsPage, FINGERS, HAND, *BOTH, size=size)
    QTest.keyClick(page, Qt.Key.Key_F)
    sheet = page.proof.sheet
    assert (sheet.isVisible(), sheet.geometry()) == (True, page.rect())
    assert sheet.back.geometry().bottom() <= page.rect().bottom()
    capture = page.context.station.capture
    capture.say(PreviewFrame(PIXELS, 0.0))
    qtbot.waitUntil(lambda: page.proof.presenter.state.phase.value == "live")
    assert page.space()
    assert capture.sessions[-1].captured == 1
    capture.say(PhotoCandidate(PIXELS, DEVICE, NOW))
    qtbot.waitUntil(lambda: page.proof.presenter.state.phase.value == "kept")
    assert page.context.shell.view is not None
    assert page.cancel()
    assert not sheet.isVisible()
    page.leave()


def test_tab_stays_in_it_and_ctrl_enter_means_it(qtbot: QtBot) -> None:
    page = opened(qtbot, FingerprintsPage, FINGERS, HAND, *BOTH)
    page.activateWindow()
    assert not page.over_primary()
    QTest.keyClick(page, Qt.Key.Key_F)
    sheet = page.proof.sheet
    stops = set()
    for key in (*[Qt.Key.Key_Tab] * 6, Qt.Key.Key_Backtab):
        QTest.keyClick(page.focusWidget(), key)
        stops.add(page.focusWidget())
        assert sheet.isAncestorOf(page.focusWidget())
    assert {sheet.stage, sheet.back} <= stops
    assert page.over_key() == "proof.button.back", "the bar of the window says so"
    assert page.over_primary()
    assert page.over_key() is None
    assert not sheet.isVisible(), "nobody's PIN is typed: it goes back to the page"
    page.leave()


def test_who_took_part_is_refused_before_the_pin_and_another_confirms(qtbot: QtBot) -> None:
    page = opened(qtbot, FingerprintsPage, FINGERS, HAND, Proof.SECOND)
    page.proof.open()
    sheet = page.proof.sheet
    qtbot.waitUntil(lambda: sheet.asked.officer.count() == 2)
    assert not sheet.left.isVisible()
    sheet.asked.officer.set_value("op")
    sheet.asked.officer.chosen.emit("op")
    assert (sheet.confirm.isEnabled(), sheet.note.isVisible()) == (False, True)
    sheet.asked.officer.set_value("second")
    sheet.asked.officer.chosen.emit("second")
    proofs = page.context.station.proofs
    proofs.problem = Problem("CRY-010")
    sheet.asked.pin.setText("0000")
    sheet.confirm.click()
    qtbot.waitUntil(lambda: sheet.note.isVisible())
    assert sheet.asked.pin.text() == ""
    sheet.asked.pin.setText("1234")
    sheet.confirm.click()
    qtbot.waitUntil(lambda: not sheet.asked.isVisible())
    assert "Լուսինե Պետրոսյան" in sheet._second.text()
    page.leave()


def test_the_portraits_own_camera_rests_meanwhile(qtbot: QtBot) -> None:
    covered = enrollment().with_exception(FACE, ExceptionReason.RELIGION)
    page = opened(qtbot, PortraitPage, FACE, covered, Proof.PHOTO)
    assert len(page.context.station.capture.sessions) == 1
    page.proof.open()
    assert page.presenter.state.phase is Phase.STOPPED
    qtbot.waitUntil(lambda: len(page.context.station.capture.sessions) == 2)
    page.cancel()
    qtbot.waitUntil(lambda: len(page.context.station.capture.sessions) == 3)
    page.leave()


def test_the_signature_page_has_it_too(qtbot: QtBot) -> None:
    of = enrollment().with_exception(SIGNATURE, ExceptionReason.CANNOT_WRITE)
    page = opened(qtbot, SignaturePage, SIGNATURE, of, Proof.PHOTO)
    page.proof.open()
    assert page.proof.sheet.isVisible()
    page.leave()
    assert not page.proof.sheet.isVisible()
