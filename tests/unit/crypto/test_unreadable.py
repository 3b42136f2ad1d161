"""Whatever the X.509 library finds wrong with what it reads, at once or later, comes out as an error of ours."""

from base64 import encodebytes
from collections.abc import Callable
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st

from crypto.certificate import Certificate, certificates_from_pem
from crypto.errors import CryptoError
from crypto.request import Named, read_request, write_request
from crypto.revocation import RevocationList
from tests.support.clock import NOW
from tests.support.pki import Pki, pki

__all__ = ["pki"]


def pem(label: str, data: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n{encodebytes(data).decode()}-----END {label}-----\n".encode()


def certificate(data: bytes) -> None:
    for found in (Certificate.from_der(data), *certificates_from_pem(pem("CERTIFICATE", data))):
        _ = found.identifier, found.key_fingerprint, found.common_name, found.organisation, found.serial
        _ = found.pem, found.issuer_and_serial, found.extended_key_usage, found.key_usage, found.policies


def revocation_list(data: bytes, issuer: Certificate, holder: Certificate) -> None:
    for found in (RevocationList.from_bytes(data), RevocationList.from_bytes(pem("X509 CRL", data))):
        found.signed_by(issuer)
        found.names(holder, NOW)


def request(data: bytes) -> None:
    read_request(pem("CERTIFICATE REQUEST", data))


@pytest.fixture(scope="module")
def forms(pki: Pki) -> dict[str, tuple[bytes, Callable[[bytes], None]]]:
    holder, issuer = pki.operator.certificate, pki.operator.chain[0]
    listed = (pki.trust_folder / "crls" / "operators.crl").read_bytes()
    key = pki.station
    asked = write_request(Named("Station", "Service"), key.certificate.parsed.public_key(), key.sign)  # type: ignore[arg-type]
    return {
        "certificate": (holder.der, certificate),
        "revocation list": (listed, lambda data: revocation_list(data, issuer, holder)),
        "request": (x509.load_pem_x509_csr(asked.encode()).public_bytes(Encoding.DER), request),
    }


VERSIONS = {"certificate": b"\xa0\x03\x02\x01", "revocation list": b"\x02\x01", "request": b"\x02\x01"}


@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("version", [3, 5, 127])
def test_a_version_that_does_not_exist(
    name: str, version: int, forms: dict[str, tuple[bytes, Callable[[bytes], None]]]
) -> None:
    whole, read = forms[name]
    start = whole.index(VERSIONS[name]) + len(VERSIONS[name])
    with pytest.raises(CryptoError):
        read(whole[:start] + bytes([version]) + whole[start + 1 :])


@pytest.mark.parametrize("name", VERSIONS)
@given(where=st.floats(0, 1, exclude_max=True), piece=st.binary(min_size=1, max_size=3), drop=st.integers(0, 3))
@example(where=0.0, piece=b"\x30", drop=1)
def test_any_piece_exchanged_is_typed(
    name: str,
    where: float,
    piece: bytes,
    drop: int,
    forms: dict[str, tuple[bytes, Callable[[bytes], None]]],
) -> None:
    whole, read = forms[name]
    start = int(where * len(whole))
    with suppress(CryptoError):
        read(whole[:start] + piece + whole[start + drop :])
