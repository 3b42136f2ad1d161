"""What is made part by part."""

from collections.abc import Generator

import pytest

from ui.making import Making


def test_it_is_made_once_part_by_part() -> None:
    made: list[int] = []

    def parts() -> Generator[None, None, list[int]]:
        for number in range(3):
            made.append(number)
            yield
        return made

    making = Making(parts)
    assert made == []
    assert making.part()
    assert made == [0]
    assert making.whole() == [0, 1, 2]
    assert not making.part()
    assert making.whole() is made
    assert made == [0, 1, 2]


def test_what_raised_is_begun_anew_and_never_taken_for_whole() -> None:
    tries: list[int] = []

    def parts() -> Generator[None, None, str]:
        tries.append(1)
        yield
        if len(tries) == 1:
            raise OSError
        return "made"

    making = Making(parts)
    with pytest.raises(OSError):
        making.whole()
    assert making.whole() == "made"
    assert len(tries) == 2
