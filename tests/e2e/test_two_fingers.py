"""Two fingers for a passport (`fingers_bsi_passport@1`), through what the page of fingerprints does, over pictures that
are judged, scored and matched as any, into the sealed packet, which stock `openssl` opens: another finger where one is
missing or fails, with the photograph that shows why; one finger twice; a child's ridges."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from devices.api import DeviceInfo, DeviceKind, FingerFrame
from station.capture.slap import SlapCapture
from station.domain.capture import CaptureRefused, PhotoCandidate, SlapEvent
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.finger_checks import Before
from station.domain.record import RecordKind
from station.domain.sample import ExceptionReason, Finger, Modality, Slap, alone
from station.formats.records import fingers_in, kind_of
from station.quality.finger.lately import Lately
from station.quality.finger.nfiq2 import Nfiq2
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.applicants import OF_A_CHILD, WHOLE
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.capture_fakes import FakeDevices, FakeSession, Inbox, Later
from tests.support.clock import NOW
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    StillClock,
    ink,
    open_desk,
    portrait_candidate,
)
from tests.support.finger_services import PASSPORT, passport_by
from tests.support.proving import FakePeople, FakePhotos
from tests.support.scanners import slap_pixels
from tests.support.slap_bench import Screen
from tests.unit.ui.test_proof_presenter import Screen as Sheet
from ui.pages.fingerprints.presenter import FingerprintsPresenter
from ui.pages.fingerprints.state import Phase
from ui.proof.presenter import Phase as ProofPhase
from ui.proof.presenter import ProofPresenter

pytestmark = [needs_openssl, pytest.mark.slow]

SCANNER = DeviceInfo("sim:fingers", DeviceKind.FINGERPRINT, "Sim", "Fingers", simulated=True)
RECORD, PHOTO = 'record = "19794:2005"', 'photo = ["MISSING", "BANDAGED"]'
CHILD = {**WHOLE, **OF_A_CHILD, "birth_date": f"01.03.{NOW.year - 8}", "psn_kind": "pending", "psn": ""}


def finger(which: Finger) -> NDArray[np.uint8]:
    thumb = which in Slap.THUMBS.fingers
    slap = Slap.THUMBS if thumb else Slap.RIGHT_FOUR if which in Slap.RIGHT_FOUR.fingers else Slap.LEFT_FOUR
    return slap_pixels("good", slap, expected=(which,))


def small(pixels: NDArray[np.uint8], share: float = 0.55) -> NDArray[np.uint8]:
    """A child's: all of it smaller, on the same glass."""
    made = np.full(pixels.shape, 251, np.uint8)
    less = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    top, left = ((whole - part) // 2 for whole, part in zip(made.shape, less.shape, strict=True))
    made[top : top + less.shape[0], left : left + less.shape[1]] = less
    return made


class Glass:
    """Stands for the service of captures: what is laid down is looked at as a session does."""

    def __init__(self, desk: Bench, scorer: Lately) -> None:
        self._desk, self._scorer = desk, scorer
        self._asked: tuple[Slap, SlapCapture] | None = None
        self._hear: Callable[[SlapEvent], None] | None = None
        self._refused: dict[Slap, str] = {}

    def slap(
        self,
        slap: Slap,
        expected: tuple[Finger, ...],
        hear: Callable[[SlapEvent], None],
        _: str,
        whose: EnrollmentId | None,
    ) -> FakeSession:
        known: Future[Before | Problem] = Future()
        assert whose is not None
        known.set_result(self._desk.enroll.before(whose, slap))
        doubted = self._refused.pop(slap, "")
        self._asked = slap, SlapCapture(SCANNER, slap, expected, self._scorer, StillClock(NOW), lambda: known, doubted)
        self._hear = hear
        return FakeSession(hear)  # type: ignore[arg-type]

    def lay(self, pixels: NDArray[np.uint8]) -> None:
        assert self._asked is not None
        assert self._hear is not None
        slap, capture = self._asked
        capture.prepare()
        for event in capture.look(FingerFrame(pixels, 500, 0.0, "capturing", final=True), asked=False):
            if isinstance(event, CaptureRefused):
                self._refused[slap] = event.problem.code
            self._hear(event)


class Page:
    """The page's presenter over a whole desk, and the sheet for what proves an exception."""

    def __init__(self, desk: Bench, view: EnrollmentView, scorer: Lately) -> None:
        self.desk, self.which, self.screen = desk, view.enrollment.enrollment_id, Screen()
        self.inbox, self.work, self.glass = Inbox(), Later(), Glass(desk, scorer)
        devices, photos = FakeDevices(), FakePhotos()
        self.fingers = FingerprintsPresenter(
            self.screen, self.glass, desk.enroll, devices, self.inbox, self.work.run, self.work.after
        )
        self.sheet = ProofPresenter(
            Sheet(), Modality.FINGERS, photos, desk.proofs, FakePeople().credentials, desk.enroll.image, devices,
            self.inbox, self.work.run,
        )  # fmt: skip
        self.photos = photos
        self.fingers.enter(view)
        self.settle()

    def settle(self) -> None:
        while self.inbox.run() or self.work.waiting:
            self.work.finish()

    def lay(self, pixels: NDArray[np.uint8]) -> Phase:
        """One attempt, until the page has gone on. What is asked is right: they are who they are said to be."""
        self.glass.lay(pixels)
        self.inbox.run()
        while self.fingers.state.phase is Phase.ASKED:
            self.fingers.say_yes()
        self.settle()
        return self.fingers.state.phase

    def again(self) -> None:
        self.fingers.go()
        self.settle()

    @property
    def asked(self) -> Slap | None:
        slap = self.fingers.state.slap
        return None if slap is None else slap.slap

    def photograph(self, pixels: NDArray[np.uint8]) -> None:
        self.sheet.enter(seen(self.desk.enroll.view(self.which)))
        self.sheet.open()
        self.settle()
        self.photos.say(PhotoCandidate(pixels, DEVICE, NOW))
        self.inbox.run()
        self.settle()
        assert self.sheet.state.phase is ProofPhase.KEPT

    def sealed(self, intake: Path, out: Path) -> dict[str, bytes]:
        desk, which = self.desk, self.which
        seen(desk.enroll.sign(which))
        seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
        packet = desk.enroll.seal(which)
        assert isinstance(packet, SealedView), packet
        return files_by_openssl(Path(packet.packet_path), intake, out)


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


@pytest.fixture(scope="module")
def scorer() -> Iterator[Lately]:
    engine = Nfiq2()
    yield Lately(engine)
    engine.close()


@pytest.fixture
def begin(demo_settings: Settings, scorer: Lately) -> Iterator[Callable[..., Page]]:
    opened: list[Bench] = []

    def page(fields: dict[str, str], *said: str) -> Page:
        desk = open_desk(demo_settings, NOW, plans=passport_by("fingers_bsi_passport@1", RECORD, *said))
        opened.append(desk)
        desk.sign_in_as(OPERATOR)
        which = seen(desk.enroll.start(PASSPORT)).enrollment.enrollment_id
        seen(desk.enroll.set_fields(which, fields))
        view = seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW)))
        if any(step.takes is Modality.SIGNATURE for step in view.steps):
            view = seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
        return Page(desk, view, scorer)

    yield page
    for desk in opened:
        desk.db.close()


