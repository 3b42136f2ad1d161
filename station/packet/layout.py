"""Where things lie in the container, and what kind each is. One place for both, so that names cannot drift apart."""

from re import fullmatch

from station.domain.sample import Finger, Modality, Slap

MIMETYPE = "application/vnd.etsi.asic-e+zip"
APPLICATION = "data/application.json"
HELD_DOCUMENT = "documents/held.json"
AUDIT_PROOF = "audit/proof.json"
SEALED = "application/pkcs7-mime"

_MEDIA_TYPES = {
    "jp2": "image/jp2",
    "png": "image/png",
    "jpg": "image/jpeg",
    "wsq": "image/x-wsq",
    "bdb": "application/octet-stream",
    "json": "application/json",
    "xml": "application/xml",
    "p7s": "application/x-pkcs7-signature",
    "p7m": "application/pkcs7-mime",
}
_ARCHIVED = {"tst": "application/vnd.etsi.timestamp-token"}
RECORD = "application/octet-stream"
"""Of a biometric record, which lies beside the picture in it."""
ALONE = "_alone"
"""Ends the name of a platen with one finger on it: the finger cut out of it has the name."""
_SUFFIXES = {media_type: suffix for suffix, media_type in _MEDIA_TYPES.items()}


def portrait(media_type: str) -> str:
    return f"biometrics/face/portrait.{_SUFFIXES[media_type]}"


def portrait_source(media_type: str) -> str:
    return f"biometrics/face/source.{_SUFFIXES[media_type]}"


def portrait_original(media_type: str) -> str:
    return f"biometrics/face/original.{_SUFFIXES[media_type]}"


def slap(which: Slap, media_type: str) -> str:
    """The whole platen."""
    name = f"{which.value}{ALONE}" if which.alone else which.value
    return f"biometrics/fingers/{name}.{_SUFFIXES[media_type]}"


def finger(which: Finger, media_type: str) -> str:
    return f"biometrics/fingers/{which.name.lower()}.{_SUFFIXES[media_type]}"


def signature(media_type: str) -> str:
    return f"biometrics/signature/signature.{_SUFFIXES[media_type]}"


def strokes(media_type: str) -> str:
    return f"biometrics/signature/strokes.{_SUFFIXES[media_type]}"


def attachment_page(paper: int, page: int, media_type: str) -> str:
    """Both from 1, in the order of the papers of the service."""
    return f"attachments/{paper}/page-{page}.{_SUFFIXES[media_type]}"


def exception_photo(what: Modality, media_type: str) -> str:
    """That shows why it is not taken."""
    return f"exceptions/{what.value}.{_SUFFIXES[media_type]}"


def referral(number: int) -> str:
    """From 1."""
    return f"referral/{number}.p7m"


def is_referral(path: str) -> bool:
    """Whether it is one, by its name: nothing in the application names it."""
    return fullmatch(r"referral/[1-9][0-9]{0,2}\.p7m", path) is not None


def media_type_of(path: str) -> str | None:
    """By the file's suffix; None for a kind that no packet holds."""
    return _MEDIA_TYPES.get(path.rpartition(".")[2])


def archived_media_type_of(path: str) -> str | None:
    """The same of what the centre keeps of a packet: beside its files time-stamps and the receipt."""
    return media_type_of(path) or _ARCHIVED.get(path.rpartition(".")[2])
