"""Portraits that were taken or refused wrongly once: what should become of each at automatic capture."""

import csv
from pathlib import Path

import pytest

from station.quality.face.engine import FaceEngine
from tests.support.portraits import picture, said

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]

ADVICE = {
    "001_sunglasses_opaque": {"FACE-GLASSES"},
    "001_sunglasses_tinted_70pc": {"FACE-GLASSES"},
    "001_clear_glasses_thick_rim_over_eyes": {"FACE-GLASSES"},
    "001_glasses_with_glare": {"FACE-GLASSES", "FACE-GLARE"},
    "001_closed_eyes": {"FACE-OPEN-EYES", "FACE-EYES-COVERED"},
    "001_one_eye_closed": {"FACE-OPEN-EYES", "FACE-EYES-COVERED"},
    "001_face_mask": {"FACE-MOUTH-COVERED"},
    "001_hand_over_mouth": {"FACE-MOUTH-COVERED"},
    "001_motion_blur_4pc_IED": {"FACE-HOLD-STILL"},
    "001_JPEG_q8": {"FACE-COMPRESSED"},
    "001_beauty_filter": {"FACE-ASK-SMOOTH"},
    "001_stretched_12pc_wide": {"FACE-ASK-BROAD"},
    "001_grey_photo": {"FACE-NO-COLOUR"},
    "001_second_face_25pc": {"FACE-SECOND-FACE"},
    "001_paper_photo_on_desk": {"FACE-ASK-HELD", "FACE-BACKGROUND"},
    "001_print_filling_frame_halftone": {"FACE-ASK-HELD"},
    "001_over_x1.6": {"FACE-LIGHT-LESS"},
    "012_smile_teeth": {"FACE-NEUTRAL", "FACE-CLOSE-MOUTH"},
    "037_smile_teeth": {"FACE-NEUTRAL", "FACE-CLOSE-MOUTH"},
}


def test_every_case(shared_cases: Path) -> None:
    engine, wrong, seen = FaceEngine(), {}, set()
    with (shared_cases / "face.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = Path(row["file"]).stem
            advice = said(engine, picture(shared_cases / row["file"])).advice
            seen.add(name)
            expected = {"FACE-HOLD"} if row["should"] == "accept" else ADVICE[name]
            if advice not in expected:
                wrong[name] = advice
    assert not wrong
    assert seen >= set(ADVICE)
