"""Who is who at the receiver. MOSIP's officer is our operator, its supervisor our state officer."""

from collections.abc import Mapping
from dataclasses import replace

from station.domain.enrollment import Enrollment
from station.domain.operator import Operator
from station.domain.sample import Blob, Digest
from station.domain.signatures import Approved, Signed
from station.packet.errors import SignatureMissing
from station.packet.format import Dossier
from station.receivers.mosip.errors import PersonUnknown
from station.receivers.mosip.options import MAX_USER_LENGTH


def signatures_of(enrollment: Enrollment) -> tuple[Signed, Approved]:
    """Raises SignatureMissing: nothing leaves unapproved."""
    if enrollment.signed is None:
        raise SignatureMissing(number=1)
    if enrollment.approved is None:
        raise SignatureMissing(number=2)
    return enrollment.signed, enrollment.approved


def user_of(person: Operator, users: Mapping[str, str]) -> str:
    """Raises PersonUnknown."""
    user = users.get(person.credential_id)
    if user is None:
        raise PersonUnknown(credential=person.credential_id[:12])
    return user


def signed_by_anybody(dossier: Dossier) -> tuple[Dossier, Mapping[str, str]]:
    """For a look at a packet before it is signed: everybody is the operator, with a user name that takes as much room
    as any can."""
    enrollment, container = dossier.enrollment, Blob(Digest(""), "", 0)
    at, operator = enrollment.started_at, enrollment.operator
    signed, approved = Signed(container, operator, at), Approved(container, operator, at)
    longest = "\x00" * MAX_USER_LENGTH  # six bytes each in JSON
    named = replace(dossier, enrollment=replace(enrollment, signed=signed, approved=approved))
    return named, {operator.credential_id: longest}
