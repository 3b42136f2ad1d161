"""data/application.json: the enrollment as an OSIA 7.1 "Enrollment" object, RFC 8785 canonical form.

OSIA (c) Secure Identity Alliance (2022), see NOTICE. Members and enumerations as in its enrollment interface 1.3.0;
requestData, contextualData, biographicData and enrollmentFlags are free there, and hold what is ours. Image references
are paths in the container, the same that the manifests name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import rfc8785

from station.domain.document import DocumentKind, TravelDocument
from station.domain.enrollment import Enrollment
from station.domain.operator import Operator
from station.domain.sample import (
    Blob,
    CaptureDevice,
    ExceptionReason,
    Portrait,
    QualityScore,
    SignatureSample,
    Slap,
    SlapImpression,
)
from station.domain.subject import BiographicData
from station.formats.moment import moment_text
from station.packet import layout
from station.packet.fields import HELD_DOCUMENT, PERSON, members

Json: TypeAlias = dict[str, Any]

_SLAP_TYPE = {
    Slap.RIGHT_FOUR: "PLAIN_RIGHT_FOUR_FINGERS",
    Slap.LEFT_FOUR: "PLAIN_LEFT_FOUR_FINGERS",
    Slap.THUMBS: "PLAIN_THUMBS",
}
_PRESENCE = {
    ExceptionReason.AMPUTATED: "AMPUTATED",
    ExceptionReason.BANDAGED: "BANDAGED",
    ExceptionReason.UNABLE: "DAMAGED",
}
_DOCUMENT_TYPE = {
    DocumentKind.PASSPORT: "PASSPORT",
    DocumentKind.ID_CARD: "ID_CARD",
    DocumentKind.BIRTH_CERTIFICATE: "BIRTH_CERTIFICATE",
    DocumentKind.OTHER: "OTHER",
}
_COMPRESSION = {"image/jp2": "JPEG2000", "image/png": "PNG", "image/x-wsq": "WSQ"}


CONTEXT_FORMAT = 2
"""Of contextualData. 1, which did not say so: `capturedBy` was a list of certificates' SHA-256, nothing else."""


@dataclass(frozen=True)
class PacketContext:
    """Where and how the packet was made. impressions: the attempt that counts of each slap, in order of capture.

    audit_proof_json: inclusion proof and signed checkpoint of the audit log, as `AuditLog.proof` gives it.
    """

    procedure: str
    mode: str
    station_id: str
    desk: str
    software_version: str
    policy_versions: Mapping[str, str]
    simulated: bool
    audit_proof_json: bytes
    impressions: tuple[SlapImpression, ...]


def application_json(
    enrollment: Enrollment, biographic: BiographicData, document: TravelDocument | None, context: PacketContext
) -> bytes:
    """The same enrollment in the same context gives the same bytes."""
    value: Json = {
        "enrollmentId": enrollment.enrollment_id,
        "status": "FINALIZED",
        "enrollmentType": context.procedure.upper(),
        "enrollmentFlags": {"mode": context.mode, "simulated": context.simulated or enrollment.simulated},
        "contextualData": _contextual(enrollment, context),
        "biographicData": members(PERSON, biographic),
        "biometricData": list(_biometrics(enrollment, context.impressions)),
    }
    if document is not None and document.kind is not DocumentKind.NONE:
        value["documentData"] = [_document(document)]
    return rfc8785.dumps(value)


def held_document_json(document: TravelDocument) -> bytes:
    """documents/held.json: what is known of the document the applicant already holds."""
    return rfc8785.dumps(members(HELD_DOCUMENT, document))


def _contextual(enrollment: Enrollment, context: PacketContext) -> Json:
    recovered: Json = {"recoveredFrom": enrollment.recovered_from} if enrollment.recovered_from else {}
    return {
        **recovered,
        "format": CONTEXT_FORMAT,
        "enrollmentDate": moment_text(enrollment.started_at),
        "station": context.station_id,
        "desk": context.desk,
        "operator": _person(enrollment.operator),
        "capturedBy": [_person(each) for each in enrollment.captured_by],
        "softwareVersion": context.software_version,
        "policyVersions": dict(context.policy_versions),
    }


def _person(operator: Operator) -> Json:
    """All by which the centre tells people apart: `station.packet.persons` reads it."""
    return {
        "credential": operator.credential_id,
        "identifier": operator.identifier,
        "key": operator.key,
        "name": operator.name,
        "organisation": operator.organisation,
    }


