"""A line for each receiver: every kind opens, none opens another's, and what is not of the profile is refused."""

from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from crypto import der, envelope, issuing, oids, recipients, roles
from crypto.envelope import structure
from crypto.errors import BadEnvelope, BadRecipient, CryptoError, NotARecipient, UnsupportedKey
from crypto.issuing import CertifiedKey
from crypto.keys.api import DecryptionKey
from crypto.keys.receiver import KemReceiverKey, receiver_key
from crypto.recipients import agreement, encapsulation, key_wrap
from tests.support.clock import NOW
from tests.support.draws import Places
from tests.unit.crypto.conftest import DAYS, Authorities, Receiver

CONTENT_KEY = bytes(range(32))
KINDS = ("RSA-3072", "P-256", "P-384", "ML-KEM-768")
All = dict[str, Receiver]


def receiver(authorities: Authorities, key: CertifiedKey, usages: Sequence[str]) -> Receiver:
    subject = issuing.Subject("Receiver", "Tests", (roles.RECEIVER_POLICY,), usages)
    certificate = issuing.issue(authorities.machines, subject, key, NOW, DAYS)
    return Receiver(certificate, receiver_key(key))


@pytest.fixture(scope="module")
def everybody(authorities: Authorities) -> All:
    made = {
        "RSA-3072": receiver(authorities, issuing.new_rsa_key(), issuing.RECEIVES),
        "P-256": receiver(authorities, issuing.new_ec_key(), issuing.AGREES),
        "P-384": receiver(authorities, issuing.new_ec_key(ec.SECP384R1()), issuing.AGREES),
        "ML-KEM-768": receiver(authorities, issuing.new_receiver_key(), issuing.RECEIVES),
    }
    assert {name: each.certificate.key_algorithm for name, each in made.items()} == dict(zip(KINDS, KINDS, strict=True))
    return made


def lines_of(*encoded: bytes) -> list[der.Element]:
    return [der.parse(each, len(each)) for each in encoded]


def open_line(line: bytes, by: Receiver) -> bytes:
    return recipients.open_for(by.certificate, by.key, lines_of(line))


def test_every_kind_side_by_side(everybody: All) -> None:
    message = envelope.encrypt(b"content", [each.certificate for each in everybody.values()])
    for each in everybody.values():
        assert envelope.decrypt(message, each.certificate, each.key) == b"content"


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_fresh_each_time(kind: str, everybody: All) -> None:
    by = everybody[kind]
    first, second = (recipients.write(by.certificate, CONTENT_KEY) for _ in range(2))
    assert first != second
    assert open_line(first, by) == open_line(second, by) == CONTENT_KEY


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_key_is_no_receivers(kind: str, everybody: All) -> None:
    line = recipients.write(everybody[kind].certificate, CONTENT_KEY)
    for other, each in everybody.items():
        if {kind, other} != {"P-256", "P-384"} and other != kind:
            with pytest.raises(NotARecipient):
                recipients.open_for(everybody[kind].certificate, each.key, lines_of(line))


def test_a_key_of_the_other_curve_opens_nothing(everybody: All) -> None:
    line = recipients.write(everybody["P-256"].certificate, CONTENT_KEY)
    with pytest.raises(BadEnvelope, match="key"):
        recipients.open_for(everybody["P-256"].certificate, everybody["P-384"].key, lines_of(line))


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_elses_line_is_passed_over(kind: str, everybody: All, authorities: Authorities) -> None:
    """Also where it holds what our own lines do not: keying material, another way of naming the receiver."""
    foreign = [
        recipients.write(each.certificate, bytes(32)) for each in everybody.values() if each is not everybody[kind]
    ]
    key_id = der.tlv(der.tagged(0, constructed=False), bytes(20))
    foreign += [
        der.sequence(der.integer(2), key_id, der.sequence(der.oid(oids.RSAES_OAEP)), der.octet_string(bytes(384))),
        der.tlv(
            der.tagged(1),
            der.integer(3),
            der.tlv(der.tagged(0), key_id),
            der.tlv(der.tagged(1), der.octet_string(b"keying material")),
            der.sequence(der.oid(oids.ECDH_SHA256_KDF), key_wrap.IDENTIFIER),
            der.sequence(
                der.sequence(der.tlv(der.tagged(0), der.octet_string(bytes(20))), der.octet_string(bytes(40)))
            ),
        ),
        der.tlv(der.tagged(4), der.oid("1.2.840.113549.1.9.16.13.99"), der.integer(1)),
        kem_line(key_id, keying_material=True),
        der.tlv(der.tagged(3), der.integer(0)),  # a password's line
    ]
    own = recipients.write(everybody[kind].certificate, CONTENT_KEY)
    by = everybody[kind]
    assert recipients.open_for(by.certificate, by.key, lines_of(*foreign, own)) == CONTENT_KEY
    with pytest.raises(NotARecipient):
        recipients.open_for(by.certificate, by.key, lines_of(*foreign))


@pytest.mark.parametrize("kind", KINDS)
def test_every_changed_byte_of_a_line_is_refused(kind: str, everybody: All, places: Places) -> None:
    by = everybody[kind]
    line = recipients.write(by.certificate, CONTENT_KEY)
    for position in places(len(line)):
        changed = bytearray(line)
        changed[position] ^= 1 << position % 8
        with pytest.raises(CryptoError):
            open_line(bytes(changed), by)


