"""The signed container: two people, every file covered, nothing swapped, the same content the same bytes."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from xml.etree import ElementTree

import pytest

from crypto import cms, envelope
from crypto.errors import BadSignature, CryptoError, UntrustedCertificate
from crypto.keys.receiver import load_receiver_key
from crypto.trust import Purpose
from station.packet import asice, layout, sealed
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from station.packet.errors import (
    AlreadyApproved,
    ContainerMalformed,
    ManifestMismatch,
    SamePerson,
    SampleAltered,
    SignatureMissing,
)
from tests.support.clock import NOW
from tests.support.people import Shelf, build, enrollment
from tests.support.pki import Pki
from tests.support.sealing import make_content, signed_container


@pytest.fixture(scope="module")
def once(pki: Pki) -> bytes:
    return asice.sign_operator(make_content(), pki.operator, NOW)


@pytest.fixture(scope="module")
def approved(pki: Pki) -> bytes:
    return signed_container(pki)


def test_same_enrollment_same_bytes() -> None:
    first, second = (write_archive(make_content().files) for _ in range(2))
    assert first == second
    assert read_archive(first) == make_content().files


def test_order_of_files() -> None:
    paths = [file.path for file in make_content().files]
    assert paths[0] == "data/application.json"
    assert paths[-2:] == ["documents/held.json", "audit/proof.json"]
    assert paths[1:3] == ["biometrics/face/portrait.jp2", "biometrics/face/source.png"]
    assert len(paths) == len(set(paths)) == 16


def test_sample_that_was_swapped_is_never_packed() -> None:
    shelf = Shelf()
    made = enrollment(shelf)
    assert made.samples.portrait is not None
    shelf.held[made.samples.portrait.image.digest] = b"another face"
    with pytest.raises(SampleAltered) as caught:
        build(made, shelf)
    assert caught.value.params == {"sample": "biometrics/face/portrait.jp2"}


def test_enrollment_of_a_small_child_has_no_fingers_and_no_document() -> None:
    shelf = Shelf()
    made = enrollment(shelf)
    bare = replace(made, samples=replace(made.samples, slaps=(), signature=None, portrait=None), items=())
    built = build(bare, shelf, None)
    assert [file.path for file in built.files] == ["data/application.json", "audit/proof.json"]


def test_manifest_is_that_of_the_standard(approved: bytes) -> None:
    files = {file.path: file.data for file in read_archive(approved)}
    listing = ElementTree.fromstring(files["META-INF/ASiCManifest002.xml"])
    space = {"asic": "http://uri.etsi.org/02918/v1.2.1#", "ds": "http://www.w3.org/2000/09/xmldsig#"}
    assert listing.tag == "{http://uri.etsi.org/02918/v1.2.1#}ASiCManifest"
    reference = listing.find("asic:SigReference", space)
    assert reference is not None
    assert reference.attrib["URI"] == "META-INF/signature002.p7s"
    found = listing.findall("asic:DataObjectReference", space)
    covered = [item.attrib["URI"] for item in found]
    assert covered == [path for path in files if "002" not in path], "all content, and signature 001 with its manifest"
    assert found[1].attrib["MimeType"] == "image/jp2"


def test_both_signatures_hold(pki: Pki, approved: bytes) -> None:
    verified = asice.verify(approved, pki.trust, NOW)
    assert verified.content == make_content()
    assert verified.operator.certificate == pki.operator.certificate
    assert verified.officer is not None
    assert verified.officer.certificate == pki.officer.certificate
    assert abs(verified.officer.signing_time - NOW) < timedelta(seconds=1)


def test_operator_alone(pki: Pki, once: bytes) -> None:
    verified = asice.verify(once, pki.trust, NOW, approved=False)
    assert verified.officer is None
    with pytest.raises(SignatureMissing) as caught:
        asice.verify(once, pki.trust, NOW)
    assert caught.value.params == {"number": 2}


def test_unsigned_container(pki: Pki) -> None:
    bare = write_archive(make_content().files)
    with pytest.raises(SignatureMissing):
        asice.verify(bare, pki.trust, NOW, approved=False)
    with pytest.raises(SignatureMissing):
        asice.approve(bare, pki.officer, NOW, pki.operator.certificate)


def test_approved_once(pki: Pki, approved: bytes) -> None:
    with pytest.raises(AlreadyApproved):
        asice.approve(approved, pki.officer, NOW, pki.operator.certificate)
    with pytest.raises(SignatureMissing):
        asice.verify(approved, pki.trust, NOW, approved=False)


def test_the_same_person_cannot_do_both(pki: Pki) -> None:
    """The officer holds the operator's right too: the two acts still need two people."""
    once = asice.sign_operator(make_content(), pki.officer, NOW)
    with pytest.raises(SamePerson):
        asice.approve(once, pki.officer, NOW, pki.officer.certificate)
    forged = asice.approve(once, pki.officer, NOW, pki.operator.certificate)
    with pytest.raises(SamePerson):
        asice.verify(forged, pki.trust, NOW)


