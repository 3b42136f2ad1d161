"""What crosses the pipe between the station and a module's process: frozen values and plain bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec


@dataclass(frozen=True)
class Module:
    """A PKCS#11 module. `environment` is set in its process only: where it finds its store, its TPM, its readers."""

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class Kind(StrEnum):
    """The kinds of key that are made."""

    P256 = "P-256"
    P384 = "P-384"
    RSA3072 = "RSA-3072"


class Use(StrEnum):
    """What a key is made for: one key, one use."""

    SIGN = "sign"
    WRAP = "wrap"


class Scheme(StrEnum):
    """How to sign; the data are hashed with SHA-256 in all of them."""

    ECDSA = "ecdsa"
    PSS = "pss"
    PKCS1 = "pkcs1"


class Form(StrEnum):
    """How a token opens what was wrapped for it."""

    ECDH = "ecdh"
    OAEP_SHA256 = "rsa-oaep-sha256"
    OAEP_SHA1 = "rsa-oaep-sha1"  # all that some tokens know; OAEP does not rest on collision resistance


@dataclass(frozen=True)
class PublicMaterial:
    """An EC key has `curve` (DER of EC_PARAMS) and `point` (X9.62, uncompressed); an RSA key `n` and `e`."""

    curve: bytes = b""
    point: bytes = b""
    n: int = 0
    e: int = 0


@dataclass(frozen=True)
class Token:
    """A token that is there now, as it shows itself to everybody."""

    token: str
    """Serial number and label: they find it again in any slot."""
    certificates: tuple[tuple[bytes, bytes], ...]
    """(CKA_ID, DER) of each."""


@dataclass(frozen=True)
class PrivateSeen:
    """A private key of a token, seen after the PIN. `public` is None where the token shows no public half."""

    key_id: bytes
    label: str
    signs: bool
    opens: frozenset[Form]
    stays: bool
    """It cannot leave the token: sensitive and not extractable."""
    public: PublicMaterial | None


@dataclass(frozen=True)
class Call:
    """A question: a method of crypto.keys.pkcs11.tokens.Tokens, or LOAD, and its arguments."""

    name: str
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`error`: name of a class of crypto.errors, with its params; `last`: the process is to be ended."""

    value: object = None
    error: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    last: bool = False


LOAD = "load"
"""The first question: whether the module loads."""

ANSWERS: Mapping[str, Any] = {
    LOAD: None,
    "present": tuple[str, ...],
    "look": tuple[Token, ...],
    "login": int,
    "unblock": None,
    "logout": None,
    "private_keys": tuple[PrivateSeen, ...],
    "sign": bytes,
    "open_wrapped": bytes,
    "make": PublicMaterial,
    "store_certificate": None,
    "forget": None,
}
"""What each question is answered with. Only such values are made of what comes from a module's process."""


def encode(value: Call | Answer) -> bytes:
    """JSON: bytes as base64, as small as the longest signature."""
    return msgspec.json.encode(value)


def decode_call(encoded: bytes, arguments_of: Callable[[str], Any]) -> Call:
    """arguments_of: the types of a question's arguments, as one tuple type. Raises ValueError."""
    call = msgspec.json.decode(encoded, type=Call)
    return Call(call.name, msgspec.convert(call.arguments, arguments_of(call.name)))


def decode_answer(encoded: bytes, name: str) -> Answer:
    """Of the question `name`. Raises ValueError for what is no such answer."""
    answer = msgspec.json.decode(encoded, type=Answer)
    return answer if answer.error else replace(answer, value=msgspec.convert(answer.value, ANSWERS[name]))