def prints_of(files: dict[str, bytes]) -> dict[str, int]:
    """Each finger's position, by its record of 2005, which has the picture that lies beside it."""
    found = {}
    for path in files:
        if path.startswith("biometrics/fingers/") and path.endswith(".wsq"):
            record = files[path.removesuffix("wsq") + "bdb"]
            (picture,) = fingers_in(record)
            assert kind_of(record) is RecordKind.ISO_19794_2005
            assert picture.data == files[path]
            found[Path(path).stem] = int(picture.position)
    return found


def test_another_finger_for_one_that_is_missing_and_for_one_that_fails(
    begin: Callable[..., Page], demo_settings: Settings, tmp_path: Path
) -> None:
    page = begin(WHOLE, PHOTO, "thresholds = { LEFT_INDEX = 100 }")
    assert page.asked is Slap.RIGHT_INDEX
    page.fingers.mark((Finger.RIGHT_INDEX,), ExceptionReason.AMPUTATED)
    page.settle()
    assert page.asked is Slap.RIGHT_THUMB, "the first of the order that stands for it"
    shot = np.random.default_rng(5).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    page.photograph(shot)
    page.lay(finger(Finger.RIGHT_THUMB))
    assert page.asked is Slap.LEFT_INDEX
    assert page.lay(finger(Finger.RIGHT_THUMB)) is Phase.REFUSED, "one finger twice"
    assert page.screen.states[-1].problem is not None
    assert page.screen.states[-1].problem.code == "FNG-REPEATED"
    for _ in range(3):
        page.again()
        assert page.asked is Slap.LEFT_INDEX
        page.lay(finger(Finger.LEFT_INDEX))
    assert page.asked is Slap.LEFT_THUMB, "after three attempts"
    page.lay(finger(Finger.LEFT_THUMB))
    files = page.sealed(demo_settings.intake_home, tmp_path / "out")
    told = json.loads(files["data/application.json"])["contextualData"]
    assert told["placements"] == {
        "right_thumb": {"attempts": 1, "alone": "instead"},
        "left_index": {"attempts": 3, "alone": "service"},
        "left_thumb": {"attempts": 1, "alone": "instead"},
    }
    assert prints_of(files) == {"right_thumb": 1, "left_thumb": 6}
    assert told["fingers"]["right_thumb"]["named"] == {"right_thumb": "operator"}
    assert "exceptions/fingers.jpg" in files
    assert cv2.imdecode(np.frombuffer(files["exceptions/fingers.jpg"], np.uint8), cv2.IMREAD_COLOR).shape == shot.shape


def test_a_childs_ridges_are_judged_by_its_age(
    begin: Callable[..., Page], demo_settings: Settings, tmp_path: Path
) -> None:
    grown = begin(WHOLE)
    assert grown.lay(small(finger(Finger.RIGHT_INDEX))) is Phase.REFUSED
    assert grown.screen.states[-1].problem is not None
    assert grown.screen.states[-1].problem.code == "FNG-PERIOD"
    page = begin(CHILD, "thresholds = { RIGHT_INDEX = 5, LEFT_INDEX = 5 }")
    for which in (Finger.RIGHT_INDEX, Finger.LEFT_INDEX):
        assert page.asked is alone(which)
        page.lay(small(finger(which)))
    assert page.fingers.state.phase is Phase.DONE
    files = page.sealed(demo_settings.intake_home, tmp_path / "out")
    assert prints_of(files) == {"right_index": 2, "left_index": 7}
    told = json.loads(files["data/application.json"])["contextualData"]
    assert told["placements"] == {name: {"attempts": 1, "alone": "service"} for name in ("right_index", "left_index")}
