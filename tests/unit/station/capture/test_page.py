"""A page of paper is taken when asked, with what is wrong with it; only what nobody can read is refused."""

from collections.abc import Callable
from queue import Queue
from typing import Any

import pytest

from devices.adapters.sim_document.adapter import SimDocumentAdapter
from devices.api import Adapter, DeviceInfo, DeviceKind, Frame
from devices.manager import DeviceManager
from station.capture.page import PageCapture
from station.domain.capture import ENDS, CaptureRefused, PageCandidate, PageEvent, PageGuidance, PreviewFrame
from station.domain.clock import SystemClock
from station.services.capture import Capture

INFO = DeviceInfo("sim_document:desk:1", DeviceKind.DOCUMENT, "Simulator", "Document camera", simulated=True)


def never(*_: object) -> Any:
    raise AssertionError("no fingers are taken here")


def taken(*pages: str, adapter: Callable[[], Adapter] = SimDocumentAdapter) -> list[PageEvent]:
    """Each page in a session of its own: all that was heard, asked for as soon as the page was found."""
    manager = DeviceManager([adapter()], {"sim_document": {"pages": list(pages)}}, allow_simulated=lambda: True)
    manager.rescan()
    capture = Capture(manager, None, None, SystemClock(), lambda event: None, never)  # type: ignore[arg-type]
    ends: list[PageEvent] = []
    for _ in pages:
        heard: Queue[PageEvent] = Queue()
        session = capture.page("BIRTH_CERTIFICATE", heard.put)
        assert hasattr(session, "capture"), session
        while True:
            event = heard.get(timeout=30)
            if isinstance(event, PreviewFrame):
                assert max(event.pixels.shape) == 1280
            if isinstance(event, PageGuidance):
                session.capture()
            if isinstance(event, ENDS):
                ends.append(event)
                break
    manager.close()
    return ends


def test_pages_are_taken_one_after_another_and_the_unreadable_is_refused() -> None:
    good, bad = taken("skewed", "dark")
    assert isinstance(good, PageCandidate)
    assert (good.size, good.warnings, good.device.simulated) == ("A4", ("PAGE-SKEW",), True)
    assert isinstance(bad, CaptureRefused)
    assert bad.problem.code == "PAGE-DARK"


@pytest.mark.parametrize(("name", "seen"), [("text", True), ("none", False)])
def test_the_edges_are_shown_before_anybody_asks(name: str, seen: bool) -> None:
    from devices.adapters.sim_document.sheet import picture

    (guidance,) = PageCapture(INFO, "A4", SystemClock()).look(Frame(picture(name, 0), 0.0), asked=False)
    assert isinstance(guidance, PageGuidance)
    assert (guidance.corners is not None) is seen
    for x, y in guidance.corners or ():
        assert 0 <= x <= 1280
        assert 0 <= y <= 960
