"""What an OSIA 7.1 enrollment server (interface 1.3.0) lets in, written from the specification: nothing beyond it."""

from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Text:
    values: frozenset[str] = frozenset()
    form: str = ""  # date-time, uri, byte

    def wrong(self, value: Any) -> bool:
        if not isinstance(value, str) or (self.values and value not in self.values):
            return True
        try:
            if self.form == "date-time":
                return datetime.fromisoformat(value).tzinfo is None
            if self.form == "uri":
                return not urlsplit(value).scheme
            if self.form == "byte":
                b64decode(value, validate=True)
        except (ValueError, Error):
            return True
        return False


@dataclass(frozen=True)
class Whole:
    def wrong(self, value: Any) -> bool:
        return not isinstance(value, int) or isinstance(value, bool)


@dataclass(frozen=True)
class Truth:
    def wrong(self, value: Any) -> bool:
        return not isinstance(value, bool)


@dataclass(frozen=True)
class Anything:
    """BiographicData has no type: where it is encrypted it is a text."""

    def wrong(self, value: Any) -> bool:
        return value is None


@dataclass(frozen=True)
class Free:
    """Any object: RequestData, ContextualData, EnrollmentFlags."""

    def wrong(self, value: Any) -> bool:
        return not isinstance(value, dict)


@dataclass(frozen=True)
class Items:
    of: "Kind"
    least: int = 0

    def wrong(self, value: Any) -> bool:
        return not isinstance(value, list) or len(value) < self.least or any(self.of.wrong(item) for item in value)


@dataclass(frozen=True)
class Members:
    """additionalProperties: false."""

    known: dict[str, "Kind"]
    required: tuple[str, ...] = ()

    def wrong(self, value: Any) -> bool:
        return (
            not isinstance(value, dict)
            or not value.keys() <= self.known.keys()
            or not set(self.required) <= value.keys()
            or any(self.known[name].wrong(member) for name, member in value.items())
        )


Kind: TypeAlias = Text | Whole | Truth | Anything | Free | Items | Members


def one_of(words: str) -> Text:
    return Text(frozenset(words.split()))


_HANDS = ("RIGHT", "LEFT")
_FINGERS = ("THUMB", "INDEX", "MIDDLE", "RING", "LITTLE")
SUB_TYPE = one_of(
    "UNKNOWN PORTRAIT LEFT_PROFILE RIGHT_PROFILE EYE_UNDEF EYE_RIGHT EYE_LEFT EYE_BOTH"
    " PLAIN_RIGHT_FOUR_FINGERS PLAIN_LEFT_FOUR_FINGERS PLAIN_THUMBS "
    + " ".join(f"{hand}_{finger}" for hand in _HANDS for finger in _FINGERS)
)
ENCRYPTION = Members({"type": one_of("JWE PKCS7"), "scope": Text()}, ("type", "scope"))
INTEGRITY = Members(
    {
        "id": Text(),
        "scope": Text(),
        "alg": one_of("SHA256 SHA384 SHA512"),
        "hash": Text(),
        "type": one_of("NONE JWS PKCS7"),
        "encrypted": Truth(),
        "followRef": Truth(),
        "signature": Text(),
        "signatureRef": Text(form="uri"),
    },
    ("scope", "alg", "hash"),
)
BIOMETRIC = Members(
    {
        "biometricType": one_of("FACE FINGER IRIS SIGNATURE UNKNOWN"),
        "biometricSubType": SUB_TYPE,
        "instance": Text(),
        "image": Text(form="byte"),
        "imageRef": Text(form="uri"),
        "captureDate": Text(form="date-time"),
        "captureDevice": Text(),
        "impressionType": one_of("LIVE_SCAN_PLAIN LIVE_SCAN_ROLLED NONLIVE_SCAN_PLAIN NONLIVE_SCAN_ROLLED"),
        "width": Whole(),
        "height": Whole(),
        "bitdepth": Whole(),
        "mimeType": Text(),
        "resolution": Whole(),
        "compression": one_of("NONE WSQ JPEG JPEG2000 PNG"),
        "missing": Items(Members({"biometricSubType": SUB_TYPE, "presence": one_of("BANDAGED AMPUTATED DAMAGED")})),
        "metadata": Text(),
        "comment": Text(),
        "template": Text(form="byte"),
        "templateRef": Text(form="uri"),
        "templateFormat": Text(),
        "quality": Whole(),
        "qualityFormat": Text(),
        "algorithm": Text(),
        "vendor": Text(),
        "encryption": ENCRYPTION,
        "integrity": Items(INTEGRITY),
    },
    ("biometricType",),
)
PART = Members(
    {
        "pages": Items(Whole(), 1),
        "data": Text(form="byte"),
        "dataRef": Text(form="uri"),
        "width": Whole(),
        "height": Whole(),
        "mimeType": Text(),
        "captureDate": Text(form="date-time"),
        "captureDevice": Text(),
        "encryption": ENCRYPTION,
        "integrity": Items(INTEGRITY),
    }
)
DOCUMENT = Members(
    {
        "documentType": one_of("ID_CARD PASSPORT INVOICE BIRTH_CERTIFICATE FORM OTHER"),
        "documentTypeOther": Text(),
        "instance": Text(),
        "parts": Items(PART, 1),
        "integrity": Items(INTEGRITY),
    },
    ("documentType", "parts"),
)
ENROLLMENT = Members(  # of a request: enrollmentId and status are the server's own
    {
        "enrollmentType": Text(),
        "enrollmentFlags": Free(),
        "requestData": Free(),
        "contextualData": Free(),
        "biographicData": Anything(),
        "biometricData": Items(BIOMETRIC),
        "documentData": Items(DOCUMENT),
        "encryption": ENCRYPTION,
        "integrity": Items(INTEGRITY),
    }
)
