"""The structure of WSQ: its size is read from every whole picture, and from nothing else."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.finger_image import encode_wsq
from station.formats.wsq import read_wsq_size

WIDTH, HEIGHT = 96, 128
WHOLE = encode_wsq((np.indices((HEIGHT, WIDTH)).sum(axis=0) % 11 * 20).astype(np.uint8))


def test_the_size_of_what_the_encoder_wrote() -> None:
    assert read_wsq_size(WHOLE) == (WIDTH, HEIGHT)


def test_none_that_is_cut_or_goes_on() -> None:
    for end in range(len(WHOLE)):
        with pytest.raises(ValueError, match=r"WSQ|cut|picture"):
            read_wsq_size(WHOLE[:end])
    with pytest.raises(ValueError, match="goes on"):
        read_wsq_size(WHOLE + b"\0")


def test_a_frame_stands_once_and_a_picture_is_in_it() -> None:
    frame = WHOLE.index(b"\xff\xa2")
    end = frame + 2 + int.from_bytes(WHOLE[frame + 2 : frame + 4], "big")
    for bad in (
        WHOLE[:frame] + WHOLE[end:],
        WHOLE[:end] + WHOLE[frame:],
        b"\xff\xa0" + WHOLE[frame:end] + b"\xff\xa1",
        b"\xff\xa0\xff\xa1",
    ):
        with pytest.raises(ValueError, match=r"frame|picture"):
            read_wsq_size(bad)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_a_size_or_a_value_error(at: int, byte: int) -> None:
    with suppress(ValueError):
        assert min(read_wsq_size(WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :])) > 0
