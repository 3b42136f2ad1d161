"""Files that replay devices play: damaged, disguised, far too large. Always a fault of the device, nothing else."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.adapters.replay_camera.source import Photos
from devices.adapters.replay_fingerprint import files
from devices.api import DeviceFaulted, FingerPosition

# What the library remarks about a picture it then reads or refuses, it remarks to nobody's harm.
pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("UserWarning", "RuntimeWarning")]
RIGHT_FOUR = tuple(FingerPosition(code) for code in (2, 3, 4, 5))
PICTURE = np.random.default_rng(1).integers(0, 256, (48, 64, 3), dtype=np.uint8)


def encoded(form: str, *, grey: bool = False) -> bytes:
    buffer = BytesIO()
    Image.fromarray(PICTURE[..., 0] if grey else PICTURE).save(buffer, form)
    return buffer.getvalue()


COLOUR = {form: encoded(form) for form in ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "JPEG2000")}
GREY = {form: encoded(form, grey=True) for form in ("PNG", "BMP", "PPM", "TIFF", "JPEG")}


def played(data: bytes, folder: Path) -> object:
    path = folder / "photo.png"
    path.write_bytes(data)
    return next(Photos("d", (path,), 10, 1).pictures())


def pressed(data: bytes, folder: Path) -> object:
    path = folder / "right_four.png"
    path.write_bytes(data)
    return files.platen("d", {"right_four": path}, RIGHT_FOUR, 500)


READERS = {"camera": (played, COLOUR), "fingerprint": (pressed, GREY)}


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_changed_and_cut_pictures(reader: str, data: st.DataObject, tmp_path: Path) -> None:
    read, good = READERS[reader]
    picture = bytearray(good[data.draw(st.sampled_from(sorted(good)))])
    for _ in range(data.draw(st.integers(1, 6))):
        picture[data.draw(st.integers(0, len(picture) - 1))] = data.draw(st.integers(0, 255))
    length = data.draw(st.integers(0, len(picture)) | st.just(len(picture)))
    with suppress(DeviceFaulted):
        read(bytes(picture[:length]), tmp_path)


@pytest.mark.parametrize("reader", READERS)
@given(data=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(reader: str, data: bytes, tmp_path: Path) -> None:
    with pytest.raises(DeviceFaulted):
        READERS[reader][0](data, tmp_path)


@pytest.mark.parametrize("reader", READERS)
def test_a_picture_that_would_fill_the_memory(reader: str, tmp_path: Path) -> None:
    """A few bytes that claim 60000 x 60000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    )
    with pytest.raises(DeviceFaulted):
        READERS[reader][0](bomb, tmp_path)


def test_a_photo_with_a_side_too_long(tmp_path: Path) -> None:
    buffer = BytesIO()
    Image.new("L", (9001, 10)).save(buffer, "PNG")
    with pytest.raises(DeviceFaulted) as caught:
        played(buffer.getvalue(), tmp_path)
    assert (caught.value.params["reason"], caught.value.params["side"]) == ("image too large", 9001)


@pytest.mark.parametrize("reader", READERS)
def test_formats_that_run_programs_or_that_nobody_needs(reader: str, tmp_path: Path) -> None:
    """PostScript would be handed to another program by its content, whatever the file is called."""
    for form in ("EPS", "GIF", "PDF"):
        buffer = BytesIO()
        Image.new("RGB", (20, 20)).save(buffer, form)
        with pytest.raises(DeviceFaulted):
            READERS[reader][0](buffer.getvalue(), tmp_path)
