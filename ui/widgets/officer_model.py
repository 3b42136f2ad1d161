"""Who of the State may be asked to answer for an act, and which of them took part already. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from station.acts import Act, who_may
from station.domain.operator import Operator, Role
from station.domain.person import same_person
from station.services.views import CredentialView


@dataclass(frozen=True)
class Officer:
    credential: CredentialView
    own_capture: bool = False

    @property
    def locked(self) -> bool:
        """No PIN opens their key until the tries are given back, where people sign in."""
        return self.credential.locked


def officers_among(
    credentials: Iterable[CredentialView], act: Act = Act.APPROVE, involved: Iterable[Operator] = ()
) -> tuple[Officer, ...]:
    """Everyone with a role that may answer for `act`; who is one of `involved`, by whatever card, is marked, not
    hidden. Whether they may in the end is said by the service: here nobody is offered in vain, no more."""
    people, known = tuple(involved), tuple(credentials)
    roles = frozenset(who_may(act, supervised=any(Role.SUPERVISOR in item.roles for item in known)))
    return tuple(Officer(item, any(same_person(item, each) for each in people)) for item in known if roles & item.roles)
