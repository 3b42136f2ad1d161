"""What a state is called: the one table of words and signs, for steps and for packets, and what each claims. No Qt.

Rail, page titles, review, last page, rows and lists say a state by this table and by nothing else. A sign that is
`done` may be given only to what has nothing missing and was not refused: `step_sign` and `packet_sign` ask the facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.theme.tokens import Role

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView, OutboxView, StepView


@dataclass(frozen=True)
class Sign:
    """word: key of its words. done: it claims that nothing is missing and nobody said no."""

    word: str
    icon: str
    role: Role
    done: bool = False


STEPS: Mapping[str, Sign] = {
    "to_do": Sign("states.step.to_do", "ring", "muted"),
    "current": Sign("states.step.current", "current", "accent"),
    "done": Sign("states.step.done", "done", "ok", done=True),
    "without": Sign("states.step.without", "minus", "muted"),
    "blank": Sign("states.step.blank", "minus", "muted"),
    "attention": Sign("states.step.attention", "warning", "warn"),
    "locked": Sign("states.step.locked", "lock", "muted"),
}

PACKETS: Mapping[str, Sign] = {
    "pending": Sign("states.packet.pending", "clock", "muted"),
    "sending": Sign("states.packet.sending", "up", "accent"),
    "waiting": Sign("states.packet.waiting", "offline", "warn"),
    "receipted": Sign("states.packet.receipted", "done", "ok", done=True),
    "delivered": Sign("states.packet.delivered", "done", "ok", done=True),
    "accepted": Sign("states.packet.accepted", "done", "ok", done=True),
    "refused": Sign("states.packet.refused", "error", "error"),
    "rejected": Sign("states.packet.rejected", "warning", "warn"),
    "again": Sign("states.packet.again", "warning", "warn"),
    "parked": Sign("states.packet.parked", "warning", "warn"),
}


def step_sign(step: "StepView", view: "EnrollmentView") -> Sign:
    """Of a step of that enrollment. One of which nothing is taken, for a reason, is not called done;
    nor is a form in which nothing was entered, though it may stay so."""
    if step.state != "done":
        return STEPS[step.state]
    if step.problems:
        return STEPS["attention"]
    if step.blank:
        return STEPS["blank"]
    return STEPS["without" if _nothing_taken(step, view) else "done"]


def _nothing_taken(step: "StepView", view: "EnrollmentView") -> bool:
    from station.domain.sample import Modality  # here: not before the window is there

    if step.takes is Modality.FINGERS:
        return bool(view.slaps) and not any(slap.expected for slap in view.slaps)
    return step.lacks is not None and step.lacks.nothing_taken


def packet_sign(packet: "OutboxView") -> Sign:
    """What the centre decided about it says more than that it was received."""
    from station.domain.outbox import OutboxState  # here: not before the window is there

    if packet.state is not OutboxState.RECEIPTED:
        return PACKETS[packet.state.value]
    if packet.answer is not None:
        return PACKETS[packet.answer.answer.verdict.value]
    return PACKETS["delivered" if packet.unsigned else "receipted"]
