"""Who works at the station. Roles come from certificates, never from a setting of ours."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CredentialId = NewType("CredentialId", str)


class Role(StrEnum):
    """The seven roles of the national system; what each may do is one table: station.acts.table."""

    VOLUNTEER = "volunteer"  # types, and captures nothing
    OPERATOR = "operator"  # of the vendor: captures and signs (signature 001)
    OFFICER = "officer"  # state officer: approves (signature 002), never an own capture
    SUPERVISOR = "supervisor"  # state officer who answers for the unit: approves, and captures nothing
    TECHNICIAN = "technician"
    EXAMINER = "examiner"  # in training and examinations only
    AUDITOR = "auditor"  # reads the log


@dataclass(frozen=True)
class Operator:
    """ISO/IEC 2382-37 "biometric attendant"; we keep the desk's word."""

    credential_id: CredentialId  # SHA-256 of the certificate, hex
    name: str
    organisation: str
    roles: frozenset[Role]
    identifier: str = ""  # whom the certificate names, whatever card they hold; "" where it does not say
    key: str = ""  # SHA-256 of the public key, hex; "" where only the certificate is known

    @property
    def volunteers(self) -> bool:
        """A volunteer and nothing else: is shown less, and for less long."""
        return self.roles == {Role.VOLUNTEER}
