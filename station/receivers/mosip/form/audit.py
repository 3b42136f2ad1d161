"""audit.json: what was done for this enrollment, when and by whom, in MOSIP's form. MOSIP demands at least one entry.

The entries are read off the enrollment itself; the station's own log stays at the station.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from station.domain.events import EventKind
from station.domain.operator import Operator
from station.formats.moment import moment_text
from station.packet.format import Dossier
from station.receivers.mosip.form.cuts import Cut
from station.receivers.mosip.form.json_text import json_text
from station.receivers.mosip.form.people import signatures_of, user_of

_APPLICATION_ID, _APPLICATION_NAME = "REG", "REGISTRATION"
_MODULE_ID, _MODULE_NAME = "ENR", "Enrollment"
_CUTS = {
    Cut.FINGERS: "prints with loss",
    Cut.PORTRAIT: "portrait with loss",
    Cut.DOCUMENTS: "documents left out",
}
_NO_ADDRESS = "0.0.0.0"  # noqa: S104 - MOSIP demands a text; no address is recorded


def audit_json(dossier: Dossier, cuts: Collection[Cut], rid: str, made_at: datetime, users: Mapping[str, str]) -> bytes:
    """Raises SignatureMissing, PersonUnknown."""
    enrollment_id = UUID(dossier.enrollment.enrollment_id)
    entries = []
    for number, (kind, at, person, what) in enumerate(_events(dossier, cuts, made_at)):
        user = user_of(person, users)
        entries.append(
            {
                "uuid": str(uuid5(enrollment_id, f"audit {number}")),
                "createdAt": moment_text(at),
                "eventId": kind.name,
                "eventName": kind.name,
                "eventType": "USER",
                "hostName": dossier.context.desk,
                "hostIp": _NO_ADDRESS,
                "applicationId": _APPLICATION_ID,
                "applicationName": _APPLICATION_NAME,
                "sessionUserId": user,
                "sessionUserName": user,
                "id": rid,
                "idType": "REGISTRATION_ID",
                "createdBy": user,
                "moduleName": _MODULE_NAME,
                "moduleId": _MODULE_ID,
                "description": what,
                "actionTimeStamp": moment_text(at),
            }
        )
    return json_text(entries)


def _events(
    dossier: Dossier, cuts: Collection[Cut], made_at: datetime
) -> Iterator[tuple[EventKind, datetime, Operator, str]]:
    enrollment, samples = dossier.enrollment, dossier.given.samples
    signed, approved = signatures_of(enrollment)
    yield EventKind.ENROLLMENT_STARTED, enrollment.started_at, enrollment.operator, dossier.context.procedure
    if samples.portrait is not None:
        yield EventKind.SAMPLE_ACCEPTED, samples.portrait.captured_at, enrollment.operator, "portrait"
    for impression in samples.slaps:
        yield EventKind.SAMPLE_ACCEPTED, impression.captured_at, enrollment.operator, impression.slap.value
    if samples.signature is not None:
        yield EventKind.SAMPLE_ACCEPTED, samples.signature.captured_at, enrollment.operator, "signature"
    yield EventKind.CONTENT_SIGNED, signed.signed_at, signed.operator, "operator's signature"
    yield EventKind.CONTENT_APPROVED, approved.approved_at, approved.officer, "state officer's signature"
    yield EventKind.PACKET_SEALED, made_at, signed.operator, ", ".join(("packet made", *(_CUTS[cut] for cut in cuts)))
