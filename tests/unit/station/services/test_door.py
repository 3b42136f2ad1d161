"""At the door errors become values; a bug stays a bug."""

import pytest

from crypto.errors import WrongPin
from devices.api import DeviceGone
from station.domain.errors import Problem, StationError
from station.services.door import answering


class Sample(StationError):
    code = "STN-000"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (Sample(field="psn", count=3), Problem("STN-000", {"field": "psn", "count": 3}, False, "psn")),
        (WrongPin(tries_left=2), Problem("CRY-010", {"tries_left": 2}, True)),
        (DeviceGone("cam:1", since=None), Problem("DEV-010", {"device": "cam:1", "since": "None"}, True)),
    ],
)
def test_typed_errors_are_answered(error: Exception, problem: Problem) -> None:
    @answering
    def fail() -> int:
        raise error

    assert fail() == problem


def test_a_bug_passes_through_and_an_answer_too() -> None:
    @answering
    def bug() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bug()
    assert answering(lambda: 7)() == 7
