"""Data at rest: opens whole, with the right key, in the right place, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import BadSeal
from crypto.sealing import seal, unseal

KEY = bytes(range(32))
PLACE = b"enrollment 7/draft"


@given(st.binary(max_size=2000), st.binary(max_size=40))
def test_comes_back_and_never_looks_the_same_twice(plaintext: bytes, context: bytes) -> None:
    sealed = seal(KEY, plaintext, context)
    assert unseal(KEY, sealed, context) == plaintext
    assert seal(KEY, plaintext, context) != sealed


def test_several_chunks_come_back() -> None:
    plaintext = bytes(range(256)) * 1000
    assert unseal(KEY, seal(KEY, plaintext, PLACE), PLACE) == plaintext


def test_every_changed_bit_and_every_cut_is_seen() -> None:
    sealed = seal(KEY, b"names and faces", PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1 << position % 8
        with pytest.raises(BadSeal):
            unseal(KEY, bytes(changed), PLACE)
        with pytest.raises(BadSeal):
            unseal(KEY, sealed[:position], PLACE)
    with pytest.raises(BadSeal):
        unseal(KEY, sealed + b"\0", PLACE)


def test_a_lost_or_swapped_chunk_is_seen() -> None:
    sealed = seal(KEY, bytes(100_000), PLACE)
    chunk = 16 * 1024 + 16
    for damaged in (sealed[:-chunk], sealed[:100] + sealed[100 + chunk :]):
        with pytest.raises(BadSeal):
            unseal(KEY, damaged, PLACE)


def test_another_key_or_place_opens_nothing() -> None:
    sealed = seal(KEY, b"x", PLACE)
    with pytest.raises(BadSeal):
        unseal(bytes(32), sealed, PLACE)
    with pytest.raises(BadSeal):
        unseal(KEY, sealed, b"enrollment 8/draft")


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_typed_error(sealed: bytes) -> None:
    with pytest.raises(BadSeal):
        unseal(KEY, sealed, PLACE)
