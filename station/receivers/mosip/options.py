"""Who this station is at a MOSIP receiver: `[mosip]` of station.toml, and the files beside it.

[mosip]
centre = "10001"               # as MOSIP's administrator registered them
machine = "10077"
languages = ["hye", "eng"]     # of the data; the first is that of messages to the applicant
schema = "id-schema.toml"      # beside station.toml; without it the built-in mapping
largest_packet_mb = 5          # what the receiver accepts

[mosip.users]                  # who is who: certificate (SHA-256) to MOSIP user
"3f9a..." = "110005"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch

from crypto import files
from crypto.certificate import Certificate
from crypto.errors import KeyFileMissing
from station.settings import Settings, SettingsWrong

_KNOWN = {"centre", "machine", "languages", "schema", "largest_packet_mb", "users"}
_MIB = 1024 * 1024
MAX_USER_LENGTH = 64


@dataclass(frozen=True)
class MosipPlace:
    """centre, machine: five digits each. schema: None for the built-in mapping."""

    centre: str
    machine: str
    languages: tuple[str, ...]
    schema: Path | None
    largest_packet_bytes: int
    users: Mapping[str, str]
    policy_certificate: Path
    answer_certificate: Path
    credentials: Path

    @property
    def reference(self) -> str:
        """`refId`: how MOSIP names the machine."""
        return f"{self.centre}_{self.machine}"


def read_place(settings: Settings) -> MosipPlace:
    """Raises SettingsWrong, naming the entry."""
    refuse_unknown(settings)
    schema = settings.options("mosip").get("schema")
    if schema is not None and not (isinstance(schema, str) and fullmatch(r"[\w.-]{1,100}", schema)):
        raise settings.wrong("mosip", "schema")
    trust = settings.trust / "mosip"
    return MosipPlace(
        centre=_digits(settings, "centre"),
        machine=_digits(settings, "machine"),
        languages=_languages(settings),
        schema=None if schema is None else settings.config / schema,
        largest_packet_bytes=_megabytes(settings) * _MIB,
        users=_users(settings),
        policy_certificate=trust / "policy.pem",
        answer_certificate=trust / "answers.pem",
        credentials=settings.config / "mosip-credentials.toml",
    )


def refuse_unknown(settings: Settings) -> None:
    """Whoever receives: an entry that nobody reads is a mistake. Raises SettingsWrong, naming it."""
    for key in settings.options("mosip"):
        if key not in _KNOWN:
            raise settings.wrong("mosip", key)


def pinned_certificate(path: Path) -> Certificate:
    """A certificate that the technician put there. Raises KeyFileMissing, MalformedDer, TooLarge."""
    try:
        return Certificate.from_pem(files.read(path))
    except FileNotFoundError:
        raise KeyFileMissing(file=path.name) from None


def _digits(settings: Settings, key: str) -> str:
    value = settings.options("mosip").get(key)
    if not isinstance(value, str) or not fullmatch(r"[0-9]{5}", value):
        raise settings.wrong("mosip", key)
    return value


def _languages(settings: Settings) -> tuple[str, ...]:
    value = settings.options("mosip").get("languages", ["hye", "eng"])
    if not isinstance(value, list) or not value or not all(fullmatch(r"[a-z]{3}", str(item)) for item in value):
        raise settings.wrong("mosip", "languages")
    return tuple(value)


def _megabytes(settings: Settings) -> int:
    value = settings.options("mosip").get("largest_packet_mb", 5)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 100:
        raise settings.wrong("mosip", "largest_packet_mb")
    return value


def _users(settings: Settings) -> Mapping[str, str]:
    value = settings.options("mosip").get("users", {})
    if not isinstance(value, dict):
        raise settings.wrong("mosip", "users")
    for credential, user in value.items():
        named = isinstance(user, str) and 0 < len(user) <= MAX_USER_LENGTH
        if not named or not fullmatch(r"[0-9a-f]{64}", credential):
            raise SettingsWrong("mosip.users", settings.written.place("mosip", "users", credential))
    return value
