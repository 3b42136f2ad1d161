"""What a packet says of how fingers were placed: a finger alone says why, and what does not count was there."""

import msgspec
import pytest

from intake.acceptance.contexts import Placed
from intake.acceptance.placed import require_placed
from station.domain.sample import Slap

WHO = "0a" * 32
LEFT_OUT = {"attempt": 1, "reason": "dirty", "by": WHO, "at": "2026-11-24T09:30:00.000Z"}
PATHS = tuple(f"biometrics/fingers/{name}" for name in ("right_index_alone.png", "right_index.wsq", "thumbs.png"))
GOOD = {"right_index": {"attempts": 2, "alone": "operator", "vetoed": [LEFT_OUT]}, "thumbs": {"attempts": 1}}
INDEX = GOOD["right_index"]


def check(**changes: object) -> None:
    said = {name: each for name, each in {**GOOD, **changes}.items() if each is not None}
    placed = msgspec.convert(said, dict[Slap, Placed])
    require_placed(placed, PATHS, [Slap.RIGHT_INDEX, Slap.THUMBS], {WHO})


def test_what_is_said_of_each_placement_that_is_there_is_taken() -> None:
    check()
    check(right_thumb={"attempts": 3, "alone": "service"})  # tried, and another counts
    require_placed({}, ("biometrics/fingers/thumbs.png",), [Slap.THUMBS], {WHO})


@pytest.mark.parametrize(
    "changes",
    [
        {"right_index": None},
        {"thumbs": None},
        {"right_index": {"attempts": 2}},
        {"thumbs": {"attempts": 1, "alone": "attempts"}},
        {"right_index": {**INDEX, "vetoed": [LEFT_OUT, LEFT_OUT]}},
        {"right_index": {**INDEX, "vetoed": [{**LEFT_OUT, "attempt": 3}]}},
        {"right_index": {**INDEX, "attempts": 1}},  # all of it left out, and a print of it there
        {"right_index": {**INDEX, "vetoed": [{**LEFT_OUT, "by": "0b" * 32}]}},
    ],
)
def test_what_contradicts_itself_is_not(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        check(**changes)


def test_a_finger_alone_of_which_nothing_is_said_is_not_taken() -> None:
    for paths, named in ((PATHS[:1], []), ((), [Slap.RIGHT_INDEX])):
        with pytest.raises(ValueError):
            require_placed({}, paths, named, {WHO})


@pytest.mark.parametrize("said", [{"attempts": 0}, {"attempts": 1, "alone": "because"}, {"attempts": 1, "vetoed": []}])
def test_words_are_of_closed_lists(said: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        check(right_index=said)
