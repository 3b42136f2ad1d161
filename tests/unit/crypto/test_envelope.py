"""Sealed packets: each receiver opens them, nobody else, and only whole."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import der, envelope, issuing, key_transport, oids, roles
from crypto.errors import BadEnvelope, BadRecipient, CryptoError, NotARecipient, TooLarge
from tests.support.draws import Places
from tests.unit.crypto.conftest import Authorities, Receiver, holder

CONTENT = b"a whole enrollment " * 20
Pair = tuple[Receiver, Receiver]


def seal(receivers: Pair, content: bytes = CONTENT) -> bytes:
    return envelope.encrypt(content, [receiver.certificate for receiver in receivers])


def open_by(receiver: Receiver, message: bytes) -> bytes:
    return envelope.decrypt(message, receiver.certificate, receiver.key)


@settings(max_examples=10)
@given(content=st.binary(max_size=3000))
def test_each_receiver_opens_it(content: bytes, receivers: Pair) -> None:
    message = seal(receivers, content)
    assert [open_by(receiver, message) for receiver in receivers] == [content, content]


def test_key_and_nonce_are_fresh_and_the_content_is_not_seen(receivers: Pair) -> None:
    first, second = seal(receivers), seal(receivers)
    assert len(first) == len(second)
    assert CONTENT[:19] not in first
    assert sum(a == b for a, b in zip(first[-300:], second[-300:], strict=True)) < 30


def test_every_changed_byte_is_seen_by_the_receiver_it_concerns(receivers: Pair, places: Places) -> None:
    """CMS binds no receiver's line to another's: a change in one is seen by that receiver, and by all through the
    station's signature over the message (test_with_openssl.py)."""
    message = seal(receivers)
    for position in places(len(message)):
        changed = bytearray(message)
        changed[position] ^= 1 << position % 8
        opened = [opens(receiver, bytes(changed)) for receiver in receivers]
        assert not all(opened), position
        if position > len(message) - len(CONTENT) - 60:  # the content's own part: nonce, ciphertext, tag
            assert not any(opened), position


def opens(receiver: Receiver, message: bytes) -> bool:
    try:
        open_by(receiver, message)
    except CryptoError:
        return False
    return True


@given(data=st.data())
def test_a_cut_or_a_splice_gives_a_typed_error(data: st.DataObject, receivers: Pair) -> None:
    message = seal(receivers)
    start = data.draw(st.integers(0, len(message) - 1))
    end = data.draw(st.integers(start, len(message)))
    damaged = message[:start] + data.draw(st.binary(max_size=20)) + message[end:]
    if damaged != message:
        assert not all(opens(receiver, damaged) for receiver in receivers)


@given(message=st.binary(max_size=300))
def test_any_bytes_give_a_typed_error(message: bytes, receivers: Pair) -> None:
    with pytest.raises(CryptoError):
        open_by(receivers[0], message)


def test_somebody_else_is_no_receiver(authorities: Authorities, receivers: Pair) -> None:
    key = issuing.new_rsa_key()
    other = holder(authorities.machines, (roles.RECEIVER_POLICY,), key, issuing.RECEIVES)
    with pytest.raises(NotARecipient):
        envelope.decrypt(seal(receivers), other.certificate, receivers[0].key)


def test_the_wrong_private_key_opens_nothing(receivers: Pair) -> None:
    with pytest.raises(BadEnvelope, match="key"):
        envelope.decrypt(seal(receivers), receivers[0].certificate, receivers[1].key)


def test_two_different_receivers_are_needed(receivers: Pair) -> None:
    one = receivers[0].certificate
    for few in ([], [one], [one, one]):
        with pytest.raises(BadRecipient, match="few"):
            envelope.encrypt(CONTENT, few)


