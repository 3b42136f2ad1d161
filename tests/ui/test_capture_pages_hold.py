"""Names, targets, cut-off words and room, on each capture, review and last page, in each state and each language."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    InkPoint,
    LiveCheck,
    PortraitGuidance,
    PreviewFrame,
    SlapGuidance,
)
from station.domain.errors import Problem
from station.domain.outbox import OutboxState
from station.domain.sample import BiometricException, ExceptionReason, Finger, SignatureSample, Slap
from station.domain.signatures import Signed
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    DEVICE,
    NOW,
    OPERATOR,
    blob,
    box,
    enrollment,
    grey,
    impression,
    portrait,
    portrait_candidate,
    slap_candidate,
    view,
)
from tests.support.layout import clipped
from tests.support.window import fake_station, open_page, read
from tests.support.window_lint import nameless, too_small
from tests.ui.test_review_page import FIELDS, OFFICER, Acts
from tests.unit.ui.test_sealed_presenter import DOWN, Outbox
from ui.messages import languages, set_language
from ui.pages.fingerprints.view import FingerprintsPage
from ui.pages.portrait.view import PortraitPage
from ui.pages.review.view import ReviewPage
from ui.pages.sealed.view import SealedPage
from ui.pages.signature.view import SignaturePage
from ui.widgets.words import retranslate_all

ROOM = (1038, 514)  # of a page at 1366 x 728: a screen of 768 less a title bar or a panel
CODES = ("ALONE", "DISTANCE", "ROLL", "POSITION", "EXPOSURE", "YAW", "PITCH", "LIGHT", "EYES", "GAZE", "EXPRESSION",
         "SHARPNESS", "BACKGROUND")  # fmt: skip
CHECKS = tuple(LiveCheck(f"FACE-CHECK-{code}", code != "DISTANCE", 12.345, "4 <= x <= 77", "px") for code in CODES)
FRAME = np.zeros((72, 128, 3), np.uint8)
PNG = BytesIO()
Image.new("RGB", (413, 531), (90, 80, 70)).save(PNG, "PNG")
TURNS = 5  # of the event loop, until columns within columns have heard of new words
Check = Callable[[Any], None]


@pytest.fixture
def check() -> Check:
    """In each language and with details open and closed: nothing nameless, small, cut off, or without room."""

    def holds(page: Any) -> None:
        for tag in (*languages(), *languages()):
            set_language(tag)
            retranslate_all(page)
            for _ in range(TURNS):
                QApplication.processEvents()
            assert (page.width(), page.height()) == ROOM, tag
            assert page.minimumSizeHint().width() <= ROOM[0], tag
            assert page.minimumSizeHint().height() <= ROOM[1], tag
            assert nameless(page) == [], tag
            assert too_small(page) == [], tag
            assert clipped(page) == [], tag
            if tag == languages()[-1]:
                page.toggle_details()
        set_language("en")
        retranslate_all(page)

    return holds


def opened(qtbot: QtBot, page_class: Any, station: Any, shown: EnrollmentView | None = None) -> Any:
    set_language("en")
    page = open_page(page_class, station, shown, ROOM)
    qtbot.addWidget(page)
    return page


def test_portrait(qtbot: QtBot, check: Check) -> None:
    station = fake_station(png=PNG.getvalue())
    page = opened(qtbot, PortraitPage, station)
    check(page)
    station.capture.say(PreviewFrame(FRAME, 1.0))
    for advice in ("FACE-COME-CLOSER", "FACE-MOVE-UP", "FACE-LIGHT-EVEN", "FACE-HOLD"):
        station.capture.say(PortraitGuidance(advice, (1, 2, 3, 4), ((1, 1), (2, 2)), CHECKS, 0.5))
        QApplication.processEvents()
        check(page)
    station.capture.say(CaptureFailed(Problem("DEV-010")))
    check(page)
    page.space()
    station.capture.say(CaptureRefused(Problem("FACE-NO-FACE"), FRAME))
    check(page)
    page.space()
    station.capture.say(replace(portrait_candidate(), checks=CHECKS))
    check(page)
    page.leave()


def test_fingerprints(qtbot: QtBot, check: Check) -> None:
    right = Slap.RIGHT_FOUR.fingers
    missing = (BiometricException(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED),)
    station = fake_station(enrollment().with_exceptions(missing), PNG.getvalue())
    page = opened(qtbot, FingerprintsPage, station)
    check(page)
    boxes = tuple(box(finger, 12 * n) for n, finger in enumerate(right))
    station.capture.say(PreviewFrame(grey(), 1.0))
    station.capture.say(SlapGuidance("FNG-KEEP-STILL", boxes, 4, 4))
    check(page)
    station.capture.say(CaptureRefused(Problem("FNG-TOO-FEW", {"seen": 3, "expected": 4}), grey(), boxes[:3]))
    check(page)
    page.space()
    station.capture.say(slap_candidate(Slap.RIGHT_FOUR, (72, 40, 18, None), right))
    qtbot.waitUntil(lambda: page.presenter.state.phase == "weak")
    check(page)
    page.space()
    station.capture.say(CaptureFailed(Problem("DEV-040")))
    check(page)
    page.leave()


def test_signature(qtbot: QtBot, check: Check) -> None:
    station = fake_station(png=PNG.getvalue())
    page = opened(qtbot, SignaturePage, station)
    check(page)
    page.presenter.use_pad()
    station.capture.say(InkPoint(1, 2, 0))
    check(page)
    station.capture.say(CaptureFailed(Problem("DEV-010")))
    check(page)
    page.leave()


def test_review(qtbot: QtBot, check: Check) -> None:
    fields = {
        **FIELDS,
        "surname_hy": "Տեր-Հովհաննիսյան",
        "surname_latin": "TER-HOVHANNISYAN",
        "phone": "+374 91 123456",
        "email": "anahit@example.am",
        "address": "ք. Գյումրի, Շիրակացու փողոց 12, բն. 7",
        "request_kind": "FIRST",
        "capacity": "FULL",
        "id_card_or_passport_or_birth_certificate_paper": "PASSPORT",
    }
    draft = enrollment(fields=fields, step="review").with_portrait(portrait())
    draft = draft.with_exceptions((BiometricException(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED),))
    draft = draft.with_slap(impression(Slap.RIGHT_FOUR, 1, (72, 40, 20, 66)))
    draft = draft.with_signature(SignatureSample(blob("s"), blob("i"), DEVICE, NOW))
    acts = Acts()
    steps = view().steps
    trouble = tuple(replace(step, state="attention", problems=(Problem("APP-REQUIRED"),) * 2) for step in steps[:1])
    page = opened(
        qtbot, ReviewPage, fake_station(draft, enroll=acts, sign_in=acts), view(draft, steps=trouble + steps[1:])
    )
    check(page)
    page.refresh(view(draft, ready_to_sign=True))
    check(page)
    assert [area.horizontalScrollBar().maximum() for area in page.findChildren(QScrollArea)] == [0]
    signed = view(draft.with_signed(Signed(blob("c"), OPERATOR, NOW)), ready_to_sign=True)
    page.refresh(signed)
    page.acts.officer.set_value(OFFICER.credential_id)
    check(page)
    read(page)
    page.presenter.approve(OFFICER.credential_id, "1")
    check(page)
    page.acts.officer.set_value(OPERATOR.credential_id)
    check(page)
    page.leave()


def test_sealed(qtbot: QtBot, check: Check) -> None:
    outbox = Outbox()
    page = opened(qtbot, SealedPage, fake_station(deliver=outbox, enroll=outbox), view())
    for changes in (
        {"state": OutboxState.SENDING},
        {"state": OutboxState.WAITING, "problem": DOWN, "next_try_at": NOW},
        {"state": OutboxState.REFUSED, "problem": Problem("STN-302", {"reason": "INT-001"})},
        {"state": OutboxState.RECEIPTED, "problem": None, "erased": True},
    ):
        outbox.become(**changes)
        check(page)
    page.leave()


@pytest.mark.parametrize("page_class", [PortraitPage, FingerprintsPage, SignaturePage, ReviewPage, SealedPage])
def test_making_a_page_shows_no_other_window(qtbot: QtBot, page_class: Any) -> None:
    acts, outbox = Acts(), Outbox()
    services: dict[str, object] = {"sign_in": acts, "deliver": outbox}
    if page_class is ReviewPage:
        services["enroll"] = acts
    page = opened(qtbot, page_class, fake_station(png=PNG.getvalue(), **services), view())
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == [page]
    page.leave()
