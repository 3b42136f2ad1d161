"""Registration ids and their counter; the mapping to a receiver's schema, as built in and as a country writes it."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from station.packet.fields import IDS
from station.receivers.mosip.errors import MappingWrong, SequenceDamaged
from station.receivers.mosip.form.schema import load_schema, read_schema
from station.receivers.mosip.form.values import VALUES
from station.receivers.mosip.rid import LAST, Rid, RidCounter

AT = datetime(2022, 1, 28, 22, 36, 18, 900_000, UTC)


def test_the_specifications_example() -> None:
    rid = Rid("10001", "10077", 10069, AT)
    assert str(rid) == "10001100771006920220128223618"
    assert rid.packet_id(AT + timedelta(seconds=1)) == "10001100771006920220128223618-10001_10077-20220128223619"


def test_the_moment_is_utc_wherever_the_desk_stands() -> None:
    yerevan = timezone(timedelta(hours=4))
    assert str(Rid("10001", "10077", 1, AT.astimezone(yerevan))).endswith("20220128223618")


def test_numbers_go_on_after_a_restart_and_begin_again_after_the_last(tmp_path: Path) -> None:
    file = tmp_path / "mosip" / "sequence"
    assert [RidCounter(file).next() for _ in range(3)] == [1, 2, 3]
    file.write_text(f"{LAST - 1}\n")
    assert [RidCounter(file).next() for _ in range(3)] == [LAST, 1, 2]


@pytest.mark.parametrize("content", [b"", b"x", b"-1", b"123456", b"\xff", b"1 2"])
def test_a_damaged_counter_gives_no_number(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sequence"
    file.write_bytes(content)
    with pytest.raises(SequenceDamaged):
        RidCounter(file).next()
    assert file.read_bytes() == content


def test_a_counter_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SequenceDamaged):
        RidCounter(tmp_path).next()


def test_built_in_mapping_uses_our_values_only() -> None:
    schema = load_schema(None)
    assert schema.version == 0.1
    assert {place for item in schema.fields for place in item.subpackets} == {"id", "evidence"}
    for item in schema.fields:
        assert {item.value, *item.languages.values()} <= VALUES.keys() | {""}
    assert [item.field_id for item in schema.fields if item.biometrics] == ["individualBiometrics"]


def test_a_country_brings_its_own(tmp_path: Path) -> None:
    file = tmp_path / "id-schema.toml"
    phone = '[[field]]\nid = "phone"\ncategory = "optional"\nvalue = "phone"\n'
    name = '[[field]]\nid = "name"\ncategory = "pvt"\nvalue = "full_name_latin"\n'
    file.write_text(f"version = 1.2\n{phone}{name}", encoding="utf-8")
    schema = load_schema(file)
    assert [item.subpackets for item in schema.fields] == [("optional",), ("id",)]


def test_a_mapping_that_says_what_it_leaves_out_is_whole() -> None:
    assert len(read_schema({"version": 0.1, "field": [GOOD], "left_out": sorted(IDS - {"phone"})}).fields) == 1
    assert len(read_schema({"version": 0.1, "field": [GOOD]}).fields) == 1, "mappings of 0.1.0 do not say it"


def test_a_mapping_says_what_becomes_of_what_only_one_service_asks() -> None:
    """A field, or left out by name."""
    field = {"id": "details", "category": "pvt", "value": "further"}
    by_name = {"version": 0.1, "field": [GOOD], "left_out": sorted({*IDS, "further"} - {"phone"})}
    assert load_schema(None).further
    assert read_schema({"version": 0.1, "field": [GOOD, field]}).further
    assert read_schema(by_name).further
    assert not read_schema({"version": 0.1, "field": [GOOD]}).further
    with pytest.raises(MappingWrong) as caught:
        read_schema({**by_name, "field": [GOOD, field]})
    assert caught.value.params == {"field": "further"}


@pytest.mark.parametrize("content", [None, b"version = ", b"\xff"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "id-schema.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(MappingWrong):
        load_schema(file)


GOOD: dict[str, Any] = {"id": "phone", "category": "pvt", "value": "phone"}


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"field": [GOOD]}, "version"),
        ({"version": 1, "field": [GOOD]}, "version"),
        ({"version": -1.0, "field": [GOOD]}, "version"),
        ({"version": 0.1}, "field"),
        ({"version": 0.1, "field": []}, "field"),
        ({"version": 0.1, "field": ["phone"]}, "field"),
        ({"version": 0.1, "field": [{**GOOD, "id": 7}]}, "id"),
        ({"version": 0.1, "field": [{**GOOD, "id": "../phone"}]}, "id"),
        ({"version": 0.1, "field": [GOOD, GOOD]}, "phone"),
        ({"version": 0.1, "field": [{**GOOD, "category": "other"}]}, "phone"),
        ({"version": 0.1, "field": [{**GOOD, "category": "optional"}]}, "category"),
        ({"version": 0.1, "field": [{**GOOD, "value": "mobile"}]}, "phone"),
        ({"version": 0.1, "field": [{**GOOD, "value": 3}]}, "phone"),
        ({"version": 0.1, "field": [{**GOOD, "biometrics": True}]}, "phone"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt"}]}, "x"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt", "biometrics": False}]}, "x"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt", "languages": {}}]}, "x"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt", "languages": {"en": "phone"}}]}, "x"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt", "languages": {"eng": "mobile"}}]}, "x"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt", "document": "scan", "type": "A"}]}, "x"),
        ({"version": 0.1, "field": [{"id": "x", "category": "pvt", "document": "signature"}]}, "x"),
        ({"version": 0.1, "field": [GOOD], "left_out": "phone"}, "left_out"),
        ({"version": 0.1, "field": [GOOD], "left_out": [1]}, "left_out"),
        ({"version": 0.1, "field": [GOOD], "left_out": []}, "address"),
        ({"version": 0.1, "field": [GOOD], "left_out": sorted(IDS)}, "phone"),
        ({"version": 0.1, "field": [GOOD], "left_out": sorted({*IDS, "mobile"} - {"phone"})}, "mobile"),
    ],
)
def test_a_wrong_mapping_is_named(value: dict[str, Any], field: str) -> None:
    with pytest.raises(MappingWrong) as caught:
        read_schema(value)
    assert caught.value.params == {"field": field}
