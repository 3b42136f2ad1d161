"""jnbis reads the ANSI/NIST files that we write, and decodes our WSQ."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np
import pytest

from station.formats.ansi_nist.samples import FingerBox, Missing, face_record, grey_print, print_record, text_record
from station.formats.ansi_nist.transaction import AT_500, Transaction, about, write_transaction
from station.formats.face_image import encode_jp2
from station.formats.finger_image import encode_wsq
from station.formats.iso19794.face import FaceData, FaceView
from station.formats.iso19794.fields import NFIQ2, Quality
from station.formats.iso19794.finger import Compression, FingerView
from tests.peers.java import JavaPeer

pytestmark = pytest.mark.peers

JNBIS = JavaPeer("jnbis", "Jnbis")
AT = datetime(2026, 11, 30, 8, 30, 1, tzinfo=UTC)
WIDTH, HEIGHT = 304, 400
SHADES = np.add.outer(np.arange(531), np.arange(413)).astype(np.uint16)
RIDGES = np.rint(127 + 100 * np.sin(SHADES[:HEIGHT, :WIDTH] * 0.5)).astype(np.uint8)
PORTRAIT = encode_jp2(np.stack([SHADES % 251, SHADES % 241, SHADES % 239], axis=2).astype(np.uint8))
PRINT = encode_wsq(RIDGES)
FINGER = FingerView(2, PRINT, WIDTH, HEIGHT, Compression.WSQ, AT, (Quality(61, *NFIQ2),))
FACE = FaceView(PORTRAIT, 413, 531, FaceData.JP2, captured_at=AT, qualities=(Quality(71, 1, 0x41),))
BOXES = (FingerBox(2, 10, 110, 20, 220, (Quality(61, *NFIQ2),)), FingerBox(3, 120, 220, 10, 210))
SLAP = print_record(
    3, replace(FINGER, position=13), "AM2", BOXES, (Missing(4, amputated=True), Missing(5, amputated=False))
)
WHOLE = write_transaction(
    Transaction(
        about("ENROL", AT, "AM1", "AM2", "T-1", prints_at=AT_500, domain="AM"),
        (
            text_record(0, {3: "a text"}),
            grey_print(1, FINGER),
            print_record(2, FINGER, "AM2"),
            SLAP,
            face_record(4, FACE, "AM2", 300),
        ),
    )
)


@dataclass(frozen=True)
class Heard:
    read: list[str]
    cut: list[str]
    size: list[str]
    pixels: bytes
    broken: list[str]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    home = tmp_path_factory.mktemp("jnbis")
    files = {"whole": WHOLE, "cut": WHOLE[: len(WHOLE) // 2], "print.wsq": PRINT, "broken.wsq": PRINT[:200]}
    for name, data in files.items():
        (home / name).write_bytes(data)
    questions = [["read", str(home / name)] for name in ("whole", "cut")]
    questions += [["wsq", str(home / name), str(home / "pixels")] for name in ("print.wsq", "broken.wsq")]
    whole, cut, size, broken = JNBIS.ask(questions, home)
    return Heard(whole, cut, size, (home / "pixels").read_bytes(), broken)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


SEPARATOR = b"\x1c"
BEHIND = digest(PRINT + SEPARATOR)
"""jnbis takes the separator behind a picture of type 10 or 14 for a byte of it."""


def test_it_reads_a_transaction_of_ours(heard: Heard) -> None:
    print(f"jnbis: {heard.read}")
    assert heard.read == [
        "1 0502 1|5;2|00;4|01;14|02;14|03;10|04 ENROL 20261130 AM1 AM2 T-1 19.69 AM| 20261130083001Z",
        "2 {1=31, 2=00, 3=a text}",
        f"4 0 2 {WIDTH} {HEIGHT} 1 {digest(PRINT)}",
        f"10 FACE AM2 20261130 413 531 300 JP2 SRGB F 71|0001|65 {digest(PORTRAIT + SEPARATOR)}",
        f"14 0 AM2 20261130 {WIDTH} {HEIGHT} 1 500 WSQ20 8 2 null null 2|61|0101|57 {BEHIND}",
        f"14 0 AM2 20261130 {WIDTH} {HEIGHT} 1 500 WSQ20 8 13 4|XX;5|UP 2|10|110|20|220;3|120|220|10|210 2|61|0101|57 "
        f"{BEHIND}",
    ]


def test_it_refuses_half_of_one(heard: Heard) -> None:
    print(f"jnbis, half of it: {heard.cut}")
    assert heard.cut[0].startswith("!")
    assert heard.broken[0].startswith("!")


def test_it_decodes_a_print_of_ours(heard: Heard) -> None:
    print(f"jnbis, WSQ: {heard.size}")
    assert heard.size == [f"{WIDTH} {HEIGHT} -1 8"], "it reads no resolution"
    pixels = np.frombuffer(heard.pixels, np.uint8).reshape(HEIGHT, WIDTH)
    apart = float(np.sqrt(np.mean((pixels.astype(float) - RIDGES) ** 2)))
    print(f"jnbis, WSQ: {apart:.2f} grey levels from what was encoded")
    assert apart < 6
