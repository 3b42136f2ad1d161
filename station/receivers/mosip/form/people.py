"""Who is who at the receiver. MOSIP's officer is our operator, its supervisor our state officer."""

from collections.abc import Mapping

from station.domain.enrollment import Approved, Enrollment, Signed
from station.domain.operator import Operator
from station.packet.errors import SignatureMissing
from station.receivers.mosip.errors import PersonUnknown


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
