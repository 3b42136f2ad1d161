"""What the centre decided about a packet, as one line: for the window and for `stationctl`."""

from collections.abc import Mapping
from datetime import date

from station.domain.answers import Answer, Reason
from station.texts import catalogue, text_for
from station.texts.fields import field_words, label_key

Called = Mapping[str, Mapping[str, str]]
"""What a service calls an item, by language."""


def decision_words(answer: Answer, language: str, today: date, most: int = 0, called: Called | None = None) -> str:
    """The decision, then its reasons, each with what it is about, and by when what it asks for is due. most: reasons
    shown; 0: all. called: words of the service's own."""
    shown = answer.reasons[:most] if most else answer.reasons
    words = [text_for(f"ANSWER-{answer.verdict.upper()}", language, {}).happened]
    words += [_reason(each, language, called or {}) for each in shown]
    if left := len(answer.reasons) - len(shown):
        words.append(text_for("ANSWER-MORE", language, {"count": left}).happened)
    if answer.due is not None:
        code = "ANSWER-LATE" if answer.late(today) else "ANSWER-DUE"
        words.append(text_for(code, language, {"day": f"{answer.due:%d.%m.%Y}"}).happened)
    return " ".join(words)


def item_words(item: str, language: str, called: Called) -> str:
    """What an item is called: a sample in the program's words, a field in the service's, else in the program's; as it
    stands where nobody has a word for it."""
    known = catalogue(language)["ANSWER-ITEM"].words.get(item) or called.get(item, {}).get(language)
    key = "" if known else label_key(item)
    return known or (field_words(language)[key] if key else item)


def _reason(reason: Reason, language: str, called: Called) -> str:
    why = text_for(reason.code, language, {}).happened
    if not reason.item:
        return why
    return text_for("ANSWER-ITEM", language, {"item": item_words(reason.item, language, called), "why": why}).happened
