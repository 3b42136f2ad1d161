"""MOSIP's library reads the records of 2011 that we write, and its decoders the pictures in them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from station.domain.record import RecordKind
from station.formats.face_image import encode_jp2, encode_png
from station.formats.finger_image import encode_wsq
from station.formats.iso19794.face import FaceData, FaceView, Gender, Technology
from station.formats.iso19794.fields import NFIQ2, SCORE_FAILED, Quality
from station.formats.iso19794.finger import Compression, FingerView
from station.formats.jp2 import lossless_jp2
from station.formats.records import write_face, write_finger
from tests.peers.java import JavaPeer

pytestmark = pytest.mark.peers

LIBRARY = JavaPeer("bioutils", "BioUtils")
AT = datetime(2026, 11, 30, 8, 30, 1, 250_000, UTC)
SHADES = np.add.outer(np.arange(531), np.arange(413)).astype(np.float64)
COLOURS = np.rint(127 + 100 * np.sin(np.stack([SHADES / 40, SHADES / 60, SHADES / 90], axis=2))).astype(np.uint8)
RIDGES = np.rint(127 + 100 * np.sin(SHADES[:400, :304] * 0.5)).astype(np.uint8)
PORTRAIT, PORTRAIT_WHOLE = encode_jp2(COLOURS), lossless_jp2(encode_png(COLOURS), 300)
PRINT, PRINT_WHOLE = encode_wsq(RIDGES), lossless_jp2(encode_png(RIDGES), 500)


def face(picture: bytes, data: FaceData, kind: RecordKind = RecordKind.ISO_19794_2011) -> bytes:
    view = FaceView(
        picture, 413, 531, data, captured_at=AT, gender=Gender.FEMALE, pose=(180, 1, 1),
        technology=Technology.DIGITAL_VIDEO, qualities=(Quality(SCORE_FAILED),),
    )  # fmt: skip
    return write_face(kind, (view,))


def finger(picture: bytes, compression: Compression) -> bytes:
    view = FingerView(7, picture, 304, 400, compression, AT, (Quality(61, *NFIQ2),))
    return write_finger(RecordKind.ISO_19794_2011, (view,))


RECORDS = {
    "face": face(PORTRAIT, FaceData.JP2),
    "face whole": face(PORTRAIT_WHOLE, FaceData.JP2_LOSSLESS),
    "finger": finger(PRINT, Compression.WSQ),
    "finger whole": finger(PRINT_WHOLE, Compression.JP2_LOSSLESS),
}
DECODED = ("face", "face whole", "finger whole")
"""It decodes no WSQ without OpenCV's own library; what decodes it there is asked in test_jnbis.py."""
WRONG = {
    "face cut": RECORDS["face"][:60],
    "finger cut": RECORDS["finger"][:60],
    "face of 2005": face(PORTRAIT, FaceData.JP2, RecordKind.ISO_19794_2005),
}


@dataclass(frozen=True)
class Heard:
    said: dict[str, str]
    pixels: dict[str, np.ndarray]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    home = tmp_path_factory.mktemp("bioutils")
    questions = []
    for name, data in {**RECORDS, **WRONG}.items():
        (home / name).write_bytes(data)
        to = [str(home / f"{name}.pixels")] if name in DECODED else []
        questions.append([name.split()[0], str(home / name), *to])
    answers = LIBRARY.ask(questions, home)
    said = {name: words[0] for name, words in zip((*RECORDS, *WRONG), answers, strict=True)}
    pixels = {}
    for name in DECODED:
        shape = (531, 413, 3) if name.startswith("face") else (400, 304)
        pixels[name] = np.frombuffer((home / f"{name}.pixels").read_bytes(), np.uint8).reshape(shape)
    return Heard(said, pixels)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("face", f"2026 11 30 2 180 1 1 413 531 1 6 [255/0/0] {digest(PORTRAIT)} 413 531"),
        ("face whole", f"2026 11 30 2 180 1 2 413 531 1 6 [255/0/0] {digest(PORTRAIT_WHOLE)} 413 531"),
        ("finger", f"2026 11 30 7 1 500 8 2 0 304 400 [61/257/57] {digest(PRINT)}"),
        ("finger whole", f"2026 11 30 7 1 500 8 5 0 304 400 [61/257/57] {digest(PRINT_WHOLE)} 304 400"),
    ],
)
def test_it_reads_what_we_write(heard: Heard, name: str, said: str) -> None:
    print(f"MOSIP's library, {name}: {heard.said[name]}")
    assert heard.said[name] == said


def test_its_decoder_gives_the_very_pixels_of_what_lost_none(heard: Heard) -> None:
    assert np.array_equal(heard.pixels["face whole"], COLOURS)
    assert np.array_equal(heard.pixels["finger whole"], RIDGES)


def test_its_decoder_and_ours_see_the_same_portrait(heard: Heard) -> None:
    with Image.open(BytesIO(PORTRAIT)) as ours:
        apart = np.abs(np.asarray(ours).astype(int) - heard.pixels["face"])
    print(f"MOSIP's decoder: {apart.max()} levels from OpenJPEG at most, {apart.mean():.3f} on average")
    assert apart.max() <= 3


@pytest.mark.parametrize("name", WRONG)
def test_it_refuses_what_is_wrong(heard: Heard, name: str) -> None:
    print(f"MOSIP's library, {name}: {heard.said[name]}")
    assert heard.said[name].startswith("!")
