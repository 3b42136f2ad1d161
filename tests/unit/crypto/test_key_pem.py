"""Keys in PEM files: what is made opens again, anything else is refused by its type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import CryptoError, KeyDamaged
from crypto.key_pem import new_pair, open_private, open_public


@pytest.mark.parametrize("passphrase", [None, b"long enough"])
def test_a_pair_belongs_together(passphrase: bytes | None) -> None:
    private, public = new_pair(passphrase)
    assert open_private(private, passphrase).public_key() == open_public(public)
    assert (b"ENCRYPTED" in private) is (passphrase is not None)


def test_the_wrong_half_and_the_wrong_passphrase() -> None:
    private, public = new_pair(b"long enough")
    for passphrase in (None, b"another"):
        with pytest.raises(KeyDamaged):
            open_private(private, passphrase)
    with pytest.raises(KeyDamaged):
        open_private(public)
    with pytest.raises(KeyDamaged):
        open_public(private)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    for opened in (open_private, open_public):
        with pytest.raises(CryptoError):
            opened(data)
