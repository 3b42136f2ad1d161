"""Active authentication: RSA after ISO/IEC 9796-2, ECDSA in both forms; copies, and chips that cannot."""

from collections.abc import Callable
from hashlib import new
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from crypto.emrtd import tlv
from crypto.emrtd.active_authentication import authenticate_actively, read_dg15, signing_hash
from crypto.emrtd.bac import open_with_bac
from crypto.emrtd.channel import Channel
from crypto.emrtd.chip import Chip, Faults, Personal
from crypto.emrtd.errors import AuthenticationNotOffered, ChipNotAuthentic, MalformedFile, UnsupportedAlgorithm
from crypto.emrtd.public_key import EcKey, RsaKey
from crypto.emrtd.reading import select_application
from crypto.emrtd.signatures import recovered
from tests.support import chips

CHALLENGE = bytes(range(8))
TRAILERS = {"sha1": b"\xbc", "sha256": b"\x34\xcc", "sha384": b"\x36\xcc", "sha512": b"\x35\xcc", "sha224": b"\x38\xcc"}
ECDSA_SHA256, PLAIN_SHA256 = "1.2.840.10045.4.3.2", "0.4.0.127.0.7.1.1.4.1.3"


def dg15(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return tlv.write(0x6F, key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def iso9796(
    key: rsa.RSAPrivateKey, name: str, smallest: bool = False, header: bytes = b"\x6a"
) -> Callable[[bytes], bytes]:
    """As chips sign: the largest part of a message of their own that fits, then the challenge."""
    numbers = key.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8

    def sign(challenge: bytes) -> bytes:
        trailer, length = TRAILERS[name], new(name).digest_size
        own = bytes(at % 256 for at in range(size - 1 - length - len(trailer)))
        block = header + own + new(name, own + challenge).digest() + trailer
        signed = pow(int.from_bytes(block, "big"), numbers.d, modulus)
        return (min(signed, modulus - signed) if smallest else signed).to_bytes(size, "big")

    return sign


def ecdsa(key: ec.EllipticCurvePrivateKey, algorithm: HashAlgorithm, plain: bool) -> Callable[[bytes], bytes]:
    size = (key.curve.key_size + 7) // 8

    def sign(challenge: bytes) -> bytes:
        signature = key.sign(challenge, ec.ECDSA(algorithm))
        if not plain:
            return signature
        return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))

    return sign


def opened(personal: Personal, faults: Faults | None = None) -> Channel:
    channel = Channel(Chip(personal, faults))
    select_application(channel)
    open_with_bac(channel, chips.MRZ)
    return channel


@pytest.mark.parametrize("name", TRAILERS)
@pytest.mark.parametrize("smallest", [False, True])
def test_rsa(name: str, smallest: bool) -> None:
    key = chips.rsa_key()
    channel = opened(chips.with_bac(sign=iso9796(key, name, smallest)))
    found = authenticate_actively(channel, read_dg15(dg15(key)), None, challenge=CHALLENGE)
    assert (found.hash, found.declared, found.challenge) == (name, True, CHALLENGE)


def test_a_signature_of_256_bytes_is_asked_for_in_extended_length_under_secure_messaging() -> None:
    key = chips.rsa_key(2048)
    channel = opened(chips.with_bac(sign=iso9796(key, "sha256"), response=1_000))
    assert authenticate_actively(channel, read_dg15(dg15(key)), None).hash == "sha256"
    assert channel.sent == 4


@pytest.mark.parametrize("plain", [False, True], ids=["der", "plain"])
@pytest.mark.parametrize(
    ("curve", "algorithm", "declared", "agrees"),
    [
        ("secp256r1", SHA256(), ECDSA_SHA256, True), ("secp256r1", SHA256(), PLAIN_SHA256, True),
        ("secp256r1", SHA384(), ECDSA_SHA256, False), ("brainpoolP384r1", SHA256(), None, False),
    ],
)  # fmt: skip
def test_ecdsa(curve: str, algorithm: HashAlgorithm, declared: str | None, agrees: bool, plain: bool) -> None:
    """In either form, under the hash that DG14 declares or another one that is allowed: which, is said."""
    key = chips.ec_key(curve)
    channel = opened(chips.with_bac(sign=ecdsa(key, algorithm, plain)))
    found = authenticate_actively(channel, read_dg15(dg15(key)), declared)
    assert (found.hash, found.declared) == (algorithm.name, agrees)


