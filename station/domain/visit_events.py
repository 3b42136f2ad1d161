"""What is counted of a visit: how long its steps take, what is tried again, what is waited for, who turns back.

Beside the audit log and not in it (ADR 123): nothing here names a person, a credential, an enrollment or a packet. A
visit is a random number that ends with the visit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from station.domain.subject import age_on


class VisitKind(StrEnum):
    VISIT_BEGUN = "visit_begun"
    STEP_BEGUN = "step_begun"
    STEP_DONE = "step_done"
    STEP_LEFT = "step_left"
    ATTEMPT = "attempt"
    REFUSAL = "refusal"
    OVERRIDE = "override"
    EXCEPTION = "exception"
    WAIT = "wait"
    APPROVAL = "approval"
    REJECTION = "rejection"
    ABANDONMENT = "abandonment"
    VISIT_DONE = "visit_done"


@dataclass(frozen=True)
class Told:
    """When a kind is written, and what it carries beside service, unit, partner, sex and age band. about, reason: what
    stands there; "" for nothing. lasts: since when `lasted_s` counts; "" where it does not."""

    when: str
    about: str = ""
    reason: str = ""
    lasts: str = ""


KINDS: Mapping[VisitKind, Told] = {
    VisitKind.VISIT_BEGUN: Told("somebody begins"),
    VisitKind.STEP_BEGUN: Told("a step is stood on", about="step"),
    VisitKind.STEP_DONE: Told("a later step is stood on, or sealed", about="step", lasts="it was begun, no pauses"),
    VisitKind.STEP_LEFT: Told("an earlier step is stood on", about="step", lasts="it was begun, no pauses"),
    VisitKind.ATTEMPT: Told("a sample was taken, or refused for its quality", about="sample", reason="why not taken"),
    VisitKind.REFUSAL: Told("somebody had no right, or policy lets nobody begin", about="act", reason="why"),
    VisitKind.OVERRIDE: Told("what a rule refused was taken all the same", about="sample", reason="the reason given"),
    VisitKind.EXCEPTION: Told("something was marked as not to be taken", about="sample", reason="how many"),
    VisitKind.WAIT: Told("what was waited for came", reason="`resumed`, `approval`", lasts="the waiting began"),
    VisitKind.APPROVAL: Told("an officer approved"),
    VisitKind.REJECTION: Told("an officer sent it back or rejected it", reason="the codes of why"),
    VisitKind.ABANDONMENT: Told("it ended without a packet", about="step", reason="`discarded`, `withdrew`, `too_old`",
                                lasts="the visit was begun"),
    VisitKind.VISIT_DONE: Told("it was sealed", lasts="the visit was begun"),
}  # fmt: skip
"""docs/events.md is this table; a test holds both together."""


@dataclass(frozen=True)
class VisitEvent:
    """visit: a random number; "" where there was none, as of somebody who could not begin. service, unit: ids; partner:
    organisation of who sits here. sex, band: "" where they are not known or may not be counted."""

    kind: VisitKind
    visit: str = ""
    service: str = ""
    unit: str = ""
    partner: str = ""
    sex: str = ""
    band: str = ""
    about: str = ""
    reason: str = ""
    lasted_s: float | None = None


_BANDS = (6, 16, 18, 30, 45, 60, 75)


def age_band(birth_date: date, today: date) -> str:
    """Completed years: "0-5", "6-15", ... "75+"."""
    age = age_on(today, birth_date)
    first = max((band for band in _BANDS if band <= age), default=0)
    last = next((band - 1 for band in _BANDS if band > age), None)
    return f"{first}+" if last is None else f"{first}-{last}"
