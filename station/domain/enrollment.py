"""One person's visit: what was typed, what was captured, where it stands. Immutable: each change is a new value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from station.domain.operator import Operator
from station.domain.sample import (
    BiometricException,
    Blob,
    Portrait,
    Samples,
    SignatureSample,
    SlapImpression,
)

EnrollmentId = NewType("EnrollmentId", str)  # UUID, lower-case


class EnrollmentState(StrEnum):
    """draft -> sealed -> receipted -> erased; draft -> discarded."""

    DRAFT = "draft"
    SEALED = "sealed"
    RECEIPTED = "receipted"
    ERASED = "erased"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Signed:
    """The content as the operator signed it: the container with signature 001, kept sealed until approval."""

    container: Blob
    operator: Operator
    signed_at: datetime


@dataclass(frozen=True)
class Enrollment:
    """`fields` hold the text of each input exactly as typed, right or wrong, so that nothing typed is ever lost."""

    enrollment_id: EnrollmentId
    procedure: str
    started_at: datetime
    operator: Operator
    step: str  # id of the step the operator last stood on
    fields: Mapping[str, str] = field(default_factory=dict)
    samples: Samples = field(default_factory=Samples)
    signed: Signed | None = None

    # Any change of content takes the operator's signature away: what is approved is what was signed.

    def with_fields(self, changes: Mapping[str, str]) -> "Enrollment":
        merged = {**self.fields, **changes}
        return self if merged == self.fields else replace(self, fields=merged, signed=None)

    def with_portrait(self, portrait: Portrait | None) -> "Enrollment":
        return replace(self, samples=replace(self.samples, portrait=portrait), signed=None)

    def with_slap(self, impression: SlapImpression) -> "Enrollment":
        return replace(self, samples=replace(self.samples, slaps=(*self.samples.slaps, impression)), signed=None)

    def with_exceptions(self, exceptions: tuple[BiometricException, ...]) -> "Enrollment":
        """Set which fingers are missing. Attempts at a slap whose expected fingers changed are void and dropped."""
        before = {item.finger for item in self.samples.exceptions}
        after = {item.finger for item in exceptions}
        changed = before ^ after
        slaps = tuple(item for item in self.samples.slaps if not changed.intersection(item.slap.fingers))
        return replace(self, samples=replace(self.samples, exceptions=exceptions, slaps=slaps), signed=None)

    def with_signature(self, signature: SignatureSample | None) -> "Enrollment":
        return replace(self, samples=replace(self.samples, signature=signature), signed=None)

    def with_signed(self, signed: Signed) -> "Enrollment":
        return replace(self, signed=signed)

    def at_step(self, step: str) -> "Enrollment":
        return replace(self, step=step)

    @property
    def simulated(self) -> bool:
        """Whether any sample came from a simulator; a production receiver refuses such a packet."""
        samples = self.samples
        devices = [item.device for item in samples.slaps]
        devices += [item.device for item in (samples.portrait, samples.signature) if item is not None]
        return any(device.simulated for device in devices)
