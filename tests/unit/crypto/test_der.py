"""Strict DER: what we write is what we read, and nothing else is read."""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import der
from crypto.errors import CryptoError, MalformedDer, TooLarge
from tests.support.bombs import der_bombs

LIMIT = 16 * 1024 * 1024


def element(message: bytes) -> der.Element:
    return der.parse(message, LIMIT)


@given(st.integers(min_value=-(2**200), max_value=2**200))
def test_integers_come_back(value: int) -> None:
    assert element(der.integer(value)).integer() == value


@given(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 2**40), max_size=8))
def test_object_identifiers_come_back(first: int, second: int, rest: list[int]) -> None:
    dotted = ".".join(map(str, (first, second, *rest)))
    assert element(der.oid(dotted)).oid() == dotted


@given(st.binary(max_size=400))
def test_octet_strings_come_back(value: bytes) -> None:
    assert element(der.octet_string(value)).bytes_of(der.OCTET_STRING) == value


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)))
def test_times_come_back_in_whole_seconds(moment: datetime) -> None:
    written = der.time(moment.replace(tzinfo=UTC))
    assert written[0] == (der.UTC_TIME if moment.year < 2050 else der.GENERALIZED_TIME)
    assert element(written).time() == moment.replace(tzinfo=UTC, microsecond=0)


@given(st.lists(st.binary(max_size=8).map(der.octet_string), max_size=20))
def test_set_of_is_sorted_and_read_only_when_sorted(members: list[bytes]) -> None:
    written = der.set_of(*members)
    assert [member.encoded for member in element(written).members()] == sorted(members)
    backwards = der.tlv(der.SET, *sorted(members, reverse=True))
    if backwards != written:
        with pytest.raises(MalformedDer):
            element(backwards).members()


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_a_typed_error(message: bytes) -> None:
    try:
        walk(element(message))
    except CryptoError:
        return
    assert element(message).encoded == message


def walk(found: der.Element) -> None:
    if found.tag in (der.SEQUENCE, der.SET):
        for part in found.fields(found.tag):
            walk(part)
    for read in (found.integer, found.oid, found.time, found.members):
        try:
            read()
        except CryptoError:
            continue


@pytest.mark.parametrize(
    "message",
    [
        "",
        "30",
        "3080",  # indefinite length
        "30800000",
        "308100",  # a short length in the long form
        "30820005" + "0500" * 2,
        "0401",  # cut
        "040100ff",  # a byte left over
        "1f8101 00",  # tag number over 30
        "30ff",
        "3089 010000000000000000 00",  # a length of nine bytes
        "30880000000000000001 00",
    ],
)
def test_other_forms_are_malformed(message: str) -> None:
    with pytest.raises(MalformedDer):
        element(bytes.fromhex(message))


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("02020001", der.Element.integer),  # padded
        ("0202ff80", der.Element.integer),
        ("0200", der.Element.integer),
        ("040101", der.Element.integer),  # another tag
        ("0600", der.Element.oid),
        ("060180", der.Element.oid),  # does not end
        ("06038001 01", der.Element.oid),  # padded arc
        ("170b 323631313232313030305a", der.Element.time),  # no seconds
        ("1711 3236313132323130303030302b30343030", der.Element.time),  # an offset
        ("170d 3236313332323130303030305a", der.Element.time),  # month 13
        ("170d ff3631313232313030303030 5a", der.Element.time),
        ("040100", der.Element.time),
    ],
)
def test_other_values_are_malformed(message: str, read: Callable[[der.Element], object]) -> None:
    found = element(bytes.fromhex(message))
    with pytest.raises(MalformedDer):
        read(found)


def test_two_digits_of_a_year_are_read_as_x509_reads_them() -> None:
    """RFC 5280 clause 4.1.2.5.1: 50 to 99 are of the last century."""
    read = [element(der.tlv(der.UTC_TIME, f"{year}0101000000Z".encode())).time().year for year in (49, 50, 68, 69)]
    assert read == [2049, 1950, 1968, 1969]
    with pytest.raises(MalformedDer):  # blanks that the library's parser would pass over
        element(der.tlv(der.UTC_TIME, b"26 101000000Z")).time()


def test_fields_say_what_is_left() -> None:
    fields = element(der.sequence(der.integer(1), der.tlv(der.tagged(0)))).fields()
    assert fields.optional(der.tagged(0)) is None
    assert fields.next().integer() == 1
    with pytest.raises(MalformedDer):
        fields.end()
    assert fields.optional(der.tagged(0)) is not None
    fields.end()
    assert fields.optional(der.tagged(0)) is None
    with pytest.raises(MalformedDer):
        fields.next()


def test_size_depth_and_number_are_limited() -> None:
    with pytest.raises(TooLarge):
        der.parse(b"\x30\x00", max_size=1)
    with pytest.raises(TooLarge):
        element(der.set_of(*[der.tlv(der.NULL)] * (der.MAX_CHILDREN + 1))).members()
    nested = b""
    for _ in range(der.MAX_DEPTH + 2):
        nested = der.sequence(nested)
    with pytest.raises(TooLarge):
        walk_down(element(nested))


def walk_down(found: der.Element) -> None:
    while True:
        found = found.fields().next()


@pytest.mark.parametrize("name", der_bombs(1))
def test_a_bomb_of_ten_megabytes_costs_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few elements are looked at, and next to nothing of their bytes is copied."""
    bomb = der_bombs()[name]
    looked, look = [], der._element

    def counted(*where: Any) -> der.Element:
        looked.append(where[1])
        return look(*where)

    monkeypatch.setattr(der, "_element", counted)
    tracemalloc.start()
    try:
        with pytest.raises(CryptoError):
            read_all_ways(element(bomb))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(looked) <= 2 * der.MAX_CHILDREN, name
    assert most < len(bomb) / 20, name


def read_all_ways(found: der.Element) -> None:
    if found.tag in (der.SEQUENCE, der.SET, der.tagged(0)):
        for part in found.fields(found.tag):
            read_all_ways(part)
    elif found.tag == der.OID and len(found.value) < 64:
        found.oid()
    else:
        for read in (found.integer, found.oid, found.time):
            if found.tag in (der.INTEGER, der.OID, der.UTC_TIME):
                read()
