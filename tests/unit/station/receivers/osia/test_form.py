"""The packet for an OSIA server: the strict schema takes it, the centre opens it, the station no longer can."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from crypto import cms, envelope
from crypto.errors import BadSignature, CryptoError
from crypto.keys.machine import load_pair
from crypto.keys.receiver import receiver_key
from crypto.trust import Purpose
from station.domain.citizen_view import DATA_CONFIRMED, RIGHTS, SAME_SEX, TOLD
from station.domain.document import DocumentKind
from station.domain.item import SUMMARIES, Notice
from station.domain.outbox import SealedPacket
from station.domain.proven import Proof, Proven
from station.domain.sample import Modality
from station.packet import asice
from station.packet.content import build as build_content
from station.packet.format import Dossier
from station.packet.part import joined
from station.packet.proofs import proof_part
from station.receivers.osia.form.form import OsiaEnrollment
from station.receivers.osia.form.members import ENCRYPTED, SIGNED
from station.receivers.osia.references import with_references
from station.receivers.osia.scope import limited
from station.receivers.osia.submission import Submission, decode_submission
from station.steps.attachments import content
from tests.support.clock import NOW
from tests.support.kept_papers import COPY, copy_of
from tests.support.osia_centre import Centre
from tests.support.osia_schema import ENROLLMENT
from tests.support.people import DOCUMENT, ENROLLMENT_ID, OPERATOR, PERSON, Shelf, build, context, enrollment, given
from tests.support.pki import Pki
from tests.support.sealing import signed_container


@pytest.fixture(scope="module")
def container(pki: Pki) -> bytes:
    return signed_container(pki)


def dossier(container: bytes) -> Dossier:
    shelf = Shelf()
    made = enrollment(shelf)
    return Dossier(made, given(made), context(made), container, shelf.get)


@pytest.fixture(scope="module")
def packet(pki: Pki, container: bytes) -> SealedPacket:
    return OsiaEnrollment().seal(dossier(container), pki.recipients, pki.station, NOW)


@pytest.fixture(scope="module")
def submission(packet: SealedPacket) -> Submission:
    return decode_submission(packet.p7m)


@pytest.fixture(scope="module")
def sent(submission: Submission) -> Mapping[str, bytes]:
    """Buffers by the address at which a server would keep them."""
    return {f"https://osia.example/b/{number}": item.data for number, item in enumerate(submission.buffers)}


@pytest.fixture(scope="module")
def centre(pki: Pki, submission: Submission, sent: Mapping[str, bytes]) -> Centre:
    addresses = {item.place: address for item, address in zip(submission.buffers, sent, strict=True)}
    value = with_references(submission, addresses)
    return Centre(pki, {**value, "enrollmentId": ENROLLMENT_ID, "status": "FINALIZED"}, sent.__getitem__)


def test_packet_is_named_by_its_hash_and_signed_by_the_station(packet: SealedPacket, pki: Pki) -> None:
    assert packet.packet_id == sha256(packet.p7m).hexdigest()
    signer = cms.verify_detached(packet.p7s, packet.p7m, pki.trust, Purpose.STATION, NOW)
    assert signer.certificate == pki.station.certificate


def test_strict_schema_takes_it(submission: Submission, centre: Centre) -> None:
    assert submission.enrollment_id == ENROLLMENT_ID
    assert not ENROLLMENT.wrong(submission.value)
    request = {name: value for name, value in centre.enrollment.items() if name not in ("enrollmentId", "status")}
    assert not ENROLLMENT.wrong(request)


def test_encryption_is_declared_where_it_is(submission: Submission, centre: Centre) -> None:
    assert submission.value["encryption"] == {"type": "PKCS7", "scope": ENCRYPTED}
    declared = limited(centre.enrollment, ENCRYPTED)
    assert declared["biographicData"] == submission.value["biographicData"]
    assert isinstance(declared["biographicData"], str), "a node that is encrypted becomes the buffer itself"
    named = sum(len(item) for item in declared["biometricData"])
    named += sum(len(part) for document in declared["documentData"] for part in document["parts"])
    assert named == len(submission.buffers) == len(centre.references())


def test_centre_checks_and_opens_everything(centre: Centre, container: bytes, pki: Pki) -> None:
    assert centre.check_integrity().certificate == pki.station.certificate
    assert centre.biographic()["lastNameArmenian"] == PERSON.primary_identifier.armenian
    assert centre.container() == container
    verified = asice.verify(centre.container(), pki.trust, NOW)
    assert verified.officer is not None


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs the openssl command")
def test_stock_openssl_checks_the_signature_and_opens_a_buffer(
    centre: Centre, submission: Submission, pki: Pki, tmp_path: Path
) -> None:
    def openssl(*arguments: str | Path) -> None:
        done = subprocess.run(["openssl", "cms", "-binary", *arguments], capture_output=True)
        assert done.returncode == 0, done.stderr

    (entry,) = centre.enrollment["integrity"]
    (tmp_path / "s.pem").write_text(entry["signature"], encoding="ascii")
    (tmp_path / "covered.json").write_bytes(rfc8785.dumps(centre.covered()))
    (tmp_path / "buffer.p7m").write_bytes(submission.buffers[0].data)
    roots, home = pki.trust_folder / "roots" / "station.pem", pki.intake_home / "centre"
    openssl("-verify", "-cades", "-inform", "PEM", "-in", tmp_path / "s.pem", "-content", tmp_path / "covered.json",
            "-CAfile", roots, "-out", tmp_path / "out")  # fmt: skip
    openssl("-decrypt", "-inform", "DER", "-in", tmp_path / "buffer.p7m", "-recip", home / "production.pem",
            "-inkey", home / "production.key.pem", "-passin", f"file:{home / 'secret'}",
            "-out", tmp_path / "portrait.jp2")  # fmt: skip
    assert (tmp_path / "portrait.jp2").read_bytes() == centre.decrypt(submission.buffers[0].data)


NOTICES = (*TOLD[RIGHTS], DATA_CONFIRMED, SAME_SEX, *SUMMARIES)


def test_what_the_applicant_was_told_and_wished_is_in_the_container_alone(pki: Pki) -> None:
    """A wish for an operator of the same sex, or that somebody cannot read, is nothing for a server in between."""
    shelf, at = Shelf(), NOW
    made = enrollment(shelf)
    for about in NOTICES:
        made = made.with_notice(Notice(about, "2", "fa", at, OPERATOR))
    once = asice.sign_operator(build(made, shelf), pki.operator, NOW)
    container = asice.approve(once, pki.officer, NOW, pki.operator.certificate)
    facts = Dossier(made, given(made), context(made), container, shelf.get)
    submission = decode_submission(OsiaEnrollment().seal(facts, pki.recipients, pki.station, NOW).p7m)
    assert not ENROLLMENT.wrong(submission.value)
    clear = json.dumps(submission.value)
    assert [about for about in NOTICES if about in clear] == []
    assert "notices" not in submission.value["contextualData"]
    held = {file.path: file.data for file in asice.verify(container, pki.trust, NOW).content.files}
    application = json.loads(held["data/application.json"])
    assert [each["notice"] for each in application["contextualData"]["notices"]] == list(NOTICES)


def test_signature_covers_all_but_references(centre: Centre) -> None:
    value = {name: item for name, item in centre.enrollment.items() if name not in ("enrollmentId", "status")}
    assert limited(value, SIGNED) == centre.covered()


def test_any_change_is_seen(centre: Centre, pki: Pki, sent: Mapping[str, bytes]) -> None:
    def tampered(change: Mapping[str, Any], fetch: Mapping[str, bytes] = sent) -> Centre:
        return Centre(pki, {**centre.enrollment, **change}, fetch.__getitem__)

    fingers = [item for item in centre.enrollment["biometricData"] if item.get("biometricSubType") != "LEFT_INDEX"]
    other = dict(sent)
    first, second, *_ = other
    other[first], other[second] = other[second], other[first]
    for bad in (
        tampered({"biometricData": fingers}),
        tampered({"biographicData": "AAAA"}),
        tampered({"enrollmentFlags": {"mode": "production", "simulated": False}}),
        tampered({}, other),
    ):
        with pytest.raises((AssertionError, BadSignature)):
            bad.check_integrity()


def test_nobody_at_the_station_reads_it(packet: SealedPacket, submission: Submission, pki: Pki) -> None:
    """No typed word and no sample is in it; none of the station's keys opens a buffer. Three letters are in a
    ciphertext now and then: each word has six bytes at least."""
    shelf = Shelf()
    enrollment(shelf)
    words = (
        PERSON.primary_identifier.latin, PERSON.primary_identifier.armenian, PERSON.secondary_identifier.armenian,
        PERSON.psn.number, PERSON.contact.phone, PERSON.contact.email, PERSON.contact.address, PERSON.birth_place,
        "1990-06-15", DOCUMENT.number, "Հակոբյան",
    )  # fmt: skip
    for word in words:
        assert word.encode() not in packet.p7m
        assert json.dumps(word).strip('"').encode() not in packet.p7m
    for data in shelf.held.values():
        assert data not in packet.p7m
    own = receiver_key(_private(pki))
    for buffer in submission.buffers:
        with pytest.raises(CryptoError):
            envelope.decrypt(buffer.data, pki.station.certificate, own)


def _private(pki: Pki) -> object:
    return load_pair(pki.keys, pki.secret, "station")[1]


def test_same_buffers_never_twice(pki: Pki, container: bytes, packet: SealedPacket) -> None:
    """Fresh keys each time: nothing tells that two packets hold the same picture."""
    again = OsiaEnrollment().seal(dossier(container), pki.recipients, pki.station, NOW)
    first, second = decode_submission(packet.p7m), decode_submission(again.p7m)
    assert not {item.sha256 for item in first.buffers} & {item.sha256 for item in second.buffers}


def test_applicant_without_a_document(pki: Pki) -> None:
    shelf = Shelf()
    made = enrollment(shelf)
    document = replace(DOCUMENT, kind=DocumentKind.NONE)
    signed = asice.sign_operator(build(made, shelf, document), pki.operator, NOW)
    approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
    made_packet = OsiaEnrollment().seal(dossier(approved), pki.recipients, pki.station, NOW)
    value = decode_submission(made_packet.p7m).value
    assert not ENROLLMENT.wrong(value)
    assert [item["documentType"] for item in value["documentData"]] == ["OTHER"]


def test_papers_that_stay_are_documents_with_a_buffer_for_each_page(pki: Pki) -> None:
    shelf = Shelf()
    made, pages = enrollment(shelf), [shelf.put(name, "image/jpeg", 60, 40) for name in (b"first page", b"second page")]
    part = content.part([(COPY, copy_of(*pages))])
    whole = given(made)
    whole = replace(whole, documents=(*whole.documents, *part.documents), kept={**whole.kept, **part.kept})
    signed = asice.sign_operator(build_content(made, whole, shelf.get, context(made)), pki.operator, NOW)
    approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
    made_packet = OsiaEnrollment().seal(
        Dossier(made, whole, context(made), approved, shelf.get), pki.recipients, pki.station, NOW
    )
    submission = decode_submission(made_packet.p7m)
    assert not ENROLLMENT.wrong(submission.value)
    (paper,) = [item for item in submission.value["documentData"] if item.get("instance") == "COPY"]
    assert [part["pages"] for part in paper["parts"]] == [[1], [2]]
    assert sum("/documentData/1/" in buffer.place for buffer in submission.buffers) == 2


def test_a_photograph_of_what_is_not_taken_is_a_document_as_the_standard_advises(pki: Pki) -> None:
    shelf = Shelf()
    made, photo = enrollment(shelf), shelf.put(b"a hand", "image/jpeg", 60, 40)
    whole = joined((given(made), proof_part(Modality.FINGERS, Proven((Proof.PHOTO,), photo))))
    signed = asice.sign_operator(build_content(made, whole, shelf.get, context(made)), pki.operator, NOW)
    approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
    made_packet = OsiaEnrollment().seal(
        Dossier(made, whole, context(made), approved, shelf.get), pki.recipients, pki.station, NOW
    )
    submission = decode_submission(made_packet.p7m)
    assert not ENROLLMENT.wrong(submission.value)
    assert "proofs" not in submission.value["contextualData"]
    (shown,) = [item for item in submission.value["documentData"] if item.get("instance") == "FINGERS"]
    assert (shown["documentType"], shown["documentTypeOther"]) == ("OTHER", "EXCEPTION_PHOTO")
    assert b"a hand" not in made_packet.p7m
