"""Which state officers may be asked for an act, and which of them took part already. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from station.domain.operator import Operator, Role
from station.domain.person import same_person
from station.services.views import CredentialView


@dataclass(frozen=True)
class Officer:
    credential: CredentialView
    own_capture: bool = False


def officers_among(credentials: Iterable[CredentialView], involved: Iterable[Operator] = ()) -> tuple[Officer, ...]:
    """Everyone with the officer's right; who is one of `involved`, by whatever card, is marked, not hidden."""
    people = tuple(involved)
    return tuple(
        Officer(item, any(same_person(item, each) for each in people))
        for item in credentials
        if Role.OFFICER in item.roles
    )
