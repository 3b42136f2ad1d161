"""packet_meta_info.json: what is known of the registration beside the person's data. Not hashed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from station.domain.sample import CaptureDevice
from station.formats.moment import moment_text
from station.packet.format import Dossier
from station.receivers.mosip.configuration import CLIENT
from station.receivers.mosip.form.biometrics import Sample, devices_of
from station.receivers.mosip.form.cuts import Cut
from station.receivers.mosip.form.documents import Document
from station.receivers.mosip.form.hashes import Sequence as HashSequence
from station.receivers.mosip.form.json_text import identity_text, json_text
from station.receivers.mosip.form.people import signatures_of, user_of
from station.receivers.mosip.form.schema import Schema
from station.receivers.mosip.options import MosipPlace

PROCESS = "NEW"
_METHOD = "certificate and PIN"


@dataclass(frozen=True)
class Meta:
    """Everything but the hash sequences, which differ between sub-packets."""

    common: Mapping[str, Any]

    def text(self, data: Sequence[HashSequence], operations: Sequence[HashSequence]) -> bytes:
        value = {**self.common, "hashSequence1": [item.value() for item in data]}
        if operations:
            value["hashSequence2"] = [item.value() for item in operations]
        return identity_text(value)


def make_meta(
    dossier: Dossier,
    place: MosipPlace,
    schema: Schema,
    samples: Sequence[Sample],
    documents: Mapping[str, Document],
    cuts: Collection[Cut],
    rid: str,
    key_index: str,
    at: datetime,
) -> Meta:
    """documents: by field id, those that are in the packet. Raises SignatureMissing, PersonUnknown."""
    return Meta(
        {
            "registrationId": rid,
            "creationDate": moment_text(at),
            "metaData": _labels(
                {
                    "registrationId": rid,
                    "applicationId": rid,
                    "creationDate": moment_text(at),
                    "Registration Client Version Number": CLIENT,
                    "softwareVersion": dossier.context.software_version,
                    "registrationType": PROCESS,
                    "preRegistrationId": None,
                    "machineId": place.machine,
                    "centerId": place.centre,
                    "dongleId": None,
                    "keyIndex": key_index,
                    "langCodes": ",".join(place.languages),
                    "consentOfApplicant": None,
                    "stationId": dossier.context.station_id,
                    "simulated": _bool(dossier.context.simulated or dossier.enrollment.simulated),
                    "scoreAlgorithms": _score_algorithms(samples),
                    "cuts": ",".join(cuts),
                }
            ),
            "operationsData": _labels(_operations(dossier, place.users)),
            **_biometrics(schema, samples),
            "documents": [
                {
                    "documentName": field_id,
                    "documentCategory": item.document,
                    "documentType": item.document_type,
                    "documentOwner": "Applicant",
                    "refNumber": None,
                }
                for item in schema.fields
                if (field_id := item.field_id) in documents
            ],
            "capturedRegisteredDevices": [],
            "capturedNonRegisteredDevices": [_device(kind, device) for kind, device in devices_of(dossier)],
            "checkSum": {},
            "blockListedWords": [],
        }
    )


def _operations(dossier: Dossier, users: Mapping[str, str]) -> dict[str, str | None]:
    """Both signed in with a certificate and its PIN, and both signed the content.

    MOSIP's stages let a password or a one-time password count and nothing else; its own client writes no PIN and
    reports a sign-in by PIN as one-time password. So do we; how it was in truth stands in a label of ours.
    """
    signed, approved = signatures_of(dossier.enrollment)
    return {
        "officerId": user_of(signed.operator, users),
        "officerBiometricFileName": None,
        "supervisorId": user_of(approved.officer, users),
        "supervisorBiometricFileName": None,
        "supervisorPassword": "false",
        "officerPassword": "false",
        "supervisorPIN": None,
        "officerPIN": None,
        "supervisorOTPAuthentication": "true",
        "officerOTPAuthentication": "true",
        "signInMethod": _METHOD,
        "underDuress": str(int(dossier.under_duress)),  # as long either way
    }


def _biometrics(schema: Schema, samples: Sequence[Sample]) -> dict[str, Any]:
    fields = [item.field_id for item in schema.fields if item.biometrics]
    taken = {
        sample.attribute: {
            "birindex": str(sample.index),
            "numRetry": sample.attempt,
            "forceCaptured": sample.forced,
        }
        for sample in samples
        if sample.missing is None
    }
    missing = {
        sample.attribute: {
            "type": sample.kind,
            "missingBiometric": sample.attribute,
            "reason": "other" if sample.missing.sensitive else sample.missing.value,
            "exceptionType": "Permanent" if sample.missing.lasting else "Temporary",
            "individualType": "applicant",
        }
        for sample in samples
        if sample.missing is not None
    }
    return {"biometrics": dict.fromkeys(fields, taken), "exceptionBiometrics": dict.fromkeys(fields, missing)}


def _score_algorithms(samples: Sequence[Sample]) -> str:
    """By which algorithm each score was computed, as JSON text: MOSIP's records have one constant for all."""
    return json_text({item.attribute: item.algorithm for item in samples if item.algorithm}).decode()


def _device(kind: str, device: CaptureDevice) -> dict[str, Any]:
    return {
        "deviceServiceVersion": device.firmware,
        "deviceCode": device.device_id,
        "digitalId": {
            "serialNo": device.serial,
            "make": device.make,
            "model": device.model,
            "type": kind,
            "deviceSubType": "",
            "deviceProvider": device.make,
            "deviceProviderId": "",
            "dateTime": None,
        },
    }


def _labels(values: Mapping[str, str | None]) -> list[dict[str, str | None]]:
    return [{"label": label, "value": value} for label, value in values.items()]


def _bool(value: bool) -> str:
    return "true" if value else "false"
