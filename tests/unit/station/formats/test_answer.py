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


@pytest.mark.parametrize(
    "answer", [PLAIN, replace(PLAIN, due=DUE), replace(PLAIN, request="R-7"), replace(PLAIN, due=DUE, request="R-7")]
)
def test_what_is_written_is_read_and_older_stations_are_spared(answer: Answer) -> None:
    data = encode_answer(answer)
    assert decode_answer(data) == answer
    assert json.loads(data)["version"] == (1 if answer is PLAIN else 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"due": "", "request": ""}, {"due": "24.12.2030"}, {"due": 1}, {"request": "-7"}, {"request": "a b"},
        {"version": 1}, {"version": 3}, {"verdict": "rejected"}, {"more": ""},
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
