"""ISO/IEC 29794-5 scores: the published pairs of raw value and score come out exactly."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.face_measures import IDENTIFIERS
from station.quality.face.analysis import Pose
from station.quality.face.components import CHECKS, HINTS, Component, scores, to_score
from tests.support.faces import GOOD


@pytest.mark.shared_data
def test_the_reference_values_of_ofiq(shared_data: Path) -> None:
    with (shared_data / "face/ofiq/expected_results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 28
    for row in rows:
        for check in CHECKS:
            expected = int(float(row[f"{check.name}.scalar"]))
            assert to_score(check.scalar(float(row[check.name]))) == expected, (row["Filename"], check.name)


@pytest.mark.parametrize(
    ("name", "native", "score"),
    [  # a few of the published pairs (OFIQ conformance table, MIT)
        ("IlluminationUniformity", 0.141003, 56),
        ("SingleFacePresent", 0.0, 100),
        ("EyesOpen", 0.02, 50),
        ("MouthClosed", 0.2, 50),
        ("InterEyeDistance", 70.0, 50),
        ("HeadSize", 0.45, 100),
        ("HeadPoseYaw", 5.0, 99),
        ("HeadPosePitch", 8.0, 98),
        ("HeadPoseRoll", -20.0, 88),
        ("LuminanceMean", 0.2, 50),
        ("OverExposurePrevention", 0.0, 100),
        ("DynamicRange", 6.8, 85),
        ("NaturalColour", 0.0, 100),
        ("MarginAboveOfTheFaceImage", 1.4, 50),
    ],
)
def test_single_mappings(name: str, native: float, score: int) -> None:
    (check,) = (check for check in CHECKS if check.name == name)
    assert to_score(check.scalar(native)) == score


def test_every_component_has_its_registered_identifier_and_hints_have_no_score() -> None:
    assert {check.name for check in CHECKS} == set(IDENTIFIERS)
    assert len(set(IDENTIFIERS.values())) == len(IDENTIFIERS)
    assert all(score.score is None for score in scores(GOOD) if score.algorithm not in IDENTIFIERS)


def test_what_was_not_looked_at_has_neither_score_nor_value() -> None:
    live = {score.algorithm: score for score in scores(replace(GOOD, tones=None, traces=None))}
    assert (live["LuminanceMean"].score, live["LuminanceMean"].native) == (None, None)
    assert "PrintDots" not in live


@given(st.sampled_from(CHECKS), st.floats(0, 1000))
def test_scores_stay_in_range(check: Component, native: float) -> None:
    assert 0 <= to_score(check.scalar(native)) <= 100


def test_each_component_is_scored_once_and_the_same_twice() -> None:
    found = scores(GOOD)
    assert [score.algorithm for score in found] == [*(check.name for check in CHECKS), *(name for name, _ in HINTS)]
    assert found == scores(GOOD)
    assert {score.algorithm: score.native for score in found}["InterEyeDistance"] == pytest.approx(116)


def test_the_eye_distance_of_a_turned_head_is_that_of_a_straight_one() -> None:
    assert replace(GOOD, pose=Pose(60, 0, 0)).inter_eye_distance == pytest.approx(232)
