"""How far a packet is, in a sentence: its state, why, until when, and what the centre said. No Qt."""

from dataclasses import replace
from datetime import datetime

from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxState
from station.services.views import OutboxView
from station.texts.decisions import decision_words
from ui.messages import language, problem_text, say
from ui.widgets.states import packet_sign

_BECAUSE = (OutboxState.WAITING, OutboxState.REFUSED, OutboxState.PARKED)
_STUCK = (OutboxState.REFUSED, OutboxState.PARKED)
_NO_REASON = "STN-302"  # that it was refused, of a receiver that did not say why
_REASONS = 4  # of an answer's are shown; a row stays one that can be read


def moment(at: datetime, now: datetime) -> str:
    """Time of day today, else day and time; in the desk's own time zone."""
    local, today = at.astimezone(), now.astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d.%m.%Y %H:%M}"


def what_to_do(row: OutboxView) -> str:
    """What its reason asks of a person, where nothing goes on without one; ""."""
    return problem_text(row.problem).remedy if row.state in _STUCK and row.problem is not None else ""


def with_what_to_do(row: OutboxView, now: datetime) -> str:
    """How far it is, and what its reason asks of a person; where no reason stands between, as its reason does."""
    words, remedy = state_words(row, now), what_to_do(row)
    if row.state in _STUCK and row.problem is not None and row.problem.code == _NO_REASON:
        return say("home.state_because", state=words, why=remedy)
    return f"{words} {remedy}".strip()


def state_words(row: OutboxView, now: datetime) -> str:
    """How far the packet is, in words."""
    words = say(packet_sign(replace(row, answer=None)).word)
    if row.state is OutboxState.WAITING and row.next_try_at is not None:
        words = say("home.state_next", state=words, time=moment(row.next_try_at, now))
    if row.state in _BECAUSE and row.problem is not None and row.problem.code != _NO_REASON:
        words = say("home.state_because", state=words, why=problem_text(row.problem).happened)
    if row.state is OutboxState.RECEIPTED and row.erased:
        words = say("home.state_erased", state=words)
    if row.answer is not None:
        today = now.astimezone().date()  # what was decided says more than that it was received
        words = decision_words(row.answer.answer, language(), today, _REASONS, row.called)
        if row.answer.again is not None:
            begun = "home.again_begun" if row.answer.to_begin else "home.again_sent"
            words = f"{words} {say(begun)}"
    if row.taken_back is not None:
        sent = row.taken_back is not EnrollmentState.DRAFT
        words = f"{words} {say('home.taken_back' if sent else 'home.taken_back_begun')}"
    return words
