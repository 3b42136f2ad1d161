"""EF.COM and the data groups that are no biometric records: written byte by byte, read field by field."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd.files import GROUP_TAGS
from station.domain.errors import StationError
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import MAX_RECORD_BYTES
from station.formats.lds.biometric_groups import read_dg4, write_dg4
from station.formats.lds.com import Com, read_com, write_com
from station.formats.lds.details import MAX_OTHERS, Left, Name
from station.formats.lds.displayed import MAX_PICTURES, read_dg5, read_dg7, write_dg5, write_dg7
from station.formats.lds.document_details import DocumentDetails, read_dg12, write_dg12
from station.formats.lds.optional_details import read_dg13, write_dg13
from station.formats.lds.personal_details import PersonalDetails, read_dg11, write_dg11
from station.formats.lds.persons_to_notify import MAX_PERSONS, PersonToNotify, read_dg16, write_dg16
from station.formats.lds.template import Eye, Format
from station.formats.lds.tlv import write_tlv
from station.formats.lds.zone import read_dg1, write_dg1, zone_in
from station.formats.mrz import MrzCheckDigit, MrzFormat, build, parse, split_lines
from tests.support.chip_details import DOCUMENT, PERSON

TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
PERSONS = (
    PersonToNotify("20261201", Name("SMITH", "CHARLES R"), "19525551212", ("123 MAPLE RD", "ANYTOWN", "MN")),
    PersonToNotify("20250100", Name("BROWN")),
)
COM = Com((1, 2, 3, 14))
SAMPLES: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "COM": (write_com(COM), read_com),
    "DG1": (write_dg1(parse(split_lines(TD3))), zone_in),
    "DG4": (write_dg4(((Eye.LEFT, b"IIR\x00010\x00rest"),)), read_dg4),
    "DG5": (write_dg5((b"\xff\xd8one",)), read_dg5),
    "DG7": (write_dg7((b"\xff\xd8one", b"two")), read_dg7),
    "DG11": (write_dg11(PERSON), read_dg11),
    "DG12": (write_dg12(DOCUMENT), read_dg12),
    "DG13": (write_dg13(b"anything"), read_dg13),
    "DG16": (write_dg16(PERSONS), read_dg16),
}


# --- byte by byte -------------------------------------------------------------------------------------------------


def test_com_as_the_standard_shows_it() -> None:
    """Doc 9303-10 clause 4.6.1.3: LDS 1.7, Unicode 4.0.0, groups 1, 2, 4, 12."""
    shown = bytes.fromhex("6016" "5f010430313037" "5f3606303430303030" "5c04" "6175766c")  # fmt: skip
    assert read_com(shown) == Com((1, 2, 4, 12))
    assert write_com(Com((1, 2, 4, 12))) == shown


def test_com_keeps_tags_that_no_group_has() -> None:
    """Chinese passports list 17 to 19."""
    com = Com((1, 2), unknown=(0x71, 0x72))
    assert read_com(write_com(com)) == com


@pytest.mark.parametrize("text", [TD1, TD2, TD3])
def test_a_zone_as_it_is_printed(text: str) -> None:
    zone = parse(split_lines(text))
    group = write_dg1(zone)
    assert group[-len("".join(split_lines(text))) :].decode() == "".join(split_lines(text))
    assert read_dg1(group) == build(zone)
    assert zone_in(group) == zone


def test_what_the_standard_shows_of_details() -> None:
    """Doc 9303-10 clauses 4.7.11.3, 4.7.12.3 and 4.7.16.3, in the order of their tables."""
    person = PersonalDetails(
        name=Name("SMITH", "JOHN J"), birth_place=("ANYTOWN", "MN"), address=("123 MAPLE RD", "ANYTOWN", "MN")
    )
    begins = "6b3f" "5c065f0e5f115f42" "5f0e0d" + b"SMITH<<JOHN<J".hex() + "5f110a" + b"ANYTOWN<MN".hex()  # fmt: skip
    assert write_dg11(person).hex() == begins + "5f4217" + b"123 MAPLE RD<ANYTOWN<MN".hex()
    document = DocumentDetails(authority="UNITED STATES OF AMERICA", issued="20020531", other_persons=(Name("BROWN"),))
    assert write_dg12(document).hex() == (
        "6c3b" "5c065f195f265f1a" "5f1918" + b"UNITED STATES OF AMERICA".hex() + "5f2608" + b"20020531".hex()
        + "a00b" "020101" "5f1a05" + b"BROWN".hex()
    )  # fmt: skip
    assert write_dg16(PERSONS[1:]).hex() == "7018020101a1135f5008" + b"20250100".hex() + "5f5105" + b"BROWN".hex()


def test_pictures_are_bytes() -> None:
    assert write_dg5((b"\xff\xd8",)).hex() == "65080201015f4002ffd8"
    assert write_dg7((b"\xff\xd8",)).hex() == "67080201015f4302ffd8"
    assert read_dg7(SAMPLES["DG7"][0]) == (b"\xff\xd8one", b"two")


def test_all_that_is_written_is_read_back() -> None:
    assert read_dg11(write_dg11(PERSON)) == PERSON
    assert read_dg12(write_dg12(DOCUMENT)) == DOCUMENT
    assert read_dg16(write_dg16(PERSONS)) == PERSONS
    assert read_dg13(write_dg13(b"\x30\x03any")) == b"\x30\x03any"
    (iris,) = read_dg4(SAMPLES["DG4"][0])
    assert (iris.format, iris.subtype, iris.record) == (Format.IRIS_19794, Eye.LEFT, b"IIR\x00010\x00rest")


# --- foreign ones -------------------------------------------------------------------------------------------------


def group(number: int, *objects: tuple[int, bytes]) -> bytes:
    tags = b"".join(tag.to_bytes(2, "big") for tag, _ in objects)
    return write_tlv(GROUP_TAGS[number], write_tlv(0x5C, tags), *(write_tlv(tag, value) for tag, value in objects))


def test_days_in_half_as_many_bytes() -> None:
    """As Malaysia has them."""
    assert read_dg11(group(11, (0x5F2B, bytes.fromhex("19900615")))).birth == "19900615"
    assert read_dg12(group(12, (0x5F26, bytes.fromhex("20261201")))).issued == "20261201"
    assert read_dg12(group(12, (0x5F55, bytes.fromhex("20261201093000")))).personalised == "20261201093000"


def test_a_year_alone_is_no_day_in_few_bytes() -> None:
    found = read_dg11(group(11, (0x5F2B, b"1990"), (0x5F10, b"<<<550690<<")))
    assert (found.birth, found.personal_number, found.left) == ("", "550690", Left(unread=(0x5F2B,)))


def test_one_that_cannot_be_read_takes_nothing_from_the_others() -> None:
    found = read_dg11(group(11, (0x5F0E, b"\xff\xfe"), (0x5F10, b"5506901230"), (0x5F2B, b"15061990x"), (0x5F79, b"?")))
    assert (found.name, found.personal_number, found.birth) == (None, "5506901230", "")
    assert found.left == Left(unread=(0x5F0E, 0x5F2B), unknown=(0x5F79,))


def test_an_identifier_of_three_bytes_ends_what_can_be_read() -> None:
    """As a Belgian card has one: what stood before it counts, and how much was left is said."""
    inside = write_tlv(0x5F10, b"550690") + bytes.fromhex("5f850103414243")
    found = read_dg11(write_tlv(GROUP_TAGS[11], inside))
    assert (found.personal_number, found.left) == ("550690", Left(rest=7))


def test_empty_values_say_nothing() -> None:
    found = read_dg11(group(11, (0x5F0E, b""), (0x5F11, b"<<<"), (0x5F2B, b"<<<<<<<<"), (0x5F12, b"  ")))
    assert found == PersonalDetails()


def test_names_without_their_list_and_twice() -> None:
    beside = write_tlv(GROUP_TAGS[11], write_tlv(0x5F0F, b"ONE<<A"), write_tlv(0x5F0F, b"TWO"))
    assert read_dg11(beside).other_names == (Name("ONE", "A"), Name("TWO"))
    twice = write_tlv(GROUP_TAGS[11], write_tlv(0x5F10, b"1"), write_tlv(0x5F10, b"2"))
    assert (read_dg11(twice).personal_number, read_dg11(twice).left.unread) == ("1", (0x5F10,))
    many = write_tlv(GROUP_TAGS[11], *(write_tlv(0x5F0F, b"N") for _ in range(MAX_OTHERS + 1)))
    assert (len(read_dg11(many).other_names), read_dg11(many).left.unread) == (MAX_OTHERS, (0x5F0F,))
    spoilt = write_tlv(GROUP_TAGS[11], write_tlv(0xA0, write_tlv(0x5F0F, b"ONE") + b"\x5f"), write_tlv(0x5F10, b"1"))
    assert (read_dg11(spoilt).other_names, read_dg11(spoilt).left.unread) == ((Name("ONE"),), (0xA0,))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"SMITH<<JOHN<J", Name("SMITH", "JOHN J")), (b"SMITH JONES<<JOHN", Name("SMITH JONES", "JOHN")),
        (b"<<JOHN", Name("", "JOHN")), (b"SMITH<<", Name("SMITH")), (b"SMITH<<<<<<", Name("SMITH")),
        (b"A<<B<<C", Name("A", "B C")), (b"<", None),
    ],
)  # fmt: skip
def test_names_as_issued_documents_have_them(written: bytes, name: Name | None) -> None:
    assert read_dg11(group(11, (0x5F0E, written))).name == name


# --- what is refused ----------------------------------------------------------------------------------------------


def test_what_has_no_place_is_not_written() -> None:
    for wrong in (
        lambda: write_com(Com((1,), lds="17")),
        lambda: write_com(Com((17,))),
        lambda: write_dg5(()),
        lambda: write_dg5((b"x",) * (MAX_PICTURES + 1)),
        lambda: write_dg7((b"",)),
        lambda: write_dg11(PersonalDetails()),
        lambda: write_dg11(PersonalDetails(birth="1990")),
        lambda: write_dg11(PersonalDetails(birth_place=("A<B",))),
        lambda: write_dg11(replace(PERSON, other_names=(Name("A"),) * (MAX_OTHERS + 1))),
        lambda: write_dg11(replace(PERSON, other_names=(Name(""),))),
        lambda: write_dg12(DocumentDetails(personalised="20261201")),
        lambda: write_dg16(()),
        lambda: write_dg16(PERSONS * MAX_PERSONS),
        lambda: write_dg1(
            parse(split_lines("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"))
        ),
    ):
        with pytest.raises(RecordUnwritable):
            wrong()


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (bytes.fromhex("60165f0104303130375f36063034303030305c0461"), read_com),
        (write_tlv(0x60, write_tlv(0x5F01, b"01a7"), write_tlv(0x5F36, b"040000"), write_tlv(0x5C, b"a")), read_com),
        (write_tlv(0x61, write_tlv(0x5F1F, b"P" * 87)), read_dg1),
        (write_tlv(0x61, write_tlv(0x5F1F, b"P" * 88), b"\0\0"), read_dg1),
        (write_tlv(0x65, write_tlv(2, b"\x02"), write_tlv(0x5F40, b"x")), read_dg5),
        (write_tlv(0x65, write_tlv(2, b"\x00")), read_dg5),
        (write_tlv(0x67, write_tlv(2, b"\x01"), write_tlv(0x5F43, b"")), read_dg7),
        (write_tlv(0x6C, write_tlv(0x5C, b"")), read_dg11),
        (write_tlv(0x70, write_tlv(2, b"\x01"), write_tlv(0xA1, write_tlv(0x5F50, b"20261201"))), read_dg16),
        (write_tlv(0x70, write_tlv(2, b"\x01"), write_tlv(0xA2, b"")), read_dg16),
    ],
)
def test_what_is_no_such_group_is_refused(data: bytes, read: Callable[[bytes], object]) -> None:
    with pytest.raises(RecordUnreadable):
        read(data)


def test_a_zone_with_a_fault_is_no_value() -> None:
    faulty = SAMPLES["DG1"][0].replace(b"7408122", b"7408123")
    assert read_dg1(faulty)
    with pytest.raises(MrzCheckDigit):
        zone_in(faulty)


@pytest.mark.parametrize("name", SAMPLES)
def test_too_large_a_file_is_not_looked_into(name: str) -> None:
    with pytest.raises(RecordTooLarge):
        SAMPLES[name][1](bytes(MAX_RECORD_BYTES + 1))


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
def test_any_bytes_give_a_value_or_a_typed_error(name: str, data: st.DataObject) -> None:
    whole, read = SAMPLES[name]
    at = data.draw(st.integers(0, len(whole)))
    changed = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 4)) :]
    with suppress(StationError):
        read(changed)


WORD = st.text(
    st.characters(codec="utf-8", exclude_characters="<", exclude_categories=("Z", "C")), min_size=1, max_size=12
)
LINES = st.lists(WORD, max_size=3).map(tuple)
NAMES = st.builds(Name, WORD, st.lists(WORD, max_size=3).map(" ".join))


PEOPLE = st.builds(
    PersonalDetails,
    name=NAMES,
    other_names=st.lists(NAMES, max_size=3).map(tuple),
    birth_place=LINES,
    address=LINES,
    personal_number=WORD,
    birth=st.dates(date(1850, 1, 1)).map("{:%Y%m%d}".format),
    summary=WORD,
)


@given(PEOPLE)
def test_any_person_is_read_back(person: PersonalDetails) -> None:
    assert read_dg11(write_dg11(person)) == person


# --- a set that nobody here made ----------------------------------------------------------------------------------


@pytest.mark.shared_data
def test_the_reference_set_to_the_last_byte(shared_data: Path) -> None:
    folder = shared_data / "emrtd/bsi_tr03105_5"
    com, dg1, dg4 = ((folder / name).read_bytes() for name in ("EF_COM.bin", "Datagroup1.bin", "Datagroup4.bin"))
    assert (read_com(com).groups, write_com(read_com(com))) == ((1, 2, 3, 4, 14), com)
    zone = zone_in(dg1)
    assert (zone.format, zone.primary_identifier, write_dg1(zone)) == (MrzFormat.TD3, "MUSTERMANN", dg1)
    irises = read_dg4(dg4)
    assert [(iris.format, iris.subtype, iris.record[:8]) for iris in irises] == [
        (Format.IRIS_19794, eye, b"IIR\x00010\x00") for eye in (Eye.RIGHT, Eye.LEFT)
    ]
