"""What lies beside sealed files: only what was written is read, in one form."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.copies.copied import Copied, decode_copied, encode_copied
from station.copies.enclosure import Enclosure, decode_enclosure, encode_enclosure
from station.copies.state import DRAFT_FILE, Part, State, decode_state, encode_state
from station.domain.enrollment import EnrollmentId
from tests.support.clock import NOW

WHICH = EnrollmentId("00000000-0000-4000-8000-000000000001")
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
PARTS = st.builds(Part, DIGEST, st.integers(0, 1 << 30))
ENCLOSED = "recovery-0123456789abcdef.p7m"
FILES = st.builds(
    lambda draft, key, blobs: {DRAFT_FILE: draft, ENCLOSED: key, **{f"{name}.sealed": part for name, part in blobs}},
    PARTS,
    PARTS,
    st.lists(st.tuples(DIGEST, PARTS), max_size=4),
)


@given(number=st.integers(1, 99_999_999), files=FILES)
def test_a_state_is_read_as_it_was_written(number: int, files: dict[str, Part]) -> None:
    state = State(WHICH, number, NOW.replace(microsecond=0), files)
    assert decode_state(encode_state(state)) == state


@given(first=st.binary(max_size=300), second=st.binary(max_size=300))
def test_an_enclosure_is_read_as_it_was_written(first: bytes, second: bytes) -> None:
    enclosure = Enclosure(WHICH, first, second)
    assert decode_enclosure(encode_enclosure(enclosure)) == enclosure


@given(drafts=st.dictionaries(st.uuids().map(str).map(EnrollmentId), DIGEST, max_size=4), known=st.booleans())
def test_what_was_copied_is_read_as_it_was_written(drafts: dict[EnrollmentId, str], known: bool) -> None:
    copied = Copied(NOW.replace(microsecond=0) if known else None, drafts)
    assert decode_copied(encode_copied(copied)) == copied


STATE = encode_state(
    State(WHICH, 1, NOW.replace(microsecond=0), {DRAFT_FILE: Part("a" * 64, 1), ENCLOSED: Part("b" * 64, 2)})
)
ENCLOSURE = encode_enclosure(Enclosure(WHICH, b"1", b"2"))
COPIED = encode_copied(Copied(None, {WHICH: "a" * 64}))


@pytest.mark.parametrize(
    ("read", "data", "change"),
    [
        (decode_state, STATE, {"format": True}),
        (decode_state, STATE, {"number": 0}),
        (decode_state, STATE, {"enrollmentId": "../../elsewhere"}),
        (decode_state, STATE, {"files": {DRAFT_FILE: {"sha256": "a" * 64, "size": 1}}}),
        (decode_state, STATE, {"files": {"../key.sealed": {"sha256": "a" * 64, "size": 1}}}),
        (decode_state, STATE, {"more": 1}),
        (decode_enclosure, ENCLOSURE, {"first": "not base64"}),
        (decode_enclosure, ENCLOSURE, {"enrollmentId": "\ud800"}),
        (decode_enclosure, ENCLOSURE, {"format": 2}),
        (decode_copied, COPIED, {"format": 2}),
        (decode_copied, COPIED, {"drafts": {"..": "a" * 64}}),
        (decode_copied, COPIED, {"newest": "yesterday"}),
    ],
)
def test_anything_else_is_refused(read: Callable[[bytes], Any], data: bytes, change: dict[str, Any]) -> None:
    changed = {**json.loads(data), **change}
    with pytest.raises(ValueError):
        read(json.dumps(changed, sort_keys=True, separators=(",", ":")).encode())
    with pytest.raises(ValueError):
        read(data + b" ")