def test_copies() -> None:
    other = rsa.generate_private_key(65537, 1024)
    with pytest.raises(ChipNotAuthentic):
        authenticate_actively(
            opened(chips.with_bac(sign=iso9796(other, "sha256"))), read_dg15(dg15(chips.rsa_key())), None
        )
    foreign = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(ChipNotAuthentic):
        authenticate_actively(
            opened(chips.with_bac(sign=ecdsa(foreign, SHA256(), True))), read_dg15(dg15(chips.ec_key())), ECDSA_SHA256
        )


def test_a_signature_over_another_challenge() -> None:
    key = read_dg15(dg15(chips.rsa_key()))
    signature = iso9796(chips.rsa_key(), "sha256")(bytes(8))
    assert signing_hash(key, bytes(8), signature, None) == "sha256"
    assert signing_hash(key, CHALLENGE, signature, None) is None


def test_a_block_of_another_form() -> None:
    """4A says that nothing of the message is in it."""
    key = read_dg15(dg15(chips.rsa_key()))
    assert signing_hash(key, CHALLENGE, iso9796(chips.rsa_key(), "sha256", header=b"\x4a")(CHALLENGE), None) is None


@pytest.mark.parametrize("status", [0x6A88, 0x6A81, 0x6D00])
def test_a_chip_that_cannot(status: int) -> None:
    key = chips.rsa_key()
    with pytest.raises(AuthenticationNotOffered):
        authenticate_actively(
            opened(chips.with_bac(sign=iso9796(key, "sha1")), Faults(refuses={3: status, 4: status})),
            read_dg15(dg15(key)), None,
        )  # fmt: skip


def test_a_chip_that_wants_another_length() -> None:
    key = chips.rsa_key()
    channel = opened(chips.with_bac(sign=iso9796(key, "sha1")), Faults(refuses={3: 0x6700}))
    assert authenticate_actively(channel, read_dg15(dg15(key)), None).hash == "sha1"


@given(signature=st.binary(max_size=200))
def test_any_bytes_are_no_signature(signature: bytes) -> None:
    for key in (read_dg15(dg15(chips.rsa_key())), read_dg15(dg15(chips.ec_key()))):
        assert signing_hash(key, CHALLENGE, signature, None) is None


def test_added_zeros_are_no_fault() -> None:
    key = read_dg15(dg15(chips.rsa_key()))
    assert isinstance(key, RsaKey)
    signature = iso9796(chips.rsa_key(), "sha256")(CHALLENGE)
    assert recovered(key, b"\0\0" + signature, CHALLENGE) == "sha256"


def test_what_is_no_key() -> None:
    with pytest.raises(MalformedFile):
        read_dg15(tlv.write(0x6F, b"\x30\x00"))
    with pytest.raises(MalformedFile):
        read_dg15(b"\x6e\x00")
    unknown = tlv.write(0x6F, bytes.fromhex("302a300506032b6570032100") + bytes(32))  # Ed25519
    with pytest.raises(UnsupportedAlgorithm):
        read_dg15(unknown)
    assert isinstance(read_dg15(dg15(chips.ec_key())), EcKey)


@pytest.mark.shared_data
def test_bsis_key(shared_data: Path) -> None:
    file = (shared_data / "emrtd/bsi_tr03105_5/Datagroup15.bin").read_bytes()
    key = read_dg15(file)
    assert isinstance(key, RsaKey)
    assert key.modulus.bit_length() == 1024
