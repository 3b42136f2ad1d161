"""Keys, blocks and checksums, by the examples of Doc 9303 part 11 (appendix D) and NIST (SP 800-38B)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd.ciphers import Engine, Keys, Suite, pad, unpad
from crypto.emrtd.errors import MalformedTlv

SUITES = st.sampled_from(Suite)


def test_document_keys_of_the_example() -> None:
    """Appendix D.1: the seed 239AB9CB282DAF66231DC5A4DF6BFBAE."""
    keys = Keys.of(Suite.TDES, bytes.fromhex("239AB9CB282DAF66231DC5A4DF6BFBAE"))
    assert keys.enc.hex().upper() == "AB94FDECF2674FDFB9B391F85D7F76F2"
    assert keys.mac.hex().upper() == "7962D9ECE03D1ACD4C76089DCE131543"


def test_cmac() -> None:
    """SP 800-38B, AES-128, 16 bytes: the first eight of its checksum."""
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    message = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    assert Suite.AES_128.mac(key, message).hex() == "070a16b46b4d4144"


def test_lengths_of_keys() -> None:
    assert [len(suite.derive(b"secret", 1)) for suite in Suite] == [16, 16, 24, 32]
    assert all(octet.bit_count() % 2 for octet in Suite.TDES.derive(b"secret", 1))


@given(data=st.binary(max_size=100), block=st.sampled_from([8, 16]))
def test_padding_comes_off(data: bytes, block: int) -> None:
    assert len(pad(data, block)) % block == 0
    assert unpad(pad(data, block)) == data


@pytest.mark.parametrize("data", [b"", bytes(8), b"\x01" * 8])
def test_no_padding(data: bytes) -> None:
    with pytest.raises(MalformedTlv):
        unpad(data)


@given(suite=SUITES, data=st.binary(max_size=100), counter=st.integers(0, 2**60))
def test_a_session_decrypts_what_it_encrypted(suite: Suite, data: bytes, counter: int) -> None:
    engine = Engine(Keys.of(suite, b"secret"))
    number = counter.to_bytes(suite.block, "big")
    assert engine.decrypt(number, engine.encrypt(number, data)) == data
    if suite is not Suite.TDES:  # whose first block is chained to nothing
        assert engine.encrypt(number, data) != engine.encrypt((counter + 1).to_bytes(suite.block, "big"), data)


@pytest.mark.parametrize("suite", Suite)
def test_what_is_no_block(suite: Suite) -> None:
    with pytest.raises(MalformedTlv):
        Engine(Keys.of(suite, b"secret")).decrypt(bytes(suite.block), b"short")
