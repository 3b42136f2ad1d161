"""A question about fingers is answered before they are kept, and what was answered stays with them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station.domain.failed import FailedCheck
from station.domain.operator import CredentialId, Operator
from station.domain.sample import NamedBy, Slap
from station.packet.named import fingers_told
from station.services.fingers_before import QuestionOpen, answered
from station.steps.slaps.named import named_lines
from tests.support.capture_fakes import impression, slap_candidate

AT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
BY = Operator(CredentialId("0a" * 32), "A", "B", frozenset())
ASKED = (FailedCheck("FNG-OTHER-ABSENT", "", 0.3, "x >= 0.5"),)
TAKEN = replace(
    impression(Slap.THUMBS, 1, (60, 60)),
    fingers=tuple(
        replace(each, named_by=way)
        for each, way in zip(
            impression(Slap.THUMBS, 1, (60, 60)).fingers, (NamedBy.OPERATOR, NamedBy.GEOMETRY), strict=True
        )
    ),
)
CANDIDATE = slap_candidate(Slap.THUMBS, (60, 60), Slap.THUMBS.fingers)


def test_a_question_that_nobody_answered_keeps_the_prints_out() -> None:
    with pytest.raises(QuestionOpen) as caught:
        answered(replace(CANDIDATE, questions=ASKED), TAKEN, BY, AT)
    assert (caught.value.code, caught.value.params["field"]) == ("STN-521", "thumbs")


def test_the_answer_and_who_gave_it_stay_with_the_prints_and_go_into_packet_and_review() -> None:
    kept = answered(replace(CANDIDATE, questions=ASKED, answered=True), TAKEN, BY, AT)
    assert (kept.questions, kept.answered_by, kept.answered_at) == (ASKED, BY.credential_id, AT)
    assert fingers_told([kept]) == {
        "thumbs": {
            "named": {"left_thumb": "operator", "right_thumb": "geometry"},
            "questions": [{"check": "FNG-OTHER-ABSENT", "value": 0.3, "limit": "x >= 0.5"}],
            "answeredBy": BY.credential_id,
            "answeredAt": "2026-11-30T10:00:00.000Z",
        }
    }
    lines = named_lines([kept])
    assert [line.label for line in lines] == ["fingerprints.named.thumbs", "fingerprints.answered.thumbs"]
    assert lines[1].said == ASKED


def test_prints_nobody_was_asked_about_name_nobody_and_the_review_says_no_more() -> None:
    plain = replace(TAKEN, fingers=tuple(replace(each, named_by=NamedBy.GEOMETRY) for each in TAKEN.fingers))
    kept = answered(CANDIDATE, plain, BY, AT)
    assert (kept.answered_by, kept.answered_at) == ("", None)
    assert fingers_told([kept]) == {"thumbs": {"named": {"left_thumb": "geometry", "right_thumb": "geometry"}}}
    assert named_lines([kept]) == ()


def test_what_a_check_on_trial_found_is_written_down() -> None:
    kept = answered(replace(CANDIDATE, noted=ASKED), TAKEN, BY, AT)
    assert fingers_told([kept])["thumbs"]["noted"] == [{"check": "FNG-OTHER-ABSENT", "value": 0.3, "limit": "x >= 0.5"}]


def test_prints_of_an_older_station_say_nothing() -> None:
    assert fingers_told([impression(Slap.THUMBS, 1, (60, 60))]) == {}
