"""data/application.json: the enrollment as an OSIA 7.1 "Enrollment" object, RFC 8785 canonical form.

OSIA (c) Secure Identity Alliance (2022), see NOTICE. Members and enumerations as in its enrollment interface 1.3.0;
requestData, contextualData, biographicData and enrollmentFlags are free there, and hold what is ours. Image references
are paths in the container, the same that the manifests name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import rfc8785

from station.domain.enrollment import Enrollment
from station.domain.exceptions import reasons_in
from station.domain.follows import Withdrawal
from station.domain.item import Notice
from station.domain.operator import Operator
from station.domain.override import Override
from station.domain.recapture import Recapture
from station.domain.value import FieldValue, Said, Source
from station.formats.moment import moment_text
from station.packet.named import check_told, fingers_told
from station.packet.part import Part
from station.packet.placed import placements_told
from station.packet.portrayed import face_told
from station.packet.proofs import proofs_told
from station.packet.recorded import records_told

Json: TypeAlias = dict[str, Any]

CONTEXT_FORMAT = 2
"""Of contextualData. 1, which did not say so: `capturedBy` was a list of certificates' SHA-256, nothing else."""
FORMAT_WITH_MORE = 3
"""The same with one or more of `case`, `links` and `notices`."""
FORMAT_WITH_SOURCES = 4
"""The same, any of those or none, with `entered`."""
FORMAT_WITH_EXCEPTIONS = 5
"""The same, any of those or none, with `exceptions`."""
FORMAT_WITH_HANDLING = 6
"""The same, any of those or none, with `handling`."""
FORMAT_WITH_PROOFS = 8
"""The same, any of those of 3 to 7 or none, with `proofs`."""
FORMAT_WITHDRAWAL = 10
"""The same, of who takes back what was sent, with `withdrawal`: nothing is in it but who they showed to be, and why."""
FORMAT_AGAIN = 7
"""The same, of what the centre asked for once more, with `recapture`: nothing is in it but what it named."""
FORMAT_WITH_OVERRIDES = 9
"""The same, any of those of 3 to 8 or none, with `overrides`."""
FORMAT_WITH_FINGERS = 11
"""The same, any of those of 3 to 9 or none, with `fingers`: how each print came by its name."""
FORMAT_WITH_RECORDS = 13
"""The same, any of those of 3 to 11 or none, with `records`."""
FORMAT_WITH_PLACEMENTS = 15
"""The same, any of those of 3 to 13 or none, with `placements`: how fingers were placed."""
FORMAT_WITH_FACE = 16
"""The same, any of those of 3 to 15 or none, with `face`: how the portrait came to be what it is."""
FORMAT_WITH_STILL = 17
"""The same, and `face` says what became of the still that was asked of the camera."""


@dataclass(frozen=True)
class PacketContext:
    """Where and how the packet was made. audit_proof_json: inclusion proof and signed checkpoint of the audit log, as
    `AuditLog.proof` gives it. case_class, retention_days: of the service; how many days what came is kept where it
    arrives; "" and None: not said. application: whether it is one, and no mere request."""

    procedure: str
    mode: str
    station_id: str
    desk: str
    software_version: str
    policy_versions: Mapping[str, str]
    simulated: bool
    audit_proof_json: bytes
    case_class: str = ""
    retention_days: int | None = None
    application: bool = True


def application_json(enrollment: Enrollment, given: Part, context: PacketContext) -> bytes:
    """given: by all steps. The same enrollment in the same context gives the same bytes."""
    value: Json = {
        "enrollmentId": enrollment.enrollment_id,
        "status": "FINALIZED",
        "enrollmentType": context.procedure.upper(),
        "enrollmentFlags": {"mode": context.mode, "simulated": context.simulated or enrollment.simulated},
        "contextualData": _contextual(enrollment, given, context),
        "biographicData": {**given.biographic, **({"further": dict(given.further)} if given.further else {})},
        "biometricData": list(given.biometrics),
    }
    if given.documents:
        value["documentData"] = list(given.documents)
    return rfc8785.dumps(value)


def _contextual(enrollment: Enrollment, given: Part, context: PacketContext) -> Json:
    recovered: Json = {"recoveredFrom": enrollment.recovered_from} if enrollment.recovered_from else {}
    return {
        **recovered,
        **_more(enrollment, given, context),
        "enrollmentDate": moment_text(enrollment.started_at),
        "station": context.station_id,
        "desk": context.desk,
        "operator": _person(enrollment.operator),
        "capturedBy": [_person(each) for each in enrollment.captured_by],
        "softwareVersion": context.software_version,
        "policyVersions": dict(context.policy_versions),
    }


