"""What the centre decided about a packet, as one line: for the window and for `stationctl`."""

from datetime import date

from station.domain.answers import Answer, Reason
from station.texts import text_for


def decision_words(answer: Answer, language: str, today: date, most: int = 0) -> str:
    """The decision, then its reasons, each with what it is about, and by when what it asks for is due. most: reasons
    shown; 0: all."""
    shown = answer.reasons[:most] if most else answer.reasons
    words = [text_for(f"ANSWER-{answer.verdict.upper()}", language, {}).happened]
    words += [_reason(each, language) for each in shown]
    if left := len(answer.reasons) - len(shown):
        words.append(text_for("ANSWER-MORE", language, {"count": left}).happened)
    if answer.due is not None:
        code = "ANSWER-LATE" if answer.late(today) else "ANSWER-DUE"
        words.append(text_for(code, language, {"day": f"{answer.due:%d.%m.%Y}"}).happened)
    return " ".join(words)


def _reason(reason: Reason, language: str) -> str:
    why = text_for(reason.code, language, {}).happened
    return text_for("ANSWER-ITEM", language, {"item": reason.item, "why": why}).happened if reason.item else why
