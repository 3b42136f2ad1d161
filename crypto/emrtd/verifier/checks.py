"""The result of a verification: named checks, as BSI TR-03135 has them. There is no verdict over all of them here:
what follows from a failed or missing check is policy, and a person's to decide."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from crypto.errors import CryptoError


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not done"
    NOT_SUPPORTED = "not supported"


class Name(StrEnum):
    ACCESS = "access protocol"
    SOD = "security object"
    SIGNATURE = "signature of the security object"
    CHAIN = "document signer's issuer"
    PROFILE = "document signer's profile"
    VALID_THEN = "document signer valid at signing"
    VALID_NOW = "document signer valid now"
    REVOCATION = "document signer's revocation"
    GROUP = "data group"
    LISTS = "lists of data groups"
    STATES = "issuing State"
    ZONE = "machine-readable zone"
    CARD_SECURITY = "signature of EF.CardSecurity"
    CHIP_AUTHENTICATION = "chip authentication"
    ACTIVE_AUTHENTICATION = "active authentication"
    CHIP_MAPPING = "chip authentication mapping"


@dataclass(frozen=True)
class Check:
    """about: the file it is of, where there are several. reason: why it did not pass. notes: stable words for what is
    unusual and stops nothing, as a link between authorities, or a missing extension."""

    name: Name
    status: Status
    reason: CryptoError | None = None
    about: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def passed(cls, name: Name, about: str = "", notes: tuple[str, ...] = ()) -> Self:
        return cls(name, Status.PASSED, None, about, notes)

    @classmethod
    def failed(cls, name: Name, reason: CryptoError, about: str = "") -> Self:
        return cls(name, Status.FAILED, reason, about)

    @classmethod
    def not_done(cls, name: Name, reason: CryptoError, about: str = "") -> Self:
        return cls(name, Status.NOT_DONE, reason, about)

    @classmethod
    def not_supported(cls, name: Name, reason: CryptoError, about: str = "") -> Self:
        return cls(name, Status.NOT_SUPPORTED, reason, about)

    @property
    def told(self) -> tuple[object, ...]:
        """All of it as plain values, to be kept or compared."""
        reason = () if self.reason is None else (self.reason.code, *sorted(self.reason.params.items()))
        return str(self.name), self.about, str(self.status), reason, self.notes
