"""Records of ISO/IEC 39794-4 and -5: the published examples to the last byte, any value there and back, nothing that is
not the schema."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.formats.iso19794 import fields
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso39794 import face, finger, schema
from station.formats.iso39794.common import FAILED, DateTime, Quality, RegistryId, Version
from station.formats.iso39794.face import FaceBlock, FaceFormat, read_face_block, write_face_block
from station.formats.iso39794.finger import FingerBlock, FingerFormat, FingerRepresentation, SamplingRate
from station.formats.iso39794.schema import Block, Code, Number, Profile, Truth
from tests.support.blocks import values

read_finger_block, write_finger_block = finger.read_finger_block, finger.write_finger_block

FINGER = FingerBlock((FingerRepresentation(2, 0, FingerFormat.WSQ, b"wsq"),))
FACE = FaceBlock(
    (face.FaceRepresentation(0, face.Image(b"jp2", face.ImageInformation(FaceFormat.JP2, kind=0))),),
)
READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (read_finger_block, write_finger_block(FINGER)),
    (read_face_block, write_face_block(FACE)),
]


def test_the_least_of_each_byte_by_byte() -> None:
    """Version 3, 2019; then the representation: position 2, impression 0, WSQ; number 0, the picture, JPEG 2000, kind 0
    as the fallback of an extension, which ICAO's profile asks for."""
    version = "a007800103810207e3"
    assert write_finger_block(FINGER).hex() == (
        "6421" + version + "a116" "3014" "a003800102" "a103800100" "a203800101" "8303777371"
    )  # fmt: skip
    image = "a117a015a01380036a7032a10ca003800103a105a103800100"
    assert write_face_block(FACE).hex() == "6529" + version + "a11e301c800100" + image


@pytest.mark.shared_data
def test_the_example_of_part_4_to_the_last_byte(shared_data: Path) -> None:
    """It has every optional block."""
    file = (shared_data / "finger/iso39794-4/sample-39794-4-ed-1-v1.der").read_bytes()
    block = read_finger_block(file)
    (found,) = block.representations
    assert (found.position, found.rotation, found.sampling) == (2, 35, SamplingRate(100, finger.PER_CM))
    assert found.qualities == (Quality(RegistryId(11, 11), (0, 44)), Quality(RegistryId(257, 1), FAILED))
    assert {name for name, held in vars(found).items() if held is None} == set()
    assert write_finger_block(block) == file


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["AllFields", "MandFields"])
def test_icaos_examples_of_part_5_to_the_last_byte(shared_data: Path, name: str) -> None:
    file = (shared_data / f"face/records/iso39794/test_data/ICAO_39794_5_AP_{name}.dat").read_bytes()[4:]
    block = read_face_block(file)
    assert write_face_block(block) == file
    (found,) = block.representations
    assert found.image.information.format == FaceFormat.JP2
    assert (found.identity is None) == (name == "MandFields")
    if found.identity is not None:
        assert (found.identity.height, found.identity.pose) == (
            1786, face.Pose(face.Angle(2, 1), face.Angle(3, 1), face.Angle(1, 2)),
        )  # fmt: skip
        assert write_face_block(block, Profile.ISO) != file


@given(values(finger._FINGER), st.sampled_from(Profile))
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_finger_there_and_back(block: FingerBlock, profile: Profile) -> None:
    assert read_finger_block(write_finger_block(block, profile)) == block


@given(values(face._FACE), st.sampled_from(Profile))
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_face_there_and_back(block: FaceBlock, profile: Profile) -> None:
    assert read_face_block(write_face_block(block, profile)) == block


@pytest.mark.parametrize(("read", "record"), READERS)
def test_every_cut_and_any_surplus_is_refused(read: Callable[[bytes], object], record: bytes) -> None:
    for length in range(len(record)):
        with pytest.raises(RecordUnreadable):
            read(record[:length])
    with pytest.raises(RecordUnreadable):
        read(record + b"\0")


