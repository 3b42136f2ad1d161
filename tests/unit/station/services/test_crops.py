"""A crop moved by hand: cut anew from the picture, within the table, measured again, and said in the packet."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.face_facts import Adjusted, Adjustment, Pitch
from station.domain.override import OverrideReason, override_of
from station.domain.sample import PORTRAIT, Portrait
from station.formats.face_image import decode_png
from station.packet.portrayed import face_told
from station.quality.face.analysis import FaceAnalysis, Pose
from station.quality.face.crop import crop_portrait
from station.quality.face.geometry import PortraitGeometry
from station.services.crops import Cropping, Crops
from station.services.samples import kept
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.answered import code
from tests.support.applicants import WHOLE
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, Bench, open_desk, portrait_candidate
from tests.support.faces import GOOD as USUAL
from tests.unit.station.services.test_overrides import refused

GOOD = replace(USUAL, box=(510.0, 220.0, 260.0, 290.0))
MOVED = Adjustment(across=0.02, down=-0.01, size=1.05, turn=2.0)
WHOLE_FRAME = GOOD.frame_size
Seen = Callable[[NDArray[np.uint8]], FaceAnalysis | None]


def in_crop(pixels: NDArray[np.uint8]) -> FaceAnalysis:
    """What is seen in any crop."""
    return replace(GOOD, frame_size=(pixels.shape[1], pixels.shape[0]), eyes_open=0.071, pose=Pose(7.0, 12.0, 2.0))


class Faces:
    """The good face in every frame, and in a crop what the test says."""

    def __init__(self, of_crop: Seen = in_crop, of_frame: FaceAnalysis | None = GOOD) -> None:
        self.of_crop, self.of_frame = of_crop, of_frame

    def assess(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None:
        return self.of_frame if pixels.shape[1::-1] == WHOLE_FRAME else self.of_crop(pixels)

    def crop(self, pixels: NDArray[np.uint8], geometry: PortraitGeometry, /) -> NDArray[np.uint8]:
        return crop_portrait(pixels, geometry)


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    with closing((made := open_desk(demo_settings, NOW)).db):
        made.sign_in_as(OPERATOR)
        yield made


def who(desk: Bench) -> str:
    return desk.signed_in.require().operator.credential_id


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def portrait_of(answer: object) -> Portrait:
    found = seen(answer).enrollment.samples.portrait
    assert found is not None
    return found


def picture() -> NDArray[np.uint8]:
    """A red that grows to the right, a green that grows downwards."""
    x, y = np.meshgrid(np.arange(WHOLE_FRAME[0]), np.arange(WHOLE_FRAME[1]))
    return np.dstack([x * 250 / WHOLE_FRAME[0], y * 250 / WHOLE_FRAME[1], np.zeros_like(x)]).astype(np.uint8)


def begun(desk: Bench) -> EnrollmentId:
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, WHOLE))
    return which


def taken(desk: Bench, **changes: object) -> EnrollmentId:
    which = begun(desk)
    candidate = replace(portrait_candidate(NOW), source=picture(), detail=1.06, **changes)  # type: ignore[arg-type]
    seen(desk.enroll.accept_portrait(which, candidate))
    return which


def events(desk: Bench) -> list[dict[str, str]]:
    rows = desk.db.execute("SELECT event FROM audit ORDER BY seq").fetchall()
    told = [json.loads(text) for (text,) in rows]
    return [each["details"] for each in told if each["kind"] == "sample_accepted"]


def test_it_is_shown_where_the_rule_has_it(desk: Bench) -> None:
    which = taken(desk)
    shown = Crops(desk.enroll, Faces()).look(which)
    assert isinstance(shown, Cropping)
    assert np.array_equal(shown.pixels, picture())
    assert np.array_equal(shown.to_frame, GOOD.geometry.to_frame)
    assert shown.head == GOOD.head
    assert shown.now == Adjustment()


def test_it_is_cut_anew_from_the_picture_and_measured_again(desk: Bench) -> None:
    which = taken(desk)
    crops = Crops(desk.enroll, Faces())
    after = portrait_of(crops.adjust(which, MOVED))
    geometry = GOOD.geometry.adjusted(MOVED)
    assert after.adjusted == Adjusted(MOVED, who(desk))
    assert after.detail == pytest.approx(geometry.scale)
    assert after.original is not None
    assert (after.original.width, after.original.height) == geometry.original().size
    scores = {each.algorithm: each.native for each in after.quality}
    assert scores["EyesOpen"] == 0.071
    assert scores["HeadPoseRoll"] == 2.0
    assert (scores["HeadPoseYaw"], scores["HeadPosePitch"]) == (0.0, 0.0)  # a crop turns no head
    shown = crops.look(which)
    assert isinstance(shown, Cropping)
    assert shown.now == MOVED
    told = face_told(after)["adjusted"]
    assert told == {"across": 0.02, "down": -0.01, "size": 1.05, "turn": 2.0, "by": who(desk)}
    assert events(desk)[-1]["crop"] == "moved"


def test_the_pixels_are_those_of_the_place(desk: Bench) -> None:
    which = taken(desk)
    after = portrait_of(Crops(desk.enroll, Faces()).adjust(which, MOVED))
    session = desk.signed_in.require()
    assert after.lossless is not None
    enrollment = seen(desk.enroll.view(which)).enrollment
    pixels = decode_png(kept(session.vault, enrollment, after.lossless.digest))
    assert np.array_equal(pixels, crop_portrait(picture(), GOOD.geometry.adjusted(MOVED)))


def test_back_to_the_rule_nobody_moved_it(desk: Bench) -> None:
    which = taken(desk)
    crops = Crops(desk.enroll, Faces())
    seen(crops.adjust(which, MOVED))
    after = portrait_of(crops.adjust(which, Adjustment()))
    assert after.adjusted is None
    assert events(desk)[-1]["crop"] == "rule"


@pytest.mark.parametrize(
    ("how", "measure"),
    [
        (Adjustment(across=0.06), "middle"),
        (Adjustment(down=0.2), "eyes"),
        (Adjustment(turn=9.0), "turn"),
        (Adjustment(size=1.6), "head"),
    ],
)
def test_outside_the_table_nothing_is_kept(desk: Bench, how: Adjustment, measure: str) -> None:
    which = taken(desk)
    before = portrait_of(desk.enroll.view(which))
    answer = Crops(desk.enroll, Faces()).adjust(which, how)
    assert code(answer) == "STN-626"
    assert isinstance(answer, Problem)
    assert answer.params["measure"] == measure
    assert portrait_of(desk.enroll.view(which)) == before


def test_where_a_check_fails_that_held_it_stays_where_it_was(desk: Bench) -> None:
    which = taken(desk)
    blurred = Faces(lambda pixels: replace(in_crop(pixels), sharpness=2.0))
    answer = Crops(desk.enroll, blurred).adjust(which, MOVED)
    assert isinstance(answer, Problem)
    assert (answer.code, answer.params["check"]) == ("STN-627", "FACE-CHECK-SHARPNESS")
    assert portrait_of(desk.enroll.view(which)).adjusted is None
    lost = Crops(desk.enroll, Faces(lambda _: None)).adjust(which, MOVED)
    assert isinstance(lost, Problem)
    assert lost.params["check"] == "FACE-NO-FACE"


def test_what_failed_before_hinders_nothing(desk: Bench) -> None:
    """Taken with a reason: it may be moved, and the reason stands."""
    which = begun(desk)
    for _ in range(3):
        seen(desk.overrides.keep(which, replace(refused(desk), source=picture(), detail=1.06)))
    seen(desk.overrides.propose(which, PORTRAIT, OverrideReason.BODY))
    blurred = Faces(lambda pixels: replace(in_crop(pixels), sharpness=2.0), of_frame=replace(GOOD, sharpness=2.1))
    after = seen(Crops(desk.enroll, blurred).adjust(which, MOVED)).enrollment
    assert override_of(after.overrides, PORTRAIT) is not None
    assert after.samples.portrait is not None
    assert after.samples.portrait.adjusted is not None


def test_pitch_is_judged_from_the_cameras_zero_there_too(desk: Bench) -> None:
    which = taken(desk, pitch=Pitch(9.0, 9.0))
    low = Faces(of_frame=replace(GOOD, pose=Pose(0.0, 9.0, 0.0)))
    after = portrait_of(Crops(desk.enroll, low).adjust(which, MOVED))
    assert {each.algorithm: each.native for each in after.quality}["HeadPosePitch"] == 0.0
    assert after.pitch == Pitch(9.0, 9.0)


def test_without_a_portrait_or_a_face_there_is_nothing_to_move(desk: Bench) -> None:
    crops = Crops(desk.enroll, Faces())
    which = begun(desk)
    assert code(crops.look(which)) == code(crops.adjust(which, MOVED)) == "STN-625"
    which = taken(desk)
    assert code(Crops(desk.enroll, Faces(of_frame=None)).look(which)) == "STN-625"
