"""Who sits at the desk now, with the key and the vault that their PIN opened."""

from dataclasses import dataclass

from crypto.keys.api import UnlockedKey
from station.domain.errors import StationError
from station.domain.operator import Operator, Role
from station.storage.vault import Vault


class NotSignedIn(StationError):
    """Nobody is signed in: drafts stay shut."""

    code, retryable = "STN-401", True


class RoleMissing(StationError):
    """The person's certificate does not carry the right. `role` names it."""

    code = "STN-402"


@dataclass(frozen=True)
class Session:
    operator: Operator
    key: UnlockedKey
    vault: Vault


class Desk:
    """The one place at the desk. For the work thread."""

    def __init__(self) -> None:
        self.session: Session | None = None

    def who(self) -> str:
        """Credential id of who is signed in; "" for nobody."""
        return self.session.operator.credential_id if self.session is not None else ""

    def require(self, *roles: Role) -> Session:
        """The session of somebody who has one of `roles`. Raises NotSignedIn, RoleMissing."""
        if self.session is None:
            raise NotSignedIn
        if not self.session.operator.roles.intersection(roles):
            raise RoleMissing(role=roles[0].value)
        return self.session
