"""A certificate as a value: read once, strictly, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import der, roles
from crypto.certificate import MAX_CERTIFICATE_BYTES, Certificate, certificates_from_pem, pem_of
from crypto.errors import CryptoError, MalformedDer, TooLarge
from crypto.keys.machine import MachineKey
from tests.support.clock import NOW
from tests.unit.crypto.conftest import Receiver


def test_says_who_and_what(operator: MachineKey, receivers: tuple[Receiver, Receiver]) -> None:
    certificate = operator.certificate
    assert (certificate.common_name, certificate.organisation) == ("Holder", "Tests")
    assert certificate.policies == {roles.OPERATOR_POLICY}
    assert certificate.key_algorithm == "P-256"
    assert receivers[0].certificate.key_algorithm == "RSA-3072"
    assert certificate.not_before < NOW < certificate.not_after
    assert len(certificate.fingerprint) == 64
    assert len(certificate.subject_key_id) == 20
    assert certificate.serial > 0
    assert certificate.subject_der != certificate.issuer_der == operator.chain[0].subject_der


def test_pem_and_der_give_the_same_value(operator: MachineKey) -> None:
    both = (operator.certificate, *operator.chain)
    assert certificates_from_pem(pem_of(both)) == both
    assert Certificate.from_pem(operator.certificate.pem.encode()) == operator.certificate
    assert Certificate.from_der(operator.certificate.der) == operator.certificate


def test_its_repr_names_nobody(operator: MachineKey) -> None:
    assert "Holder" not in repr(operator.certificate)
    assert "Holder" not in repr(operator)


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\0"])
def test_a_broken_pem_is_malformed(text: str) -> None:
    with pytest.raises(MalformedDer):
        certificates_from_pem(text)


def test_sizes_are_limited() -> None:
    with pytest.raises(TooLarge):
        Certificate.from_der(bytes(MAX_CERTIFICATE_BYTES + 1))
    with pytest.raises(TooLarge):
        certificates_from_pem(bytes(2 * 1024 * 1024))


@given(data=st.data())
def test_changed_bytes_are_read_or_refused_with_a_typed_error(data: st.DataObject, operator: MachineKey) -> None:
    changed = bytearray(operator.certificate.der)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        certificate = Certificate.from_der(bytes(changed))
    except CryptoError:
        return
    assert certificate.der == bytes(changed)


def test_serial_and_signature_form_are_strict(operator: MachineKey) -> None:
    outer = der.parse(operator.certificate.der, MAX_CERTIFICATE_BYTES).fields()
    signed, algorithm, signature = outer.next(), outer.next(), outer.next()
    unused_bits = der.tlv(der.BIT_STRING, b"\x01", bytes(signature.value[1:]))
    with pytest.raises(MalformedDer):
        Certificate.from_der(der.sequence(signed.encoded, algorithm.encoded, unused_bits))
    fields = signed.fields()
    version, _, *rest = fields
    for serial in (0, -5, 1 << 160):
        forged = der.sequence(version.encoded, der.integer(serial), *(part.encoded for part in rest))
        with pytest.raises(MalformedDer):
            Certificate.from_der(der.sequence(forged, algorithm.encoded, signature.encoded))
