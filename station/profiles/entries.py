"""What every table of a profile is made of."""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Meta, Struct

WORDS = "words"


def one_of(closed: Iterable[str]) -> Meta:
    """A word of a closed list. The list is kept, so that a message about a wrong word can name the right ones."""
    of = tuple(closed)
    return Meta(pattern=rf"\A(?:{'|'.join(of)})\Z", extra={WORDS: of})


Rule: TypeAlias = bool | str
"""Always, never, or the text of a condition."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every table in a profile: its entries, with no others allowed."""
