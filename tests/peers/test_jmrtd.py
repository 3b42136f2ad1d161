"""JMRTD reads the data groups that we write, of each kind of record; we read those that JMRTD writes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np
import pytest

from station.domain.record import RecordKind
from station.formats.face_image import encode_jp2
from station.formats.finger_image import encode_wsq
from station.formats.iso19794.face import FaceData, FaceView, Gender, Technology
from station.formats.iso19794.fields import NFIQ2, SCORE_FAILED, Quality
from station.formats.iso19794.finger import Compression, FingerView
from station.formats.iso39794.common import Quality as Named
from station.formats.iso39794.common import RegistryId
from station.formats.iso39794.face import read_face_block, write_face_block
from station.formats.iso39794.finger import read_finger_block
from station.formats.iso39794.of_face import face_block
from station.formats.iso39794.schema import Profile
from station.formats.lds.biometric_groups import DG2, DG3, read_dg2, read_dg3, write_dg2, write_dg3
from station.formats.lds.template import Format, Template, finger_position, write_group
from station.formats.records import faces_in, fingers_in, write_face, write_finger
from tests.peers.java import JavaPeer

pytestmark = pytest.mark.peers

JMRTD = JavaPeer("jmrtd", "Jmrtd")
AT = datetime(2026, 11, 30, 8, 30, 1, 250_000, UTC)
OLD, NEW = RecordKind.ISO_19794_2005, RecordKind.ISO_39794
SHADES = np.add.outer(np.arange(531), np.arange(413)).astype(np.uint16)
PORTRAIT = encode_jp2(np.stack([SHADES % 251, SHADES % 241, SHADES % 239], axis=2).astype(np.uint8))
PRINT = encode_wsq((SHADES[:400, :304] * 23 % 256).astype(np.uint8))
FACE = FaceView(
    PORTRAIT, 413, 531, FaceData.JP2, captured_at=AT, gender=Gender.FEMALE, pose=(180, 1, 1),
    technology=Technology.DIGITAL_VIDEO, qualities=(Quality(SCORE_FAILED),),
)  # fmt: skip
PLAIN = replace(FACE, gender=Gender.UNSPECIFIED, pose=(0, 0, 0), technology=Technology.UNSPECIFIED)
FINGERS = tuple(
    FingerView(position, PRINT, 304, 400, Compression.WSQ, AT, (Quality(score, *NFIQ2),))
    for position, score in ((2, 61), (7, SCORE_FAILED))
)


def prints_of(kind: RecordKind) -> tuple[tuple[int, bytes], ...]:
    return tuple((view.position, write_finger(kind, (view,))) for view in FINGERS)


OURS = {
    "face 2005": (2, write_dg2((write_face(OLD, (FACE,)),))),
    "two faces 2005": (2, write_dg2((write_face(OLD, (FACE, replace(FACE, gender=Gender.MALE))),))),
    "face 39794": (2, write_dg2((write_face(NEW, (FACE,)),))),
    "plain face 39794": (2, write_dg2((write_face_block(face_block((PLAIN,)), Profile.ISO),))),
    "least face 39794": (2, write_dg2((write_face(NEW, (FaceView(PORTRAIT, 413, 531, FaceData.JP2_LOSSLESS),)),))),
    "fingers 2005": (3, write_dg3(prints_of(OLD))),
    "fingers 39794": (3, write_dg3(prints_of(NEW))),
    "scored fingers 39794": (3, write_dg3(prints_of(NEW)[:1])),
    "no finger": (3, write_dg3((), bytes(range(16)))),
}
WRONG = {
    "a record of 2011": (2, write_dg2((write_face(RecordKind.ISO_19794_2011, (FACE,)),))),
    "a finger's group as a face's": (2, OURS["fingers 2005"][1]),
    "cut": (2, OURS["face 2005"][1][:-1000]),
    "no block": (3, write_group(DG3, (Template.of(Format.FINGER_39794, b"\x64\x03\x02\x01\x00", 9),))),
}
THEIRS = {(number, encoding) for number in (2, 3) for encoding in ("19794", "39794")}


@dataclass(frozen=True)
class Heard:
    """read, again: what JMRTD said of ours. theirs: what it wrote."""

    read: dict[str, list[str]]
    again: dict[str, list[str]]
    theirs: dict[tuple[int, str], bytes]


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    home = tmp_path_factory.mktemp("jmrtd")
    (home / "portrait.jp2").write_bytes(PORTRAIT)
    (home / "print.wsq").write_bytes(PRINT)
    questions = []
    for name, (number, data) in {**OURS, **WRONG}.items():
        (home / name).write_bytes(data)
        questions += [["read", str(number), str(home / name)], ["again", str(number), str(home / name)]]
    for number, encoding in sorted(THEIRS):
        picture = home / ("portrait.jp2" if number == 2 else "print.wsq")
        questions.append(["write", str(number), encoding, str(home / f"{number} {encoding}"), str(picture)])
    answers = iter(JMRTD.ask(questions, home))
    read, again = {}, {}
    for name in (*OURS, *WRONG):
        read[name], again[name] = next(answers), next(answers)
    assert [next(answers) for _ in THEIRS] == [["written"]] * len(THEIRS)
    theirs = {(number, encoding): (home / f"{number} {encoding}").read_bytes() for number, encoding in THEIRS}
    return Heard(read, again, theirs)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("face 2005", ["ISO_19794", f"00 {digest(PORTRAIT)} image/jp2 413 531 FEMALE 0 1 6 180"]),
        ("two faces 2005", [
            "ISO_19794", *(f"00 {digest(PORTRAIT)} image/jp2 413 531 {sex} 0 1 6 180" for sex in ("FEMALE", "MALE")),
        ]),
        ("face 39794", ["ISO_39794", f"00 {digest(PORTRAIT)} image/jp2 413 531 FEMALE,-2 2026-11-30 - MRTD RGB_24BIT"]),
        ("least face 39794", ["ISO_39794", f"00 {digest(PORTRAIT)} image/jp2 413 531 - - - MRTD RGB_24BIT"]),
        ("fingers 2005", [
            "ISO_19794", *(f"{subtype} {digest(PRINT)} image/x-wsq 304 400 {position} {score} 0 1 1 0 31 1 500 8"
                           for subtype, position, score in (("09", 2, 61), ("0a", 7, 255))),
        ]),
        ("fingers 39794", [
            "ISO_39794", *(f"{subtype} {digest(PRINT)} WSQ {name}_INDEX_FINGER PLAIN_CONTACT 2026-11-30 257/57={score} "
                           "500 true" for subtype, name, score in (("09", "RIGHT", 61), ("0a", "LEFT", -1))),
        ]),
        ("no finger", ["ISO_39794"]),  # its word where it saw no record
    ],
)  # fmt: skip
def test_it_reads_what_we_write(heard: Heard, name: str, said: list[str]) -> None:
    print(f"JMRTD, {name}: {heard.read[name]}")
    assert heard.read[name] == said


AGAIN = ("face 2005", "two faces 2005", "fingers 2005", "plain face 39794", "scored fingers 39794")


@pytest.mark.parametrize("name", AGAIN)
def test_it_writes_ours_again_to_the_last_byte(heard: Heard, name: str) -> None:
    """The others it writes otherwise: codes never as the fallback of an extension, as ICAO's profile asks; of people a
    height of nought; the camera's technology and that a score failed not at all."""
    print(f"JMRTD, {name}, again: {heard.again[name]}")
    assert heard.again[name] == ["true"]


