"""The person an enrollment is about (ISO/IEC 2382-37 biometric data subject)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """ICAO Doc 9303-3 data element 10 as written in the MRZ; X is the MRZ filler `<`."""

    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "X"


class LatinSource(StrEnum):
    """Why a name is spelled so in Latin letters. Anything but the table needs evidence."""

    TABLE = "table"  # transliteration table of the law
    FOREIGN_BIRTH_DOC = "foreign_birth_doc"
    SPOUSE_DOC = "spouse_doc"
    PREVIOUS_DOC = "previous_doc"
    COURT = "court"


class LatinAlone(StrEnum):
    """Where a Latin name comes from that deviates from nothing: no Armenian form gives the table's, or nobody had to
    prove another."""

    DECLARED = "declared"  # said by the applicant
    DOCUMENT_ZONE = "document_zone"  # as the zone of the held document spells it
    DOCUMENT_TYPED = "document_typed"  # beside a held document whose zone says nothing of names


class PsnKind(StrEnum):
    """Public service number, or what stands in for it."""

    PSN = "psn"
    REFUSAL_CERTIFICATE = "refusal_certificate"
    PENDING = "pending"


class GuardianRelation(StrEnum):
    PARENT = "parent"
    GUARDIAN = "guardian"
    TRUSTEE = "trustee"


@dataclass(frozen=True)
class Name:
    """One identifier in both scripts; empty of who has only the other one. Armenian is the key for matching; Latin is
    stored, not derived at print time."""

    armenian: str
    latin: str
    latin_source: LatinSource | LatinAlone = LatinSource.TABLE
    evidence: str = ""  # number of the document that proves another spelling than the table's


@dataclass(frozen=True)
class PublicServiceNumber:
    kind: PsnKind
    number: str = ""  # the PSN, or the number of the certificate; empty when pending


@dataclass(frozen=True)
class Contact:
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class Guardian:
    name: str
    relation: GuardianRelation
    document_number: str


@dataclass(frozen=True)
class BiographicData:
    """What is known of the applicant once every field is right."""

    primary_identifier: Name  # surname
    secondary_identifier: Name  # given names
    patronymic_armenian: str
    birth_date: date | None  # None where it is known in part only
    birth_place: str
    sex: Sex
    nationality: str  # ICAO three-letter code
    psn: PublicServiceNumber | None  # None where the service asks for none
    contact: Contact
    guardian: Guardian | None = None


def age_on(day: date, birth_date: date) -> int:
    """Completed years on `day`; born on 29 February counts from 1 March in common years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
