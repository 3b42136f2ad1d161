"""What a step shows of what it gave, for whoever compares it before it is signed: on the review and on paper.

Keys are of words; whoever shows a line says them in its language. A step's own words stand in its folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from station.domain.override import FailedCheck
from station.domain.sample import Blob, ExceptionReason, Finger


@dataclass(frozen=True)
class Word:
    """Said, not shown as it is."""

    key: str


@dataclass(frozen=True)
class Zone:
    """A line of a machine-readable zone, without what only fills it up to `width` characters."""

    text: str
    width: int


@dataclass(frozen=True)
class Choice:
    """One of the words that a field of a service allows; said by the field's own words. called, of: what the service
    calls the word and the field, by language; empty where the program's words serve."""

    field_id: str
    word: str
    called: Mapping[str, str] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Country:
    """A State or special nationality by its code."""

    code: str


@dataclass(frozen=True)
class Line:
    """label: key; "" for the name of the first of its fields. said: what stands behind it, one after another, as typed
    or a word, or a check that did not hold, with its value; where that is nothing, it is missing.

    fields: ids of the fields that it shows. chip: key of where it comes from; proven: by a document, where a spelling
    is not that of the table. wide: needs the whole width. called: what the service calls it, by language, in the place
    of the label; empty where it says nothing.
    """

    label: str
    said: tuple[str | Word | Choice | Country | FailedCheck | Zone, ...]
    fields: tuple[str, ...]
    between: str = ", "
    chip: str = ""
    proven: bool = False
    wide: bool = False
    called: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """label: key of its name. image: None while there is none. ink: the white around it says nothing. instead: what
    stands in its place where there will be none; None: it is missing."""

    label: str
    image: Blob | None
    ink: bool = False
    instead: Word | None = None


@dataclass(frozen=True)
class Prints:
    """All ten fingers: the score of each that was taken, None where it could not be computed, and why one is missing.
    required: False where none are wanted of this person."""

    taken: Mapping[Finger, int | None] = field(default_factory=dict)
    missing: Mapping[Finger, ExceptionReason] = field(default_factory=dict)
    required: bool = True


@dataclass(frozen=True)
class Pages:
    """Pages of papers, small, one beside another."""

    images: tuple[Blob, ...]


Shown: TypeAlias = Line | Picture | Prints | Pages


def joined_text(*parts: str | Word | Zone | None) -> tuple[str | Word | Zone, ...]:
    """Without what is empty."""
    return tuple(part for part in parts if part)
