"""What a MOSIP packet says of the people and of what they did."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from station.receivers.mosip.configuration import CLIENT
from tests.support.mosip_dossier import make_dossier
from tests.support.mosip_packet import Made, opened, seal
from tests.support.mosip_world import CENTRE, MACHINE, OFFICER_USER, USER, MosipWorld
from tests.support.pki import Pki


def test_audit_has_every_act_and_who_did_it(made: Made) -> None:
    acts = json.loads(made.id.files["audit.json"])
    assert [(act["eventName"], act["sessionUserId"]) for act in acts] == [
        ("ENROLLMENT_STARTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("CONTENT_SIGNED", USER),
        ("CONTENT_APPROVED", OFFICER_USER),
        ("PACKET_SEALED", USER),
    ]
    assert [act["actionTimeStamp"] for act in acts] == sorted(act["actionTimeStamp"] for act in acts)
    needed = {
        "uuid", "createdAt", "eventId", "eventName", "eventType", "hostName", "hostIp", "applicationId",
        "applicationName", "sessionUserId", "sessionUserName", "id", "idType", "createdBy", "moduleName", "moduleId",
        "description", "actionTimeStamp",
    }  # fmt: skip
    for act in acts:
        assert act.keys() == needed
        assert all(act.values())
        assert act["id"] == made.rid
    assert len({act["uuid"] for act in acts}) == len(acts)


def test_operations_name_both_people(made: Made) -> None:
    values = {item["label"]: item["value"] for item in made.meta(made.id)["operationsData"]}
    assert (values["officerId"], values["supervisorId"]) == (USER, OFFICER_USER)
    for who in ("officer", "supervisor"):
        said = [values[f"{who}{what}"] for what in ("Password", "PIN", "OTPAuthentication", "BiometricFileName")]
        assert said == ["false", None, "true", None], "as MOSIP's own client reports a sign-in by PIN"
    assert values["signInMethod"] == "certificate and PIN"


@pytest.mark.parametrize(("forced", "said"), [(False, "0"), (True, "1")])
def test_operations_say_whether_somebody_was_forced(
    forced: bool, said: str, mosip: MosipWorld, pki: Pki, tmp_path: Path
) -> None:
    dossier = replace(make_dossier(pki), under_duress=forced)
    packet = opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence"))
    values = {item["label"]: item["value"] for item in packet.meta(packet.id)["operationsData"]}
    assert values["underDuress"] == said


def test_meta_names_devices_and_documents(made: Made) -> None:
    meta = made.meta(made.id)
    assert meta["capturedRegisteredDevices"] == []
    assert [item["digitalId"]["type"] for item in meta["capturedNonRegisteredDevices"]] == ["Finger", "Face"]
    assert [item["documentName"] for item in meta["documents"]] == ["proofOfSignature"]
    labels = {item["label"]: item["value"] for item in meta["metaData"]}
    assert (labels["centerId"], labels["machineId"], labels["registrationType"]) == (CENTRE, MACHINE, "NEW")
    assert meta["registrationId"] == labels["registrationId"] == made.rid
    assert labels["Registration Client Version Number"] == CLIENT, "the name that a receiver has in its list"
    assert labels["softwareVersion"] == "0.1.0"
