"""Data groups 2 and 3: templates byte by byte, foreign ones to the last byte, nothing that does not add up."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.iso19794 import fields
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import Fields
from station.formats.lds import tlv
from station.formats.lds.biometric_groups import DG2, DG3, format_of, read_dg2, read_dg3, write_dg2, write_dg3
from station.formats.lds.template import (
    MAX_TEMPLATES,
    Format,
    Template,
    finger_position,
    finger_subtype,
    read_group,
    write_group,
)
from station.formats.lds.tlv import Tlv, read_tlv, write_tlv
from station.formats.records import faces_in, fingers_in

FAC, FIR, FACE_BLOCK, FINGER_BLOCK = b"FAC\x00010\0", b"FIR\x00010\0", b"\x65\x01f", b"\x64\x01f"


@pytest.mark.parametrize(
    ("tag", "length", "head"),
    [
        (0x75, 0, "7500"), (0x75, 127, "757f"), (0x75, 128, "758180"), (0x7F60, 255, "7f6081ff"),
        (0x5F2E, 256, "5f2e820100"), (0x5F2E, 65536, "5f2e83010000"),
    ],
)  # fmt: skip
def test_identifiers_and_lengths(tag: int, length: int, head: str) -> None:
    data = write_tlv(tag, bytes(length))
    assert data[: len(head) // 2].hex() == head
    assert read_tlv(Fields(data)) == Tlv(tag, bytes(length))


def test_longer_lengths_are_read_as_documents_have_them() -> None:
    assert read_tlv(Fields(bytes.fromhex("8781010f"))) == Tlv(0x87, b"\x0f")
    assert read_tlv(Fields(bytes.fromhex("7f60820001ff"))) == Tlv(0x7F60, b"\xff")
    assert read_tlv(Fields(bytes.fromhex("758400000001ff"))) == Tlv(0x75, b"\xff")


@pytest.mark.parametrize("wrong", ["", "75", "7580", "75850000000000", "7f", "7f8101", "7f60", "750201", "7582ff"])
def test_what_is_no_object_is_refused(wrong: str) -> None:
    with pytest.raises(RecordUnreadable):
        read_tlv(Fields(bytes.fromhex(wrong)))


def test_a_face_byte_by_byte() -> None:
    header = "810102820100870201018802"
    assert write_dg2((FAC,)).hex() == (
        "7524" "7f6121" "020101" "7f601b" "a10e" + header + "0008" "5f2e08" + FAC.hex()
    )  # fmt: skip
    assert write_dg2((FACE_BLOCK,)).hex() == (
        "7521" "7f611e" "020101" "7f6018" "a10e" + header + "002a" "7f2e05" "a103" + FACE_BLOCK.hex()
    )  # fmt: skip


def test_a_finger_as_bsi_prints_it() -> None:
    """TR-03121-3.2, 5.12.7.2: type 08, subtype, owner 0101, format 0007."""
    assert write_dg3(((2, FIR),)).hex() == ("63247f61210201017f601ba10e81010882010987020101880200075f2e08" + FIR.hex())
    assert "a10e81010882010a87020101880200287f2e05a103" in write_dg3(((7, FINGER_BLOCK),)).hex()


@pytest.mark.parametrize("position", range(1, 11))
def test_subtypes_of_fingers(position: int) -> None:
    bits = {1: 0x05, 2: 0x09, 3: 0x0D, 4: 0x11, 5: 0x15, 6: 0x06, 7: 0x0A, 8: 0x0E, 9: 0x12, 10: 0x16}
    assert finger_subtype(position) == bits[position]
    assert finger_position(bits[position]) == position


def test_what_is_no_one_finger_has_no_subtype() -> None:
    assert [finger_subtype(position) for position in (0, 11, 13, 255)] == [0] * 4
    assert [finger_position(subtype) for subtype in (1, 2, 4, 0xFF)] == [0] * 4


headers = st.lists(st.tuples(st.integers(0x80, 0x8F), st.binary(max_size=8)), max_size=5).map(
    lambda items: (*(Tlv(*item) for item in items if item[0] != 0x88), Tlv(0x88, b"\0\x08"))
)
templates = st.lists(
    st.builds(Template, headers, st.binary(max_size=40))
    | st.builds(Template.of, st.sampled_from(Format), st.binary(max_size=40), st.integers(0, 255)),
    min_size=1,
    max_size=3,
).map(tuple)


@given(templates, st.sampled_from([DG2, DG3]))
def test_there_and_back(made: tuple[Template, ...], tag: int) -> None:
    assert read_group(write_group(tag, made), tag) == made


def test_a_group_without_a_finger_has_a_hash_of_its_own() -> None:
    one, other = write_dg3((), b"random"), write_dg3((), b"others")
    assert one.hex() == "630e7f610b0201005306" + b"random".hex()
    assert read_dg3(one) == read_dg3(other) == ()
    with pytest.raises(RecordUnwritable):
        write_dg3(())
    with pytest.raises(RecordUnwritable):
        write_dg3(((2, FIR),), b"random")


def test_a_face_must_be_there() -> None:
    with pytest.raises(RecordUnwritable):
        write_dg2(())
    with pytest.raises(RecordUnreadable):
        read_dg2(b"\x75" + write_dg3((), b"random")[1:])


def test_templates_that_are_numbered_are_read() -> None:
    group = bytearray(write_dg2((FAC,)))
    group[group.index(b"\xa1\x0e")] = 0xA2
    assert read_dg2(bytes(group))[0].record == FAC


def test_what_a_header_does_not_say() -> None:
    template = Template((Tlv(0x88, b"\0\x2a"),), FACE_BLOCK)
    assert (template.subtype, template.format) == (0, Format.FACE_39794)
    with pytest.raises(RecordUnreadable):
        _ = Template((Tlv(0x88, b"\x12\x34"),), b"").format


READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (read_dg2, write_dg2((FAC, FACE_BLOCK))),
    (read_dg3, write_dg3(((2, FIR), (7, FINGER_BLOCK)))),
]


@pytest.mark.parametrize(("read", "group"), READERS)
def test_every_cut_and_any_surplus_is_refused(read: Callable[[bytes], object], group: bytes) -> None:
    for length in range(len(group)):
        with pytest.raises(RecordUnreadable):
            read(group[:length])
    with pytest.raises(RecordUnreadable):
        read(group + b"\0")
    with pytest.raises(RecordUnreadable):
        read(bytes((group[0] ^ 1,)) + group[1:])


@pytest.mark.parametrize(("read", "group"), READERS)
@given(place=st.integers(0, 200), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(
    read: Callable[[bytes], object], group: bytes, place: int, value: int
) -> None:
    changed = bytearray(group)
    changed[place % len(group)] = value
    with suppress(RecordUnreadable):
        read(bytes(changed))


def inside(*objects: bytes) -> bytes:
    return write_tlv(DG2, write_tlv(0x7F61, *objects))


HEADER, RECORD = write_tlv(0xA1, write_tlv(0x88, b"\0\x08")), write_tlv(0x5F2E, FAC)
TEMPLATE = write_tlv(0x7F60, HEADER, RECORD)


@pytest.mark.parametrize(
    "wrong",
    [
        inside(write_tlv(2, b"\x02"), TEMPLATE),
        inside(write_tlv(2, b"\x01"), TEMPLATE, TEMPLATE),
        inside(write_tlv(2, b"\x01"), TEMPLATE, write_tlv(0x54, b"")),
        inside(write_tlv(2, bytes((MAX_TEMPLATES + 1,))), *(TEMPLATE,) * (MAX_TEMPLATES + 1)),
        inside(TEMPLATE),
        inside(write_tlv(2, b"\x01"), write_tlv(0x7F60, RECORD, HEADER)),
        inside(write_tlv(2, b"\x01"), write_tlv(0x7F60, HEADER, RECORD, RECORD)),
        inside(write_tlv(2, b"\x01"), write_tlv(0x7F60, HEADER, write_tlv(0x5F2F, FAC))),
        inside(write_tlv(2, b"\x01"), write_tlv(0x7F60, HEADER, write_tlv(0x7F2E, write_tlv(0xA2, FACE_BLOCK)))),
        inside(write_tlv(2, b"\x01"), write_tlv(0x7F60, HEADER, write_tlv(0x7F2E, write_tlv(0xA1, b"e"), RECORD))),
        write_tlv(DG2, write_tlv(0x7F61, write_tlv(2, b"\x01"), TEMPLATE), RECORD),
    ],
)
def test_what_does_not_add_up_is_refused(wrong: bytes) -> None:
    with pytest.raises(RecordUnreadable):
        read_dg2(wrong)
    assert read_dg2(inside(write_tlv(2, b"\x01"), TEMPLATE))[0].record == FAC


def test_a_group_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tlv, "MAX_RECORD_BYTES", 30)
    with pytest.raises(RecordTooLarge):
        write_dg2((FAC,))
    with pytest.raises(RecordTooLarge):
        read_dg2(bytes(31))
    assert fields.MAX_RECORD_BYTES == 16 * 1024 * 1024
    with pytest.raises(RecordUnwritable):
        write_group(DG3, (Template.of(Format.FINGER_19794, FIR),) * (MAX_TEMPLATES + 1))


def test_what_is_no_record_has_no_place() -> None:
    assert [format_of(record) for record in (FAC, FIR, FACE_BLOCK, FINGER_BLOCK)] == [8, 7, 0x2A, 0x28]
    with pytest.raises(RecordUnreadable):
        write_dg2((b"\xff\xd8 a picture",))


@pytest.mark.shared_data
def test_bsis_reference_set(shared_data: Path) -> None:
    folder = shared_data / "emrtd/bsi_tr03105_5"
    file = (folder / "Datagroup2.bin").read_bytes()
    templates = read_dg2(file)
    (picture,) = faces_in(templates[0].record)
    assert (picture.width, picture.height, picture.media_type) == (337, 449, "image/jp2")
    assert write_group(DG2, templates) == file
    file = (folder / "Datagroup3.bin").read_bytes()
    prints = read_dg3(file)
    found = [fingers_in(template.record) for template in prints]
    assert [(item[0].position, item[0].media_type, item[0].width) for item in found] == [
        (2, "image/x-wsq", 620), (7, "image/x-wsq", 620),
    ]  # fmt: skip
    assert [finger_position(template.subtype) for template in prints] == [2, 7]
    assert write_group(DG3, prints) == file


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["All", "Mandatory"])
def test_icaos_silver_set(shared_data: Path, name: str) -> None:
    file = (shared_data / f"emrtd/icao_39794_5/DG2_Silver_Dataset__{name}_Fields_.dat").read_bytes()
    templates = read_dg2(file)
    (picture,) = faces_in(templates[0].record)
    assert (templates[0].format, picture.media_type, len(picture.data)) == (Format.FACE_39794, "image/jp2", 15_000)
    assert write_group(DG2, templates) == file