def test_the_vendor_cannot_approve(pki: Pki) -> None:
    once = asice.sign_operator(make_content(), pki.officer, NOW)
    vendor = asice.approve(once, pki.operator, NOW, pki.officer.certificate)
    with pytest.raises(UntrustedCertificate):
        asice.verify(vendor, pki.trust, NOW)


def changed(container: bytes, path: str, data: bytes) -> bytes:
    return write_archive(
        PacketFile(file.path, data if file.path == path else file.data) for file in read_archive(container)
    )


def test_each_file_is_covered(pki: Pki, approved: bytes) -> None:
    for file in read_archive(approved):
        if "META-INF/signature" in file.path:
            continue
        with pytest.raises(ManifestMismatch) as caught:
            asice.verify(changed(approved, file.path, file.data + b" "), pki.trust, NOW)
        named = caught.value.params["file"]
        assert named == file.path or (named == "META-INF" and file.path.startswith("META-INF"))


def test_signatures_cannot_be_swapped(pki: Pki, approved: bytes) -> None:
    files = {file.path: file.data for file in read_archive(approved)}
    swapped = changed(approved, "META-INF/signature002.p7s", files["META-INF/signature001.p7s"])
    with pytest.raises(CryptoError):
        asice.verify(swapped, pki.trust, NOW)
    # Signature 001 is covered by manifest 002, so another valid one does not fit either.
    other = cms.sign_detached(files["META-INF/ASiCManifest001.xml"], pki.operator, NOW + timedelta(seconds=5))
    with pytest.raises(ManifestMismatch):
        asice.verify(changed(approved, "META-INF/signature001.p7s", other), pki.trust, NOW)


def test_signature_over_another_manifest(pki: Pki, once: bytes) -> None:
    foreign = cms.sign_detached(b"another manifest", pki.operator, NOW)
    with pytest.raises(BadSignature):
        asice.verify(changed(once, "META-INF/signature001.p7s", foreign), pki.trust, NOW, approved=False)


def test_strangers_keys(pki: Pki, other_pki: Pki) -> None:
    once = asice.sign_operator(make_content(), other_pki.operator, NOW)
    with pytest.raises(UntrustedCertificate):
        asice.verify(once, pki.trust, NOW, approved=False)


@pytest.mark.parametrize("change", ["extra-meta", "meta-in-the-middle", "third", "half", "kind"])
def test_meta_inf_holds_signatures_and_nothing_else(pki: Pki, approved: bytes, change: str) -> None:
    files = list(read_archive(approved))
    if change == "extra-meta":
        files.insert(-4, PacketFile("META-INF/manifest.xml", b""))
    elif change == "meta-in-the-middle":
        files.append(PacketFile("data/late.json", b""))
    elif change == "third":
        files += [PacketFile("META-INF/ASiCManifest003.xml", b""), PacketFile("META-INF/signature003.p7s", b"")]
    elif change == "half":
        files.pop()
    else:
        files.insert(1, PacketFile("data/run.exe", b""))
    with pytest.raises(ContainerMalformed):
        asice.verify(write_archive(files), pki.trust, NOW)


def test_sealed_for_the_centre_only(pki: Pki, approved: bytes) -> None:
    packet = sealed.seal(approved, pki.recipients, pki.station, NOW)
    assert packet.packet_id == sha256(packet.p7m).hexdigest()
    assert len(packet.name) == 32
    assert make_content().files[0].data not in packet.p7m
    signer = cms.verify_detached(packet.p7s, packet.p7m, pki.trust, Purpose.STATION, NOW)
    assert signer.certificate == pki.station.certificate
    for name in ("production", "escrow"):
        certificate, key = load_receiver_key(pki.intake_home / "centre", pki.intake_home / "centre" / "secret", name)
        assert envelope.decrypt(packet.p7m, certificate, key) == approved


def test_two_seals_of_one_container_differ(pki: Pki, approved: bytes) -> None:
    first, second = (sealed.seal(approved, pki.recipients, pki.station, NOW) for _ in range(2))
    assert first.packet_id != second.packet_id
    assert first.name != second.name


def test_layout_knows_its_kinds() -> None:
    assert layout.media_type_of("a/b.wsq") == "image/x-wsq"
    assert layout.media_type_of("a/b.exe") is None
