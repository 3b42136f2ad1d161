"""What is made into no MOSIP packet, and the least that is."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto.errors import CertificateExpired
from station.packet.errors import SignatureMissing
from station.receivers.mosip.errors import PersonUnknown
from station.receivers.mosip.form import form
from tests.support import mosip_layout
from tests.support.clock import NOW
from tests.support.mosip_dossier import make_dossier
from tests.support.mosip_packet import birs, opened, packet_format, seal
from tests.support.mosip_world import USER, MosipWorld
from tests.support.people import given
from tests.support.pki import Pki


def test_the_same_dossier_has_the_same_content_and_never_the_same_packet(
    mosip: MosipWorld, pki: Pki, tmp_path: Path
) -> None:
    one = packet_format(mosip, tmp_path / "sequence")
    first, second = (opened(mosip, one.seal(make_dossier(pki), pki.recipients, pki.station, NOW)) for _ in range(2))
    assert first.packet.packet_id != second.packet.packet_id
    assert first.rid[10:15] == "00001"
    assert second.rid[10:15] == "00002"
    assert first.id.files["ID.json"] == second.id.files["ID.json"]
    assert first.evidence.files["proofOfSignature.pdf"] == second.evidence.files["proofOfSignature.pdf"]


def test_people_must_be_known_at_the_receiver(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    one = packet_format(mosip, tmp_path / "sequence")
    one = replace(one, place=replace(one.place, users={pki.operator.certificate.fingerprint: USER}))
    with pytest.raises(PersonUnknown) as caught:
        one.seal(make_dossier(pki), pki.recipients, pki.station, NOW)
    assert caught.value.params == {"credential": pki.officer.certificate.fingerprint[:12]}


def test_nothing_leaves_unapproved(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    dossier = make_dossier(pki)
    for enrollment in (replace(dossier.enrollment, approved=None), replace(dossier.enrollment, signed=None)):
        with pytest.raises(SignatureMissing):
            seal(mosip, pki, replace(dossier, enrollment=enrollment), tmp_path / "sequence")


def test_an_expired_policy_key_is_not_used(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    with pytest.raises(CertificateExpired):
        packet_format(mosip, tmp_path / "sequence").seal(
            make_dossier(pki), pki.recipients, pki.station, NOW + timedelta(days=500)
        )


def test_without_samples_there_is_still_a_packet(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    """A child of few years has no prints; the format takes what there is."""
    dossier = make_dossier(pki)
    samples = replace(dossier.enrollment.samples, portrait=None, slaps=(), signature=None)
    bare = replace(
        dossier,
        enrollment=replace(dossier.enrollment, samples=samples, items=()),
        given=given(replace(dossier.enrollment, samples=samples, items=()), None, None),
    )
    packet = seal(mosip, pki, bare, tmp_path / "sequence")
    made = opened(mosip, packet)
    assert birs(made) == {}
    assert mosip_layout.identity(made.evidence.files["ID.json"]) == {"IDSchemaVersion": 0.1}
    assert form.PROCESS == "NEW"
