"""Who sits at the desk now, with the key and the vault that their PIN opened."""

from dataclasses import dataclass, field

from crypto.keys.api import UnlockedKey
from station.domain.errors import StationError
from station.domain.operator import Operator
from station.services.known import KnownDrafts
from station.storage.vault import Vault


class NotSignedIn(StationError):
    """Nobody is signed in: drafts stay shut."""

    code, retryable = "STN-401", True


@dataclass(frozen=True)
class Session:
    operator: Operator
    key: UnlockedKey
    vault: Vault
    known: KnownDrafts = field(default_factory=KnownDrafts, compare=False, repr=False)


class SignedIn:
    """The one place at the desk. For the work thread."""

    def __init__(self) -> None:
        self.session: Session | None = None

    def who(self) -> Operator | None:
        """Who is signed in."""
        return self.session.operator if self.session is not None else None

    def require(self) -> Session:
        """Raises NotSignedIn."""
        if self.session is None:
            raise NotSignedIn
        return self.session