@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_a_cut_or_a_splice_gives_a_typed_error(data: st.DataObject, kind: str, everybody: All) -> None:
    by = everybody[kind]
    line = recipients.write(by.certificate, CONTENT_KEY)
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start, len(line)))
    damaged = line[:start] + data.draw(st.binary(max_size=20)) + line[end:]
    if damaged != line:
        with pytest.raises(CryptoError):
            open_line(damaged, by)


@given(value=st.binary(max_size=200), tag=st.sampled_from([0x30, 0xA1, 0xA4]), kind=st.sampled_from(KINDS))
def test_any_bytes_give_a_typed_error(value: bytes, tag: int, kind: str, everybody: All) -> None:
    with pytest.raises(CryptoError):
        open_line(der.tlv(tag, value), everybody[kind])


@pytest.mark.parametrize("change", ["version", "keying material", "kdf", "parameters", "compressed", "no point"])
def test_a_key_agreement_of_another_profile_is_refused(change: str, everybody: All) -> None:
    by = everybody["P-256"]
    ephemeral = issuing.new_ec_key().public_key()
    form = PublicFormat.CompressedPoint if change == "compressed" else PublicFormat.UncompressedPoint
    point = ephemeral.public_bytes(Encoding.X962, form)
    if change == "no point":
        point = point[:-1] + bytes((point[-1] ^ 1,))
    parameters = der.oid("1.3.132.0.34") if change == "parameters" else b""
    algorithm = der.sequence(der.oid(oids.EC_PUBLIC_KEY), parameters)
    kdf = "1.3.132.1.11.2" if change == "kdf" else oids.ECDH_SHA256_KDF
    line = der.tlv(
        agreement.TAG,
        der.integer(2 if change == "version" else 3),
        der.tlv(der.tagged(0), der.tlv(der.tagged(1), algorithm, der.tlv(der.BIT_STRING, b"\0", point))),
        der.tlv(der.tagged(1), der.octet_string(b"u")) if change == "keying material" else b"",
        der.sequence(der.oid(kdf), key_wrap.IDENTIFIER),
        der.sequence(der.sequence(by.certificate.issuer_and_serial, der.octet_string(bytes(40)))),
    )
    with pytest.raises(BadEnvelope, match="key" if change == "no point" else "recipient"):
        open_line(line, by)


def kem_line(
    identifier: bytes, version: int = 0, kem: str = oids.ML_KEM_768, length: int = 32, *, keying_material: bool = False
) -> bytes:
    value = der.sequence(
        der.integer(version),
        identifier,
        der.sequence(der.oid(kem)),
        der.octet_string(bytes(1088)),
        der.sequence(der.oid(oids.HKDF_SHA256)),
        der.integer(length),
        der.tlv(der.tagged(0), der.octet_string(b"u")) if keying_material else b"",
        key_wrap.IDENTIFIER,
        der.octet_string(bytes(40)),
    )
    return der.tlv(encapsulation.TAG, der.oid(oids.ORI_KEM), value)


@pytest.mark.parametrize(
    "change", [{"version": 1}, {"kem": "2.16.840.1.101.3.4.4.1"}, {"length": 16}, {"keying_material": True}]
)
def test_an_encapsulation_of_another_profile_is_refused(change: dict[str, object], everybody: All) -> None:
    by = everybody["ML-KEM-768"]
    with pytest.raises(BadEnvelope, match="recipient"):
        open_line(kem_line(by.certificate.issuer_and_serial, **change), by)  # type: ignore[arg-type]


def test_a_content_key_of_another_length_is_refused(everybody: All) -> None:
    lines = [recipients.write(each.certificate, bytes(16)) for each in everybody.values()]
    message = structure.write_head(lines, bytes(12), 0) + structure.write_tail(bytes(16))
    for each in everybody.values():
        with pytest.raises(BadEnvelope, match="key"):
            envelope.decrypt(message, each.certificate, each.key)


def test_key_usage_must_fit_the_kind(authorities: Authorities, everybody: All) -> None:
    """RFC 5480 clause 3: an elliptic key agrees; RFC 9935 clause 5: an encapsulation key enciphers keys."""
    unfit = (
        receiver(authorities, issuing.new_ec_key(), issuing.RECEIVES),
        receiver(authorities, issuing.new_receiver_key(), issuing.AGREES),
        receiver(authorities, issuing.new_rsa_key(), issuing.AGREES),
    )
    for each in unfit:
        with pytest.raises(BadRecipient, match="key"):
            recipients.write(each.certificate, CONTENT_KEY)


def test_a_key_of_another_kind_is_nobodys(authorities: Authorities) -> None:
    key = issuing.new_ec_key(ec.SECP521R1())
    subject = issuing.Subject("Receiver", "Tests", (roles.RECEIVER_POLICY,), issuing.AGREES)
    certificate = issuing.issue(authorities.machines, subject, key, NOW, DAYS)
    with pytest.raises(BadRecipient, match="key"):
        recipients.write(certificate, CONTENT_KEY)
    anybody: DecryptionKey = KemReceiverKey(issuing.new_receiver_key())
    with pytest.raises(NotARecipient):
        recipients.open_for(certificate, anybody, lines_of(kem_line(certificate.issuer_and_serial)))
    for unfit in (key, issuing.new_signature_key()):
        with pytest.raises(UnsupportedKey):
            receiver_key(unfit)
