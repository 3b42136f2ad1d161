"""The document the applicant already holds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    NONE = "none"
    PASSPORT = "passport"
    ID_CARD = "id_card"
    BIRTH_CERTIFICATE = "birth_certificate"
    OTHER = "other"


class DocumentSource(StrEnum):
    """How its data came into the record."""

    TYPED = "typed"
    MRZ_TYPED = "mrz_typed"
    MRZ_READ = "mrz_read"


@dataclass(frozen=True)
class TravelDocument:
    kind: DocumentKind
    number: str
    issuer: str  # ICAO three-letter code of the issuing State, or "" where the document has none
    expiry_date: date | None
    source: DocumentSource
    mrz: tuple[str, ...] = ()
