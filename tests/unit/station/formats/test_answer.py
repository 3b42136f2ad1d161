"""The centre's answer: as it ever was, and with a day and a number where it asks again."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import rfc8785

from station.domain.answers import Answer, Reason, Verdict
from station.domain.outbox import PacketId
from station.formats.answer import decode_answer, encode_answer
from station.texts.decisions import decision_words
from tests.support.clock import NOW

DUE = date(2030, 12, 24)
PLAIN = Answer(PacketId("a1" * 32), Verdict.AGAIN, NOW, (Reason("ANSWER-QUALITY", "portrait"),))
PAPER = replace(PLAIN, reasons=(*PLAIN.reasons, Reason("ANSWER-INCOMPLETE", "old_document_paper")))


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        (PLAIN, 1), (replace(PLAIN, due=DUE), 2), (replace(PLAIN, request="R-7"), 2), (PAPER, 3),
        (replace(PLAIN, due=DUE, request="R-7"), 2), (replace(PAPER, due=DUE), 3),
        (replace(PAPER, verdict=Verdict.REJECTED), 3),
    ],
)  # fmt: skip
def test_what_is_written_is_read_and_older_stations_are_spared(answer: Answer, version: int) -> None:
    data = encode_answer(answer)
    assert decode_answer(data) == answer
    assert json.loads(data)["version"] == version


@pytest.mark.parametrize(
    "changes",
    [
        {"due": "", "request": ""}, {"due": "24.12.2030"}, {"due": 1}, {"request": "-7"}, {"request": "a b"},
        {"version": 1}, {"version": 3}, {"version": 4}, {"verdict": "rejected"}, {"more": ""},
    ],
)  # fmt: skip
def test_anything_else_is_refused(changes: dict[str, object]) -> None:
    value = json.loads(encode_answer(replace(PLAIN, due=DUE)))
    with pytest.raises(ValueError):
        decode_answer(rfc8785.dumps(value | changes))


def test_the_day_is_said_and_that_it_is_over() -> None:
    answer = replace(PLAIN, due=DUE)
    assert decision_words(answer, "en", DUE).endswith("Due by 24.12.2030.")
    assert decision_words(answer, "en", DUE + timedelta(days=1)).endswith("It was due by 24.12.2030: late.")


def test_an_item_is_called_as_the_service_calls_it() -> None:
    """Else in the program's words; where nobody has any, as it stands."""
    names = {"old_document_paper": {"en": "Paper of then"}}
    assert "Paper of then: " in decision_words(PAPER, "en", DUE, called=names)
    assert "The old document: " in decision_words(PAPER, "en", DUE)
    assert "Portrait: " in decision_words(PAPER, "en", DUE, called={"portrait": {"en": "Other"}})
    odd = replace(PLAIN, reasons=(Reason("ANSWER-QUALITY", "xyz"),))
    assert "xyz: " in decision_words(odd, "en", DUE)
