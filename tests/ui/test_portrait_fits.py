"""The portrait page where people did something: a crop moved by hand, what a person was asked and what was seen."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pytestqt.qtbot import QtBot

from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.sensor import Sensor
from station.domain.capture import PortraitGuidance, PreviewFrame
from station.domain.errors import Problem
from station.domain.face_facts import Adjusted, Adjustment, Challenge, Hint
from tests.support.capture_fakes import blob, enrollment, portrait, view
from tests.support.fitting import Open
from tests.support.window import fake_station
from ui.pages.portrait.crop_presenter import Phase as CropPhase
from ui.pages.portrait.state import Phase

SAID = replace(
    portrait(),
    detail=0.93,
    original=replace(blob("original"), width=373, height=498),
    adjusted=Adjusted(Adjustment(-0.025, 0.01, 1.08, 3.5), "op"),
    hints=tuple(Hint(what, what is not Challenge.BLINK) for what in Challenge),
)
"""All that may be said of one."""


@pytest.fixture(scope="module")
def head() -> NDArray[np.uint8]:
    return Sensor().expose(Look())


def test_moved_by_hand(framed: Open, qtbot: QtBot, head: NDArray[np.uint8]) -> None:
    png = BytesIO()
    Image.fromarray(head[70:660, 410:869]).resize((413, 531)).save(png, "PNG")
    shown = view(enrollment().with_portrait(SAID))
    station = fake_station(shown.enrollment, png.getvalue())
    station.crops.cropping = replace(station.crops.cropping, pixels=head.repeat(2, 0).repeat(2, 1))
    desk = framed(station)
    page = desk.enter("portrait", shown)
    qtbot.waitUntil(lambda: page.presenter.state.phase is Phase.ACCEPTED)
    plain = page.card.besides.text()
    desk.fits("adjusted")
    page.toggle_details()
    told = page.card.besides.text()
    assert any(sign.isdigit() for sign in told.splitlines()[0]), "by how much"
    assert not any(sign.isdigit() for sign in plain.splitlines()[0]), "only for who asks for numbers"
    page.toggle_details()
    page.crop.open()
    qtbot.waitUntil(lambda: page.crop.presenter.state.phase is CropPhase.OPEN)
    page.crop.presenter.grow(-3)
    page.crop.presenter.turn(5)
    desk.fits("a crop")
    while page.crop.presenter.state.limit is None:
        page.crop.presenter.move(-1, 0)
    desk.fits("a crop at its limit")
    station.crops.problem = Problem("STN-627", {"check": "FACE-CHECK-SHARPNESS"}, True)
    page.crop.presenter.turn(-1)
    page.crop.presenter.take()
    qtbot.waitUntil(lambda: page.crop.presenter.state.problem is not None)
    desk.fits("a crop that is refused")


def test_asked(framed: Open, qtbot: QtBot, head: NDArray[np.uint8]) -> None:
    station = fake_station()
    desk = framed(station)
    page = desk.enter("portrait", view())
    station.capture.say(PreviewFrame(head, 1.0))
    qtbot.waitUntil(lambda: page.presenter.state.phase is Phase.LIVE)
    hints = tuple(Hint(what, what is Challenge.BLINK) for what in Challenge)
    asked = Challenge.TURN_RIGHT
    page.show_guidance(PortraitGuidance("FACE-DO-TURN-RIGHT", None, None, (), 0.0, hints=hints, asked=asked))
    desk.fits("asked to turn")