@pytest.mark.parametrize("name", WRONG)
def test_it_refuses_what_is_wrong(heard: Heard, name: str) -> None:
    print(f"JMRTD, {name}: {heard.read[name]}")
    assert heard.read[name][0].startswith("!") or heard.read[name][-1].startswith("~")


def test_we_read_its_faces(heard: Heard) -> None:
    (template,) = read_dg2(heard.theirs[2, "19794"])
    (picture,) = faces_in(template.record)
    assert (picture.data, picture.width, picture.height, picture.media_type) == (PORTRAIT, 413, 531, "image/jp2")
    (template,) = read_dg2(heard.theirs[2, "39794"])
    assert faces_in(template.record) == (picture,)
    (view,) = read_face_block(template.record).representations
    assert view.captured is not None
    assert view.captured.moment == AT
    assert view.qualities == (Named(RegistryId(1, 65), (0, 77)),)


def test_we_read_its_fingers(heard: Heard) -> None:
    prints = read_dg3(heard.theirs[3, "19794"])
    assert [finger_position(template.subtype) for template in prints] == [2, 7]
    found = [fingers_in(template.record) for template in prints]
    assert [(picture.position, picture.data, picture.media_type) for (picture,) in found] == [
        (2, PRINT, "image/x-wsq"), (7, PRINT, "image/x-wsq"),
    ]  # fmt: skip
    (template,) = read_dg3(heard.theirs[3, "39794"])
    (view,) = read_finger_block(template.record).representations
    assert (view.position, view.image, view.lossily_compressed) == (7, PRINT, True)
    assert view.qualities == (Named(RegistryId(0x0101, 0x39), (0, 61)),)


def test_we_write_its_groups_again_to_the_last_byte(heard: Heard) -> None:
    for (number, _), data in heard.theirs.items():
        templates = (read_dg2 if number == 2 else read_dg3)(data)
        assert write_group(DG2 if number == 2 else DG3, templates) == data
