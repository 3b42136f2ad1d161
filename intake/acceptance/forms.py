"""The JSON of a packet as docs/packet.md declares it, as types: every member known, none missing, each of its kind.

What was typed into a field was checked at the desk; here it only has to be text.
"""

from datetime import date
from re import compile
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from station.domain.attachment import MOST_PAGES

Hash = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Moment = Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")]
Said = Annotated[str, Meta(min_length=1)]
Side = Annotated[int, Meta(ge=1, le=65_535)]
Score = Annotated[int, Meta(ge=0, le=100)]
Positive = Annotated[int, Meta(ge=1)]
LatinSource = Literal[
    "table", "foreign_birth_doc", "spouse_doc", "previous_doc", "court", "declared", "document_zone", "document_typed"
]
FieldName = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,119}\Z")]
"""Of a field that only some services ask: what it says is theirs."""
_IN_PART = compile(rb'"[0-9]{4}(-[0-9]{2})?"')
"""A birth date of which only year, or year and month, is known."""
Presence = Literal["AMPUTATED", "BANDAGED", "DAMAGED"]


class Strict(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    pass


class Flags(Strict, frozen=True):
    mode: Said
    simulated: bool


class Biographic(Strict, frozen=True):
    gender: Literal["F", "M", "X"]
    nationality: Annotated[str, Meta(pattern=r"\A[A-Z]{1,3}\Z")]
    date_of_birth: date | None = None
    place_of_birth: Said = ""
    personal_number_kind: Literal["psn", "refusal_certificate", "pending"] | None = None
    last_name: Said = ""
    last_name_latin_source: LatinSource | None = None
    first_name_latin_source: LatinSource | None = None
    last_name_armenian: Said = ""
    last_name_latin_evidence: Said = ""
    first_name: Said = ""
    first_name_armenian: Said = ""
    first_name_latin_evidence: Said = ""
    patronymic_armenian: Said = ""
    personal_number: Said = ""
    phone: Said = ""
    email: Said = ""
    address: Said = ""
    guardian_name: Said = ""
    guardian_relation: Literal["parent", "guardian", "trustee"] | None = None
    guardian_document: Said = ""
    further: Annotated[dict[FieldName, Raw], Meta(min_length=1)] | None = None

    def __post_init__(self) -> None:
        """A person may have one name only, and has that; whatever name there is says where its spelling comes from. Of
        a birth date a part may be known, and then stands in `further`."""
        names = ((self.last_name, self.last_name_latin_source), (self.first_name, self.first_name_latin_source))
        if not any(name for name, _ in names) or any(name and source is None for name, source in names):
            raise ValueError("names")
        in_part = (self.further or {}).get("birth_date", Raw(b""))
        if self.date_of_birth is None and not _IN_PART.fullmatch(bytes(in_part)):
            raise ValueError("neither a date of birth nor a part of one")
        if self.personal_number and self.personal_number_kind is None:
            raise ValueError("a number of no kind")


class BiographicOfNobody(Strict, frozen=True):
    """Of an appeal: no applicant, and only what the service asks, which may be nothing of a person."""

    further: Annotated[dict[FieldName, Raw], Meta(min_length=1)]


class BiographicAgain(Strict, frozen=True):
    """Only what was named, by the id of each field in the service."""

    further: Annotated[dict[FieldName, Raw], Meta(min_length=1)] | None = None


class Part(Strict, frozen=True):
    pages: tuple[int, ...]
    data_ref: Literal["documents/held.json"]
    mime_type: Literal["application/json"]


class Document(Strict, frozen=True):
    document_type: Literal["PASSPORT", "ID_CARD", "BIRTH_CERTIFICATE", "OTHER"]
    parts: tuple[Part]
    document_type_other: Said = ""


class Page(Strict, frozen=True):
    """Of a paper that stays with the application."""

    pages: tuple[Positive]
    data_ref: Said
    mime_type: Literal["image/jpeg"]
    width: Side
    height: Side
    capture_date: Moment | None = None
    capture_device: Said = ""


class Paper(Strict, frozen=True):
    document_type: Literal["PASSPORT", "ID_CARD", "BIRTH_CERTIFICATE", "OTHER"]
    instance: Literal["COPY", "TRANSLATION"]
    parts: Annotated[tuple[Page, ...], Meta(min_length=1, max_length=MOST_PAGES)]
    document_type_other: Annotated[str, Meta(pattern=r"\A[A-Z][A-Z0-9_]{0,39}\Z")] | None = None


class Seen(Struct, frozen=True):
    """Enough of what is told of a paper to know which it is."""

    paper: str


class ExceptionPhoto(Strict, frozen=True):
    """That shows why something is not taken."""

    document_type: Literal["OTHER"]
    document_type_other: Literal["EXCEPTION_PHOTO"]
    instance: Literal["FACE", "FINGERS", "SIGNATURE"]
    parts: tuple[Page]


class DocumentKind(Struct, frozen=True, rename="camel"):
    """Enough of an entry to know whether it is a paper that stays, or a photograph of what is not taken."""

    instance: str = ""
    document_type_other: str = ""


class Application(Strict, frozen=True):
    enrollment_id: Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
    status: Literal["FINALIZED"]
    enrollment_type: Said
    enrollment_flags: Flags
    contextual_data: Raw
    biographic_data: Raw
    biometric_data: tuple[Raw, ...]
    document_data: Annotated[tuple[Raw, ...], Meta(min_length=1)] | None = None


class Missing(Strict, frozen=True):
    """presence: of who refuses there is none."""

    biometric_sub_type: Said
    presence: Presence | None = None


class Image(Strict, frozen=True, kw_only=True):
    biometric_type: Literal["FACE", "FINGER", "SIGNATURE"]
    image_ref: Said
    width: Side
    height: Side
    mime_type: Literal["image/png", "image/jp2", "image/x-wsq"]
    compression: Literal["PNG", "JPEG2000", "WSQ"]
    capture_date: Moment
    capture_device: str
    bitdepth: Literal[8, 24]
    comment: Literal["simulated", ""] = ""
    resolution: Positive | None = None


class Face(Image, frozen=True, kw_only=True):
    biometric_sub_type: Literal["PORTRAIT"]
    instance: Literal["PORTRAIT", "SOURCE", "ORIGINAL"]
    metadata: Said = ""


class Slap(Image, frozen=True, kw_only=True):
    biometric_sub_type: Literal["PLAIN_RIGHT_FOUR_FINGERS", "PLAIN_LEFT_FOUR_FINGERS", "PLAIN_THUMBS"]
    impression_type: Literal["LIVE_SCAN_PLAIN"]
    metadata: Said
    missing: tuple[Missing, ...] = ()


class FingerAlone(Image, frozen=True, kw_only=True):
    """The whole platen with one finger on it."""

    biometric_sub_type: Said
    instance: Literal["SOURCE"]
    impression_type: Literal["LIVE_SCAN_PLAIN"]
    metadata: Said


class Finger(Image, frozen=True, kw_only=True):
    biometric_sub_type: Said
    impression_type: Literal["LIVE_SCAN_PLAIN"]
    algorithm: Said
    quality: Score | None = None
    quality_format: Said = ""


class Signature(Image, frozen=True, kw_only=True):
    template_ref: Said


class Absent(Strict, frozen=True):
    """A slap of which nothing was taken."""

    biometric_type: Literal["FINGER"]
    biometric_sub_type: Literal["PLAIN_RIGHT_FOUR_FINGERS", "PLAIN_LEFT_FOUR_FINGERS", "PLAIN_THUMBS"]
    missing: Annotated[tuple[Missing, ...], Meta(min_length=1)]


class Kind(Struct, frozen=True, rename="camel"):
    """Enough of an entry to know which of these it is."""

    biometric_type: str
    biometric_sub_type: str = ""
    image_ref: str = ""
    instance: str = ""
    missing: tuple[Missing, ...] = ()


class Held(Strict, frozen=True):
    kind: Literal["passport", "id_card", "birth_certificate", "other"]
    source: Literal["typed", "mrz_typed", "mrz_read"]
    number: Said = ""
    issuer: Said = ""
    expiry_date: date | None = None
    mrz: tuple[Said, ...] = ()


class Strokes(Strict, frozen=True):
    points: tuple[tuple[float, float, float, float, Literal[0, 1]], ...]
    size_mm: tuple[float, float]
