"""Prints of a packet under their names: what was asked is answered by somebody who was there."""

import msgspec
import pytest

from intake.acceptance.contexts import NamedFingers
from intake.acceptance.named import require_named
from station.domain.sample import Slap

WHO = "0a" * 32
PATHS = ("biometrics/fingers/left_thumb.wsq", "biometrics/fingers/right_thumb.wsq")
GOOD = {
    "named": {"left_thumb": "operator", "right_thumb": "matching"},
    "questions": [{"check": "FNG-THUMBS-SWAPPED", "value": 0.02, "limit": "x > 0.1"}],
    "answeredBy": WHO,
    "answeredAt": "2026-11-24T09:30:00.000Z",
}


def check(**changes: object) -> None:
    said = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    require_named({Slap.THUMBS: msgspec.convert(said, NamedFingers)}, PATHS, {WHO})


def test_what_was_asked_and_answered_is_taken() -> None:
    check()
    plain = {"left_thumb": "geometry"}
    check(named=plain, questions=None, answeredBy=None, answeredAt=None)


@pytest.mark.parametrize(
    "changes",
    [
        {"answeredBy": None},
        {"answeredAt": None},
        {"questions": None},
        {"questions": None, "answeredBy": None, "answeredAt": None},  # named by the operator, who was asked nothing
        {"answeredBy": "0b" * 32},
        {"named": {"left_index": "geometry"}},
    ],
)
def test_what_contradicts_itself_is_not(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        check(**changes)


@pytest.mark.parametrize("named", [{}, {"left_toe": "geometry"}, {"left_thumb": "guess"}])
def test_names_and_ways_are_of_closed_lists(named: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        check(named=named)
