"""What the centre decided about a packet that it opened: taken, refused, or parts of it are to be captured again.

Reasons are codes, each with a text in every language (station.texts): nobody's free words travel. Items are named by
the ids that the packet itself has: of its samples, of the document held already, and of each field, paper and consent
that its service asks.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from station.domain.enrollment import EnrollmentState
from station.domain.outbox import PacketId
from station.domain.sample import PORTRAIT, SIGNATURE, SLAPS, Finger


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    AGAIN = "again"  # what the reasons name is to be captured, or typed, once more


DOCUMENT = "document"
FINGERS = tuple(finger.name.lower() for finger in Finger)
FIELDS_BEFORE = (
    "surname_hy", "given_hy", "patronymic_hy", "surname_latin", "given_latin", "birth_date", "birth_place", "sex",
    "nationality", "psn", "phone", "email", "address", "guardian_name", "guardian_document",
)  # fmt: skip
ITEMS_BEFORE = (PORTRAIT, *FINGERS, *(slap.value for slap in SLAPS), SIGNATURE, DOCUMENT, *FIELDS_BEFORE)
"""All that a packet of version 0.1.0 has; older stations read an answer about these alone."""
ITEM = r"[a-z][a-z0-9_]{0,119}"
"""The form of an item's name."""

BY_A_PERSON = (
    "quality", "other-person", "not-alike", "incomplete", "data-wrong", "document-unfit", "known-already",
    "not-entitled",
)  # fmt: skip
"""Why somebody at the centre says no, in a word; its code is `person_code` of it."""


@dataclass(frozen=True)
class Reason:
    """item: what the packet calls it; "" where it is about the whole."""

    code: str
    item: str = ""


@dataclass(frozen=True)
class Answer:
    """due, request: of one that asks again, until when, and the centre's own number of it; where it says."""

    packet_id: PacketId
    verdict: Verdict
    answered_at: datetime
    reasons: tuple[Reason, ...] = ()
    due: date | None = None
    request: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """What is asked for, each once."""
        return tuple(dict.fromkeys(reason.item for reason in self.reasons if reason.item))

    def late(self, today: date) -> bool:
        return self.due is not None and today > self.due


@dataclass(frozen=True)
class AnswerRow:
    """As the station keeps it. unseen: it says no, or asks for something, and nobody has looked at it. again: how far
    what it asks for is; None where nobody began it."""

    answer: Answer
    unseen: bool = False
    again: EnrollmentState | None = None

    @property
    def to_begin(self) -> bool:
        """Whether what it asks for may be begun, or gone on with."""
        return self.answer.verdict is Verdict.AGAIN and self.again in (None, EnrollmentState.DRAFT)


def person_code(word: str) -> str:
    """word: one of `BY_A_PERSON`."""
    return f"ANSWER-{word.upper()}"
