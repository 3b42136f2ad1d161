"""The day in the language in use: a number and its words a line."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from station.acts import CaseState
from station.domain.answers import Verdict
from station.domain.contact import CallOutcome
from station.domain.outbox import OutboxState
from station.services.day import DayView, ToCall, Waits
from station.texts import catalogue
from station.texts.decisions import item_words
from ui.messages import joined, language, say
from ui.widgets.packet_words import moment, with_what_to_do
from ui.widgets.states import packet_sign

Line: TypeAlias = tuple[int, str]
_MOST_CHECKS = 5
COUNTED: Mapping[str, str] = {
    "FNG-TOO-FEW": "too_few", "FNG-TOO-MANY": "too_many", "STN-433": "other_number", "STN-432": "no_more_tries",
    "STN-718": "below_policy",
}  # fmt: skip
"""Refusals at a capture of which the sentence tells numbers, and the word for many of them."""
_STATES = (
    CaseState.OPEN, CaseState.RETURNED, CaseState.SIGNED, CaseState.WAITING, CaseState.APPROVED, CaseState.REJECTED,
    CaseState.UNREADABLE,
)  # fmt: skip


def done(day: DayView) -> Sequence[Line]:
    return (
        (day.begun, say("day.done.begun")),
        (day.sealed, say("day.done.sealed")),
        (day.given_up, say("day.done.given_up")),
        (day.sent_back, say("day.done.sent_back")),
    )


def waits(day: DayView, now: datetime) -> Sequence[Line]:
    """What there is of it; nothing where nothing waits."""
    cases = ((f"day.waits.{state.value}", day.by_state.get(state, Waits())) for state in _STATES)
    every = (*cases, ("day.waits.on_the_way", day.on_the_way), ("day.waits.stuck", Waits(day.stuck)))
    return [(waits.count, _since(say(key), waits, now)) for key, waits in every if waits.count]


def _since(words: str, waits: Waits, now: datetime) -> str:
    return words if waits.since is None else say("day.since", what=words, time=moment(waits.since, now))


def refused(day: DayView) -> Sequence[Line]:
    """By the centre, of those who are to be called; by checks, the most frequent first. What stopped at this desk was
    refused by nobody."""
    return (*_by_centre(day), *_by_check(day))


def _by_centre(day: DayView) -> Iterator[Line]:
    for word, times in Counter(packet_sign(each.packet).word for each in day.calls if not stopped_here(each)).items():
        yield times, say(word)


def _by_check(day: DayView) -> Iterator[Line]:
    ordered = sorted(day.by_check.items(), key=lambda item: (-item[1], item[0]))
    for (sample, code), times in ordered[:_MOST_CHECKS]:
        yield times, _refusal(item_words(sample, language(), {}), code)
    if rest := sum(times for _, times in ordered[_MOST_CHECKS:]):
        yield rest, say("day.other_checks")


def _refusal(item: str, code: str) -> str:
    """What is counted is the code alone: a sentence that tells numbers is not said with none."""
    if code in COUNTED:
        return joined(item, say(f"day.counted.{COUNTED[code]}"))
    text = catalogue(language()).get(code)
    return f"{item} ({code})" if text is None or "{" in text.happened else joined(item, text.happened)


def who(call: ToCall) -> str:
    """Whom to call and by which number; where nobody knows any more, the number on their receipt."""
    contact = call.packet.contact
    number = say("day.number", number=call.packet.packet_id[:8])
    if contact is None:
        return number
    return " · ".join(part for part in (contact.name or number, contact.phone or say("day.no_phone")) if part)


def why(call: ToCall, now: datetime) -> str:
    """What happened to the packet, and what to do."""
    answer, words = call.packet.answer, with_what_to_do(call.packet, now)
    if answer is None:
        return words
    return f"{words} {say('day.come_again' if answer.answer.verdict is Verdict.AGAIN else 'day.tell_them')}"


def stopped_here(call: ToCall) -> bool:
    return call.packet.state is OutboxState.PARKED


def came_of_it(call: ToCall, now: datetime) -> str:
    if call.outcome is None or call.at is None:
        return say("day.not_called")
    key = "day.reached_at" if call.outcome is CallOutcome.DONE else "day.not_reached_at"
    return say(key, time=moment(call.at, now))
