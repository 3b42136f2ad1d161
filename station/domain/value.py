"""What a field holds: a text, how it came there, and what it replaced. A correction keeps both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from station.domain.operator import CredentialId

Key = TypeVar("Key", bound=str)
MOST_REPLACED = 20
ONE_WRITING = timedelta(minutes=10)
"""Letters typed one after another are one text, not so many corrections."""


class Source(StrEnum):
    """Who or what said it."""

    TYPED = "typed"  # by a person at the desk
    MRZ = "mrz"  # machine-readable zone of a document
    CHIP = "chip"  # of a document
    REGISTRY = "registry"
    PRE_APPLICATION = "pre_application"  # the applicant, before coming
    TABLE = "table"  # the law's table of Latin letters
    COMPANION = "companion"  # typed for somebody who came with them: evidence is that person's enrollment
    PAPER = "paper"  # shown at the desk
    TERMINAL = "terminal"  # that took a payment
    UNKNOWN = "unknown"  # a draft of an older station does not say


@dataclass(frozen=True)
class Said:
    """text: exactly as it came. at, by: when, and the credential of who sat there. evidence: on what it rests, the
    number of a paper or the id of another field."""

    text: str
    source: Source = Source.UNKNOWN
    at: datetime | None = None
    by: CredentialId | None = None
    evidence: str = ""


@dataclass(frozen=True)
class FieldValue(Said):
    """replaced: what was there before, the oldest first; of very many the first and the newest."""

    replaced: tuple[Said, ...] = ()

    def corrected(self, new: Said, settled_at: datetime | None) -> "FieldValue":
        """With another text. settled_at: what came until then is no longer being written.

        The same text again changes nothing. Going on writing replaces the text and keeps nothing of it; going back to
        what was there takes the correction away.
        """
        if new.text == self.text:
            return self
        if not self._is_written_on(new, settled_at):
            return _value(new, (*self.replaced, *((_said(self),) if self.text else ())))
        if self.replaced and self.replaced[-1].text == new.text:
            return _value(self.replaced[-1], self.replaced[:-1])
        return _value(new, self.replaced)

    def _is_written_on(self, new: Said, settled_at: datetime | None) -> bool:
        if self.at is None or new.at is None or (self.source, self.by) != (new.source, new.by):
            return False
        open_still = settled_at is None or self.at > settled_at
        return open_still and self.at <= new.at <= self.at + ONE_WRITING


def said_over(
    values: Mapping[Key, FieldValue], changes: Mapping[Key, Said], settled_at: datetime | None
) -> Mapping[Key, FieldValue]:
    """Other texts, each with how it came. What they correct is kept."""
    merged = {**values}
    for name, new in changes.items():
        former = merged.get(name)
        merged[name] = former.corrected(new, settled_at) if former is not None else _value(new, ())
    return values if merged == values else merged


def _value(said: Said, replaced: tuple[Said, ...]) -> FieldValue:
    if len(replaced) > MOST_REPLACED:
        replaced = (replaced[0], *replaced[-MOST_REPLACED + 1 :])
    return FieldValue(said.text, said.source, said.at, said.by, said.evidence, replaced)


def _said(value: FieldValue) -> Said:
    return Said(value.text, value.source, value.at, value.by, value.evidence)
