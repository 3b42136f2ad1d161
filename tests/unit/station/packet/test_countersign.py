"""The station's post-quantum signature in the container: over everything, in a file of its own, and nobody else's."""

import pytest

from crypto import cms
from crypto.certificate import Certificate
from crypto.errors import BadSignature, UntrustedCertificate
from crypto.keys.api import SigningKey
from crypto.trust import Purpose
from station.packet import asice
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.packet.errors import (
    AlreadyApproved,
    ContainerMalformed,
    ManifestMismatch,
    SignatureMissing,
    SignatureNotAllowed,
)
from station.packet.manifest import manifest
from tests.support import stranger
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import make_content, signed_container

LISTING, SIGNATURE = "META-INF/ASiCManifest003.xml", "META-INF/seal003-pq.p7s"
BEFORE = "META-INF/signature003-pq.p7s"  # as version 0.1.0 called it


@pytest.fixture(scope="module")
def approved(pki: Pki) -> bytes:
    return signed_container(pki)


@pytest.fixture(scope="module")
def whole(pki: Pki, approved: bytes) -> bytes:
    return asice.countersign(approved, pki.station_quantum, NOW)


def test_three_signatures_hold(pki: Pki, whole: bytes) -> None:
    verified = asice.verify(whole, pki.trust, NOW)
    assert verified.content == make_content()
    assert verified.officer is not None
    assert verified.station is not None
    assert [verified.operator.certificate, verified.officer.certificate, verified.station.certificate] == [
        pki.operator.certificate,
        pki.officer.certificate,
        pki.station_quantum.certificate,
    ]


def test_what_was_there_is_untouched(approved: bytes, whole: bytes) -> None:
    """Who knows nothing of the third finds the container that the two people signed."""
    files = read_archive(whole)
    assert files[:-2] == read_archive(approved)
    assert [file.path for file in files[-2:]] == [LISTING, SIGNATURE]


def test_its_name_is_none_that_validators_of_asic_take_for_a_signature_they_must_know(whole: bytes) -> None:
    """ETSI EN 319 162-1: in META-INF, what has "signature" in its name is one, and is judged."""
    judged = [file.path for file in read_archive(whole) if "signature" in file.path and file.path.endswith(".p7s")]
    assert judged == ["META-INF/signature001.p7s", "META-INF/signature002.p7s"]


def closed_with(approved: bytes, key: SigningKey, path: str, *, named: str) -> bytes:
    """A third signature in the file `path`, where its manifest names another perhaps."""
    files = read_archive(approved)
    listing = manifest(files, named)
    signature = cms.sign_detached(listing, key, NOW)
    return write_archive((*files, PacketFile(LISTING, listing), PacketFile(path, signature)))


def test_under_its_former_name_it_holds_too(pki: Pki, approved: bytes) -> None:
    verified = asice.verify(closed_with(approved, pki.station_quantum, BEFORE, named=BEFORE), pki.trust, NOW)
    assert verified.station is not None
    assert verified.station.certificate == pki.station_quantum.certificate
    with pytest.raises(ManifestMismatch):
        asice.verify(closed_with(approved, pki.station_quantum, BEFORE, named=SIGNATURE), pki.trust, NOW)
    with pytest.raises(ContainerMalformed):
        asice.verify(closed_with(approved, pki.station_quantum, "META-INF/other.p7s", named=SIGNATURE), pki.trust, NOW)


def test_a_stranger_verifies_it_with_the_rfc_alone(pki: Pki, whole: bytes) -> None:
    files = {file.path: file.data for file in read_archive(whole)}
    (public,) = [
        each.public_key()
        for each in stranger.certificates_of(files[SIGNATURE])
        if each.serial_number == pki.station_quantum.certificate.serial
    ]
    stranger.verify_ml_dsa(files[SIGNATURE], files[LISTING], public)  # type: ignore[arg-type]
    covered = files[LISTING].decode()
    assert all(f'URI="{path}"' in covered for path in files if path != LISTING)
    assert f'SigReference URI="{SIGNATURE}"' in covered


def test_every_file_is_covered(pki: Pki, whole: bytes) -> None:
    files = read_archive(whole)
    for number, file in enumerate(files[:-2]):
        if file.path.endswith(".p7s"):
            continue
        altered = [*files[:number], PacketFile(file.path, file.data + b" "), *files[number + 1 :]]
        with pytest.raises(ManifestMismatch):
            asice.verify(write_archive(altered), pki.trust, NOW)


def test_another_valid_signature_of_the_officer_does_not_fit(pki: Pki, whole: bytes) -> None:
    """Not even who holds the officer's key can exchange the approval afterwards."""
    files = {file.path: file.data for file in read_archive(whole)}
    files["META-INF/signature002.p7s"] = cms.sign_detached(files["META-INF/ASiCManifest002.xml"], pki.officer, NOW)
    with pytest.raises(ManifestMismatch):
        asice.verify(write_archive(PacketFile(*each) for each in files.items()), pki.trust, NOW)


def test_it_comes_last_and_once(pki: Pki, approved: bytes, whole: bytes) -> None:
    once = asice.sign_operator(make_content(), pki.operator, NOW)
    with pytest.raises(SignatureMissing):
        asice.countersign(once, pki.station_quantum, NOW)
    with pytest.raises(ContainerMalformed, match="countersigned"):
        asice.countersign(whole, pki.station_quantum, NOW)
    with pytest.raises(AlreadyApproved):
        asice.approve(whole, pki.officer, NOW, pki.operator.certificate)
    with pytest.raises(SignatureMissing):
        asice.verify(whole, pki.trust, NOW, approved=False)
    with pytest.raises(ContainerMalformed):
        asice.verify(write_archive(read_archive(whole)[:-1]), pki.trust, NOW)


class NotQuite:
    """A classical key that says it is of another kind: how somebody without one would forge signature 003."""

    def __init__(self, key: SigningKey, certificate: Certificate) -> None:
        self._key, self.certificate, self.chain = key, certificate, key.chain

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def test_kinds_of_keys_keep_their_places(pki: Pki, approved: bytes) -> None:
    with pytest.raises(SignatureNotAllowed):
        asice.countersign(approved, pki.station, NOW)
    with pytest.raises(SignatureNotAllowed):
        asice.sign_operator(make_content(), pki.station_quantum, NOW)
    listing = manifest(read_archive(approved), SIGNATURE)

    def with_signature(signature: bytes) -> bytes:
        return write_archive((*read_archive(approved), PacketFile(LISTING, listing), PacketFile(SIGNATURE, signature)))

    with pytest.raises(SignatureNotAllowed):
        asice.verify(with_signature(cms.sign_detached(listing, pki.station, NOW)), pki.trust, NOW)
    mislabelled = NotQuite(pki.station, pki.station_quantum.certificate)
    with pytest.raises((BadSignature, UntrustedCertificate)):
        asice.verify(with_signature(cms.sign_detached(listing, mislabelled, NOW)), pki.trust, NOW)


def test_strangers_keys(pki: Pki, other_pki: Pki, approved: bytes) -> None:
    foreign = asice.countersign(approved, other_pki.station_quantum, NOW)
    with pytest.raises(UntrustedCertificate):
        asice.verify(foreign, pki.trust, NOW)
    key = pki.station_quantum
    assert not pki.trust.allows(key.certificate, key.chain, Purpose.OFFICER, NOW)