def _biometrics(enrollment: Enrollment, impressions: tuple[SlapImpression, ...]) -> Iterator[Json]:
    samples = enrollment.samples
    if samples.portrait is not None:
        yield from _portrait(samples.portrait)
    reasons = {item.finger: item.reason for item in samples.exceptions}
    taken = {impression.slap: impression for impression in impressions}
    for slap in Slap:
        missing = [
            {"biometricSubType": finger.name, "presence": _PRESENCE[reasons[finger]]}
            for finger in slap.fingers
            if finger in reasons
        ]
        if slap in taken or missing:
            yield from _slap(slap, taken.get(slap), missing)
    if samples.signature is not None:
        yield _signature(samples.signature)


def _portrait(portrait: Portrait) -> Iterator[Json]:
    common = {
        "biometricType": "FACE",
        "biometricSubType": "PORTRAIT",
        "captureDate": moment_text(portrait.captured_at),
        **_device(portrait.device),
        "bitdepth": 24,
    }
    yield {
        **common,
        "instance": "PORTRAIT",
        **_image(layout.portrait(portrait.image.media_type), portrait.image),
        "metadata": _scores(portrait),
    }
    yield {
        **common,
        "instance": "SOURCE",
        **_image(layout.portrait_source(portrait.source.media_type), portrait.source),
    }


def _scores(portrait: Portrait) -> str:
    """All measures of the portrait, as JSON text: the interface has room for one number only."""
    return rfc8785.dumps(
        {
            "capture": "automatic" if portrait.automatic else "manual",
            "quality": [
                _present(
                    {"algorithm": q.algorithm, "version": q.version, "score": q.score, "native": _finite(q.native)}
                )
                for q in portrait.quality
            ],
        }
    ).decode()


def _slap(slap: Slap, impression: SlapImpression | None, missing: list[dict[str, str]]) -> Iterator[Json]:
    """The whole impression with what is missing from it, then each finger. Nothing taken: only what is missing."""
    whole: Json = {"biometricType": "FINGER", "biometricSubType": _SLAP_TYPE[slap]}
    if missing:
        whole["missing"] = missing
    if impression is None:
        yield whole
        return
    common = {
        "captureDate": moment_text(impression.captured_at),
        **_device(impression.device),
        "impressionType": "LIVE_SCAN_PLAIN",
        "bitdepth": 8,
    }
    path = layout.slap(slap, impression.source.media_type)
    attempt = json.dumps({"attempt": impression.attempt})
    yield {**whole, **common, **_image(path, impression.source), "metadata": attempt}
    for item in impression.fingers:
        yield {
            "biometricType": "FINGER",
            "biometricSubType": item.finger.name,
            **common,
            **_image(layout.finger(item.finger, item.image.media_type), item.image),
            **_finger_quality(item.quality),
        }


def _finger_quality(quality: QualityScore) -> Json:
    """A score that could not be computed is left out: 0 would be a claim."""
    value: Json = {"algorithm": f"{quality.algorithm} {quality.version}".strip()}
    if quality.score is not None:
        value |= {"quality": quality.score, "qualityFormat": quality.algorithm}
    return value


def _signature(signature: SignatureSample) -> Json:
    return {
        "biometricType": "SIGNATURE",
        "captureDate": moment_text(signature.captured_at),
        **_device(signature.device),
        **_image(layout.signature(signature.image.media_type), signature.image),
        "templateRef": layout.strokes(signature.strokes.media_type),
        "bitdepth": 8,
    }


def _image(path: str, blob: Blob) -> Json:
    value: Json = {
        "imageRef": path,
        "width": blob.width,
        "height": blob.height,
        "mimeType": blob.media_type,
        "compression": _COMPRESSION[blob.media_type],
    }
    if blob.resolution_ppi:
        value["resolution"] = blob.resolution_ppi
    return value


def _device(device: CaptureDevice) -> Json:
    words = (device.make, device.model, device.serial, device.firmware)
    value: Json = {"captureDevice": " ".join(word for word in words if word)}
    if device.simulated:
        value["comment"] = "simulated"
    return value


def _document(document: TravelDocument) -> Json:
    part = {"pages": [1], "dataRef": layout.HELD_DOCUMENT, "mimeType": "application/json"}
    value: Json = {"documentType": _DOCUMENT_TYPE[document.kind], "parts": [part]}
    if document.kind is DocumentKind.OTHER:
        value["documentTypeOther"] = "as stated by the applicant"
    return value


def _finite(number: float | None) -> float | None:
    """JSON knows no infinity."""
    return number if number is not None and abs(number) < 1e300 else None


def _present(value: Json) -> Json:
    """Without what is unknown: an empty text or None says nothing."""
    return {key: item for key, item in value.items() if item not in ("", None)}
