"""The content of a packet as it was made before steps said what they give: the peer of what is made now.

Frozen on purpose: the order of the files, each member and each byte. What differs is meant and stands in ADR 114.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, TypeAlias, TypeVar

import rfc8785

from station.domain.document import DocumentKind, TravelDocument
from station.domain.enrollment import Enrollment
from station.domain.operator import Operator
from station.domain.sample import (
    SLAPS,
    Blob,
    CaptureDevice,
    Digest,
    ExceptionReason,
    Portrait,
    QualityScore,
    SignatureSample,
    Slap,
    SlapImpression,
)
from station.domain.subject import BiographicData, Guardian
from station.formats.moment import moment_text
from station.packet import layout
from station.workflow.slaps import SlapPolicy, best_attempt
from tests.support.former_reading import AgePolicy, read_applicant, read_document

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

_GUARDIAN_UNDER, _FINGERPRINTS_FROM, _FORMAT = 16, 6, 2
_SLAPS = (Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS)
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


def _guardian(read: Callable[[Guardian], str]) -> Callable[[BiographicData], Any]:
    return lambda person: None if person.guardian is None else read(person.guardian)


_PERSON: tuple[tuple[str, Callable[[BiographicData], Any]], ...] = (
    ("lastNameArmenian", lambda p: p.primary_identifier.armenian),
    ("lastName", lambda p: p.primary_identifier.latin),
    ("lastNameLatinSource", lambda p: p.primary_identifier.latin_source.value),
    ("lastNameLatinEvidence", lambda p: p.primary_identifier.evidence),
    ("firstNameArmenian", lambda p: p.secondary_identifier.armenian),
    ("firstName", lambda p: p.secondary_identifier.latin),
    ("firstNameLatinSource", lambda p: p.secondary_identifier.latin_source.value),
    ("firstNameLatinEvidence", lambda p: p.secondary_identifier.evidence),
    ("patronymicArmenian", lambda p: p.patronymic_armenian),
    ("dateOfBirth", lambda p: p.birth_date),
    ("placeOfBirth", lambda p: p.birth_place),
    ("gender", lambda p: p.sex.value),
    ("nationality", lambda p: p.nationality),
    ("personalNumberKind", lambda p: p.psn.kind.value),
    ("personalNumber", lambda p: p.psn.number),
    ("phone", lambda p: p.contact.phone),
    ("email", lambda p: p.contact.email),
    ("address", lambda p: p.contact.address),
    ("guardianName", _guardian(lambda g: g.name)),
    ("guardianRelation", _guardian(lambda g: g.relation.value)),
    ("guardianDocument", _guardian(lambda g: g.document_number)),
)
_HELD: tuple[tuple[str, Callable[[TravelDocument], Any]], ...] = (
    ("kind", lambda d: d.kind.value),
    ("number", lambda d: d.number),
    ("issuer", lambda d: d.issuer),
    ("expiryDate", lambda d: d.expiry_date),
    ("source", lambda d: d.source.value),
    ("mrz", lambda d: d.mrz),
)


@dataclass(frozen=True)
class FormerContext:
    procedure: str
    mode: str
    station_id: str
    desk: str
    software_version: str
    policy_versions: Mapping[str, str]
    simulated: bool
    audit_proof_json: bytes
    impressions: tuple[SlapImpression, ...] = ()


def former_files(
    enrollment: Enrollment, today: date, get_blob: Callable[[Digest], bytes], context: FormerContext
) -> list[tuple[str, bytes]]:
    """Of a passport's enrollment that is complete, on the day on which it is signed. impressions of the context are
    chosen here."""
    age = AgePolicy(_GUARDIAN_UNDER, _FINGERPRINTS_FROM)
    biographic, wrong = read_applicant(enrollment.fields, age, today)
    document, also_wrong = read_document(enrollment.fields, today)
    if biographic is None:
        raise ValueError((wrong, also_wrong))
    best = [best_attempt(enrollment.samples, slap, SlapPolicy({})) for slap in _SLAPS]
    if not age.fingerprints_required(biographic.birth_date, today):
        best = []
    impressions = tuple(item for item in best if item is not None)
    context = FormerContext(**{**vars(context), "impressions": impressions})
    files = [(layout.APPLICATION, _application(enrollment, biographic, document, context))]
    for path, blob in _samples(enrollment, context):
        data = get_blob(blob.digest)
        if sha256(data).hexdigest() != blob.digest:
            raise ValueError(path)
        files.append((path, data))
    if document is not None and document.kind is not DocumentKind.NONE:
        files.append((layout.HELD_DOCUMENT, _held(document)))
    files.append((layout.AUDIT_PROOF, context.audit_proof_json))
    return files


def _samples(enrollment: Enrollment, context: FormerContext) -> Iterator[tuple[str, Blob]]:
    samples = enrollment.samples
    if samples.portrait is not None:
        yield layout.portrait(samples.portrait.image.media_type), samples.portrait.image
        yield layout.portrait_source(samples.portrait.source.media_type), samples.portrait.source
    for impression in context.impressions:
        yield layout.slap(impression.slap, impression.source.media_type), impression.source
        for item in impression.fingers:
            yield layout.finger(item.finger, item.image.media_type), item.image
    if samples.signature is not None:
        yield layout.signature(samples.signature.image.media_type), samples.signature.image
        yield layout.strokes(samples.signature.strokes.media_type), samples.signature.strokes


def _members(fields: tuple[tuple[str, Callable[[T], Any]], ...], source: T) -> Json:
    found = {name: _json(read(source)) for name, read in fields}
    return {name: value for name, value in found.items() if value}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _application(
    enrollment: Enrollment, biographic: BiographicData, document: TravelDocument | None, context: FormerContext
) -> bytes:
    """The same enrollment in the same context gives the same bytes."""
    value: Json = {
        "enrollmentId": enrollment.enrollment_id,
        "status": "FINALIZED",
        "enrollmentType": context.procedure.upper(),
        "enrollmentFlags": {"mode": context.mode, "simulated": context.simulated or enrollment.simulated},
        "contextualData": _contextual(enrollment, context),
        "biographicData": _members(_PERSON, biographic),
        "biometricData": list(_biometrics(enrollment, context.impressions)),
    }
    if document is not None and document.kind is not DocumentKind.NONE:
        value["documentData"] = [_document(document)]
    return rfc8785.dumps(value)


def _held(document: TravelDocument) -> bytes:
    """documents/held.json: what is known of the document the applicant already holds."""
    return rfc8785.dumps(_members(_HELD, document))


def _contextual(enrollment: Enrollment, context: FormerContext) -> Json:
    recovered: Json = {"recoveredFrom": enrollment.recovered_from} if enrollment.recovered_from else {}
    return {
        **recovered,
        "format": _FORMAT,
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
    reasons = {item.finger: item.reason for item in enrollment.exceptions}
    taken = {impression.slap: impression for impression in impressions}
    for slap in SLAPS:
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
