"""What belongs to an application beside fields and samples: papers, consents, answers of registers, chips; by id."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from station.domain.operator import Operator
from station.domain.sample import Blob
from station.domain.value import FieldValue, Said, said_over

ItemId = NewType("ItemId", str)  # UUID, lower-case
SIMULATED, YES = "simulated", "YES"
"""What is said of an item that a simulator gave."""
MOST_ITEMS = 100
MOST_FILES = 50
MOST_FILE_BYTES = 20 * 1024 * 1024


class ItemKind(StrEnum):
    DOCUMENT = "document"  # a paper that was shown
    ATTACHMENT = "attachment"  # and stays, as pictures of its pages
    CONSENT = "consent"
    LOOKUP = "lookup"  # what a register answered
    CHIP = "chip"  # what the chip of a document holds
    PAYMENT = "payment"  # what a terminal took
    REFERRAL = "referral"  # sealed to those who protect; nobody here reads it
    EXCEPTION = "exception"  # what cannot be taken, and why (station.domain.exceptions)


@dataclass(frozen=True)
class Item:
    """about: which of its kind, as the service's profile calls it. values: what is said of it, each with its source.
    files: pages, or groups of data, in their order."""

    item_id: ItemId
    kind: ItemKind
    about: str
    values: Mapping[str, FieldValue] = field(default_factory=dict)
    files: tuple[Blob, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether a simulator gave it."""
        said = self.values.get(SIMULATED)
        return said is not None and said.text == YES

    def with_said(self, changes: Mapping[str, Said], settled_at: datetime | None) -> "Item":
        return replace(self, values=said_over(self.values, changes, settled_at))


class LinkKind(StrEnum):
    """To what the application belongs elsewhere."""

    APPOINTMENT = "appointment"
    EXTERNAL_CASE = "external_case"  # number of a case of another office
    HOUSEHOLD = "household"
    EARLIER_PACKET = "earlier_packet"  # SHA-256, hex


@dataclass(frozen=True)
class Notice:
    """That somebody was told of their rights. about: which text; language: in which they were told."""

    about: str
    version: str
    language: str
    given_at: datetime
    by: Operator


SUMMARY_PRINTED, SUMMARY_CONFIRMED = "summary_printed", "summary_confirmed"
"""Of a notice: the application was printed for the applicant to read; they signed on that paper that it is right."""
SUMMARIES = (SUMMARY_PRINTED, SUMMARY_CONFIRMED)


class ActKind(StrEnum):
    SIGNED = "signed"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


@dataclass(frozen=True)
class ActDone:
    """It stays known when a later change made it void."""

    kind: ActKind
    by: Operator
    at: datetime