def test_a_receiver_that_cannot_be_sealed_to_is_refused(authorities: Authorities, receivers: Pair) -> None:
    elliptic = holder(authorities.machines, (roles.RECEIVER_POLICY,), usages=issuing.RECEIVES)
    signer = holder(authorities.machines, (roles.RECEIVER_POLICY,), issuing.new_rsa_key(), issuing.SIGNS)
    weak = holder(
        authorities.machines, (roles.RECEIVER_POLICY,), rsa.generate_private_key(65537, 2048), issuing.RECEIVES
    )
    for unfit in (elliptic, signer, weak):
        with pytest.raises(BadRecipient, match="key"):
            envelope.encrypt(CONTENT, [receivers[0].certificate, unfit.certificate])


def test_the_size_is_limited(receivers: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope.read, "MAX_ENVELOPE_BYTES", 100)
    with pytest.raises(TooLarge):
        open_by(receivers[0], seal(receivers))


def test_another_kind_of_receiver_beside_ours_is_passed_over(receivers: Pair) -> None:
    strange = der.tlv(der.tagged(1), der.integer(3))
    assert open_by(receivers[0], rewritten(seal(receivers), extra=strange)) == CONTENT


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": oids.SIGNED_DATA}, "type"),
        ({"version": 2}, "version"),
        ({"tag": bytes(12)}, "tag"),
        ({"tag": bytes(16)}, "tag"),
        ({"content_type": oids.SIGNED_DATA}, "content-type"),
        ({"cipher": oids.SHA256}, "cipher"),
        ({"nonce": bytes(11)}, "cipher"),
        ({"icv": 12}, "cipher"),
    ],
)
def test_another_profile_is_refused(change: dict[str, object], reason: str, receivers: Pair) -> None:
    message = rewritten(seal(receivers), **change)  # type: ignore[arg-type]
    with pytest.raises(BadEnvelope, match=reason):
        open_by(receivers[0], message)


def test_authenticated_attributes_are_not_of_the_profile(receivers: Pair) -> None:
    with pytest.raises(BadEnvelope, match="tag"):
        open_by(receivers[0], rewritten(seal(receivers), attributes=der.set_of(tag=der.tagged(1))))


def test_another_way_of_wrapping_the_key_is_refused(receivers: Pair) -> None:
    weak = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.tlv(der.NULL))  # RSAES-PKCS1-v1_5
    message = seal(receivers).replace(key_transport.IDENTIFIER, weak)
    with pytest.raises(CryptoError):  # the lengths do not agree any more
        open_by(receivers[0], message)
    info = der.sequence(der.integer(0), receivers[0].certificate.issuer_and_serial, weak, der.octet_string(bytes(384)))
    with pytest.raises(BadEnvelope, match="recipient"):
        open_by(receivers[0], rewritten(seal(receivers), infos=(info,)))


def rewritten(
    message: bytes,
    *,
    kind: str = oids.AUTH_ENVELOPED_DATA,
    version: int = 0,
    infos: tuple[bytes, ...] = (),
    extra: bytes = b"",
    content_type: str = oids.DATA,
    cipher: str = oids.AES256_GCM,
    nonce: bytes = b"",
    icv: int = 16,
    attributes: bytes = b"",
    tag: bytes = b"",
) -> bytes:
    """The message with one part written otherwise, all lengths right."""
    content_info = der.parse(message, len(message)).fields()
    content_info.next()
    fields = content_info.next().fields(der.tagged(0)).next().fields()
    fields.next()
    found = tuple(info.encoded for info in fields.next().members())
    content = fields.next().fields()
    content.next()
    algorithm = content.next().fields()
    algorithm.next()
    old_nonce = algorithm.next().fields().next().bytes_of(der.OCTET_STRING)
    parameters = der.sequence(der.octet_string(nonce or old_nonce), der.integer(icv))
    encrypted = der.sequence(der.oid(content_type), der.sequence(der.oid(cipher), parameters), content.next().encoded)
    old_tag = fields.next().bytes_of(der.OCTET_STRING)
    enveloped = der.sequence(
        der.integer(version),
        der.set_of(*(infos or found), *filter(None, [extra])),
        encrypted,
        attributes,
        der.octet_string(tag or old_tag),
    )
    return der.sequence(der.oid(kind), der.tlv(der.tagged(0), enveloped))