def _more(enrollment: Enrollment, given: Part, context: PacketContext) -> Json:
    """What only some have: company, a link to something elsewhere, notices, how what was entered came, and how it is
    handled."""
    more: Json = {}
    if enrollment.together is not None:
        together = enrollment.together
        case = {"id": together.case_id, "person": together.place, "people": together.people}
        more["case"] = {**case, "relation": together.relation.value}
    links = {kind.value: value.text for kind, value in enrollment.links.items() if value.text}
    if links:
        more["links"] = links
    if enrollment.notices:
        more["notices"] = [_notice(each) for each in enrollment.notices]
    number = FORMAT_WITH_MORE if more else CONTEXT_FORMAT
    if any(value.source is not Source.UNKNOWN for value in given.entered.values()):  # a draft of 0.1.0 knows nothing
        number = FORMAT_WITH_SOURCES
        more["entered"] = {name: _entered(value) for name, value in given.entered.items()}
    reasons = reasons_in(given.exceptions)
    if any(value.source is not Source.UNKNOWN for value in reasons.values()):  # nor this; fingers say it themselves
        number = FORMAT_WITH_EXCEPTIONS
        more["exceptions"] = {name: {"reason": value.text, **_entered(value)} for name, value in reasons.items()}
    if context.case_class and context.retention_days is not None:
        number = FORMAT_WITH_HANDLING
        request: Json = {} if context.application else {"application": False}
        more["handling"] = {"class": context.case_class, "retentionDays": context.retention_days, **request}
    if enrollment.recapture is not None:
        number, more["recapture"] = FORMAT_AGAIN, _again(enrollment.recapture)
    if enrollment.withdrawal is not None:
        number, more["withdrawal"] = FORMAT_WITHDRAWAL, _taken_back(enrollment.withdrawal)
    if given.proven:
        number, more["proofs"] = FORMAT_WITH_PROOFS, proofs_told(given.proven)
    if given.overrides:
        number = FORMAT_WITH_OVERRIDES
        more["overrides"] = {each.sample: _override(each) for each in given.overrides}
    fingers = fingers_told(given.samples.slaps)
    if fingers:
        number, more["fingers"] = FORMAT_WITH_FINGERS, fingers
    if given.records:
        number, more["records"] = FORMAT_WITH_RECORDS, records_told(given.records)
    placements = placements_told(given.placed)
    if placements:
        number, more["placements"] = FORMAT_WITH_PLACEMENTS, placements
    face = face_told(given.samples.portrait)
    if face:
        number = FORMAT_WITH_STILL if "still" in face else FORMAT_WITH_FACE
        more["face"] = face
    return {"format": number, **more}


def _again(asked: Recapture) -> Json:
    """packet: the earlier one, by its SHA-256, so that no other can be meant."""
    request: Json = {"request": asked.request} if asked.request else {}
    return {"packet": asked.packet_id, "askedAt": moment_text(asked.asked_at), "items": list(asked.items), **request}


def _override(said: Override) -> Json:
    """Without `settledBy` signature 002 settles it: nobody but whoever gives that has said yes to it."""
    settled: Json = {}
    if said.settled_by is not None and said.settled_at is not None:
        settled = {"settledBy": _person(said.settled_by), "settledAt": moment_text(said.settled_at)}
    return {
        "checks": [check_told(each) for each in said.checks],
        "reason": said.reason.value,
        **({"note": said.note} if said.note else {}),
        "proposedBy": _person(said.proposed_by),
        "proposedAt": moment_text(said.proposed_at),
        "settledWith": "person" if settled else "signature002",
        **settled,
    }


def _taken_back(withdrawal: Withdrawal) -> Json:
    known: Json = {"enrollmentId": withdrawal.enrollment_id} if withdrawal.enrollment_id else {}
    return {"packet": withdrawal.packet_id, **known}


def _entered(value: FieldValue) -> Json:
    """How a text came; what stands there itself is in `biographicData` or in a document."""
    replaced = [{"text": each.text, **_said(each)} for each in value.replaced]
    return {**_said(value), **({"replaced": replaced} if replaced else {})}


def _said(value: Said) -> Json:
    known = {"at": moment_text(value.at) if value.at is not None else "", "by": value.by, "evidence": value.evidence}
    return {"source": value.source.value, **{name: text for name, text in known.items() if text}}


def _notice(notice: Notice) -> Json:
    return {
        "notice": notice.about,
        "version": notice.version,
        "language": notice.language,
        "givenAt": moment_text(notice.given_at),
        "by": notice.by.credential_id,
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
