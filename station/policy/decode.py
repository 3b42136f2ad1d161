"""Signed bytes to frozen values: strict types, no unknown entries, a limit of size before anything is looked at."""

from typing import Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from station.policy.errors import PolicyTooBig, PolicyWrong

T = TypeVar("T")

Id: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,39}\Z")]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100)]
Sha256: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Version: TypeAlias = Annotated[int, Meta(ge=1, le=2**31)]


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything that policy files hold."""


def decode(data: bytes, kind: type[T], part: str, most_bytes: int) -> T:
    """One JSON document. Raises PolicyTooBig(part), PolicyWrong(part, key)."""
    if len(data) > most_bytes:
        raise PolicyTooBig(part=part)
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PolicyWrong(part=part, key=_place(error)) from None


def _place(error: Exception) -> str:
    """Where in the document, as the library says it: "Expected `int`, got `str` - at `$.units[0].id`"."""
    _, found, where = str(error).partition(" - at `")
    return where.rstrip("`") if found else "$"