@pytest.mark.parametrize(("read", "record"), READERS)
@given(place=st.integers(0, 300), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(
    read: Callable[[bytes], object], record: bytes, place: int, value: int
) -> None:
    changed = bytearray(record)
    changed[place % len(record)] = value
    with suppress(RecordUnreadable):
        read(bytes(changed))


@pytest.mark.parametrize(("read", "record"), READERS)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_calmly(read: Callable[[bytes], object], record: bytes, data: bytes) -> None:
    for candidate in (data, record[:1] + data, record[:12] + data):
        with pytest.raises(RecordUnreadable):
            read(candidate)


def test_a_record_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MAX_RECORD_BYTES", 20)
    for read, record in READERS:
        with pytest.raises(RecordTooLarge):
            read(record)
    with pytest.raises(RecordTooLarge):
        write_face_block(FACE)
    assert fields.MAX_RECORD_BYTES == 16 * 1024 * 1024


@dataclass(frozen=True)
class Small:
    one: int
    two: int | None = None
    three: bool | None = None


SMALL = Block(Small, one=Number(-180, 180), two=Code(), three=Truth())


def small(text: str) -> Small:
    return schema.read_block(SMALL, bytes.fromhex(text), 0x30)


def written(value: Small, profile: Profile = Profile.ISO) -> str:
    return schema.write_block(SMALL, value, 0x30, profile).hex()


def test_fields_in_the_order_of_their_tags() -> None:
    assert written(Small(1, 2, three=True)) == "300b800101a1038001028201ff"
    assert written(Small(-1, 2), Profile.ICAO) == "300a8001ffa105a103800102"
    assert written(Small(128)) == "300480020080"


def test_a_code_is_read_either_way() -> None:
    assert small("3008800101a103800107") == small("300a800101a105a103800107") == Small(1, 7)
    assert small("300d800101a108a106800107810109") == Small(1, 7), "what an extension adds is passed over"


def test_true_is_any_octet_but_nought() -> None:
    assert [small(f"3006 800101 8201{octet}").three for octet in ("ff", "01", "00")] == [True, True, False]


def test_fields_of_later_editions_are_passed_over() -> None:
    assert small("3009800101830101840101") == Small(1)


@pytest.mark.parametrize(
    "wrong",
    [
        "3000",  # without a field that must be there
        "30068001018101ff",  # a code that is no CHOICE
        "30068201ff800101",  # out of order
        "3006800101800101",  # twice
        "3006800101040101",  # a tag of another class behind
        "30048002007f",  # not the shortest number
        "300480020100",  # 256: beyond the range
        "30028000",  # no number
        "300b8009" + "00" * 8 + "01",
        "30058001018200",  # a truth of no octet
        "30088001018203ff0000",
        "3008800101a103810102",  # a choice that is none
        "300b800101a106800101800101",  # two at once
        "30818003800101",  # not the shortest length
        "3080800101",  # no length
        "3103800101",  # another tag
    ],
)
def test_what_is_not_the_schema_is_refused(wrong: str) -> None:
    with pytest.raises(RecordUnreadable):
        small(wrong)


def test_what_is_beyond_its_range_is_not_written() -> None:
    for value in (Small(181), Small(-181), Small(1, 65536), Small(1, -1)):
        with pytest.raises(RecordUnwritable):
            written(value)
    many: Any = FINGER.representations * 1025
    with pytest.raises(RecordUnwritable):
        write_finger_block(FingerBlock(many))
    with pytest.raises(RecordUnwritable):
        write_finger_block(FingerBlock((replace(FINGER.representations[0], comments=("ք",)),)))


def test_a_block_names_all_members_of_its_value() -> None:
    with pytest.raises(TypeError):
        Block(Small, one=Number())


def test_another_generation_is_another_format() -> None:
    later = write_face_block(replace(FACE, version=Version(4, 2030)))
    assert read_face_block(later).version == Version(4, 2030)
    with pytest.raises(RecordUnwritable):
        write_face_block(replace(FACE, version=Version(2, 2019)))


def test_moments() -> None:
    at = datetime(2026, 11, 30, 23, 59, 58, 999_500, timezone(timedelta(hours=4)))
    assert DateTime.of(at) == DateTime(2026, 11, 30, 19, 59, 58, 999)
    assert DateTime.of(at).moment == datetime(2026, 11, 30, 19, 59, 58, 999_000, UTC)
    assert DateTime(2026, 11, 30).moment is None
    assert DateTime(2026, 2, 30, 1, 1, 1).moment is None
    assert DateTime(2026, 2, 28, 1, 1, 1).moment == datetime(2026, 2, 28, 1, 1, 1, tzinfo=UTC)
