"""A packet that completes an earlier one: the named items and nothing else, and asked for here."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from crypto import cms
from intake.acceptance.asked import asked_here, items_in, require_named_only
from intake.acceptance.contexts import Again
from intake.acceptance.declared import read_application
from intake.store.layout import ANSWER
from station.domain.answers import ITEMS_BEFORE, Answer, Reason, Verdict
from station.domain.outbox import PacketId
from station.formats.answer import encode_answer
from station.formats.moment import moment_text
from station.packet import layout
from tests.support.clock import NOW
from tests.support.judged import sound_content
from tests.support.pki import Pki, pki

__all__ = ["pki"]

EARLIER = PacketId("a1" * 32)
ASKED = Answer(EARLIER, Verdict.AGAIN, NOW, (Reason("ANSWER-QUALITY", "right_index"),), date(2030, 12, 24), "R-7")
AGAIN = Again(EARLIER, moment_text(NOW), ("right_index",), "R-7")
PERSON = {"credential": "c" * 64, "identifier": "", "key": "", "name": "Ani", "organisation": "Demo"}


@pytest.mark.parametrize(
    ("items", "paths", "fields", "fits"),
    [
        (("right_index",), ("biometrics/fingers/right_four.png", "biometrics/fingers/right_index.wsq"), (), True),
        (("right_index",), ("biometrics/fingers/right_middle.wsq",), (), False),
        (("right_index",), ("biometrics/fingers/left_four.png",), (), False),
        (("right_index",), ("biometrics/face/portrait.jp2",), (), False),
        (("right_four",), ("biometrics/fingers/right_four.png", "biometrics/fingers/right_ring.wsq"), (), True),
        (("portrait",), ("biometrics/face/portrait.jp2", "biometrics/face/source.png"), (), True),
        (("surname_hy",), (), ("surname_hy", "surname_latin", "surname_latin_source"), True),
        (("surname_hy",), (), ("given_hy",), False),
        (("document",), ("documents/held.json",), (), True),
        (("portrait",), ("documents/held.json",), (), False),
        (("passport_paper",), (), ("passport_paper",), True),
        (
            ("passport_paper",),
            ("attachments/1/page-1.jpg",),
            ("passport_paper",),
            False,
        ),  # pages are looked at by paper
        (("self_consent",), (), ("father_consent",), False),
    ],
)
def test_what_was_named_and_nothing_else(
    items: tuple[str, ...], paths: tuple[str, ...], fields: tuple[str, ...], fits: bool
) -> None:
    said = dict.fromkeys(fields, "WORD")
    if fits:
        require_named_only(items, paths, said)
        return
    with pytest.raises(ValueError, match=r"nobody asked"):
        require_named_only(items, paths, said)


def test_pages_are_of_a_paper_that_was_named() -> None:
    items, said = ("passport_or_id_card_paper",), {"passport_or_id_card_paper": "ID_CARD"}
    require_named_only(items, (), said, papers=("ID_CARD", "ID_CARD"))
    with pytest.raises(ValueError, match="nobody asked"):
        require_named_only(items, (), said, papers=("ID_CARD", "PASSPORT"))


def test_what_a_packet_has_is_what_may_be_named() -> None:
    entered = ("surname_hy", "parents.1.name", "parents.2.name", "document_kind", "document_number", "self_consent")
    paths = ("biometrics/face/portrait.jp2", "biometrics/face/source.png", "biometrics/fingers/right_four.png",
             "biometrics/fingers/right_index.wsq", "documents/held.json")  # fmt: skip
    named = ("portrait", "right_index", "left_thumb", "right_four", "signature", "document")
    assert items_in(paths, ("left_thumb", "signature"), entered, ("lastName", "phone")) == (
        *named, "surname_hy", "parents", "self_consent",
    )  # fmt: skip


def test_a_packet_of_before_has_what_stations_of_then_know(pki: Pki) -> None:
    """Nothing says in it which fields were asked: what they are called stands in its members."""
    (data,) = (file.data for file in sound_content(pki).files if file.path == layout.APPLICATION)
    items = read_application(data).items
    assert {"portrait", "right_index", "signature", "document", "surname_hy", "surname_latin", "psn"} <= set(items)
    assert set(items) <= set(ITEMS_BEFORE)
    answer = replace(ASKED, due=None, request="", reasons=tuple(Reason("ANSWER-QUALITY", item) for item in items))
    assert json.loads(encode_answer(answer))["version"] == 1


AGAIN_CONTEXT: dict[str, Any] = {
    "format": 7, "enrollmentDate": moment_text(NOW), "station": "d" * 64, "desk": "1", "operator": PERSON,
    "capturedBy": [], "softwareVersion": "1", "policyVersions": {},
    "recapture": {"packet": EARLIER, "askedAt": moment_text(NOW), "items": ["birth_date"]},
}  # fmt: skip


def application(**changes: Any) -> bytes:
    """A correction of a birth date."""
    value = {
        "enrollmentId": "00000000-0000-4000-8000-000000000001", "status": "FINALIZED", "enrollmentType": "PASSPORT",
        "enrollmentFlags": {"mode": "demo", "simulated": False}, "contextualData": AGAIN_CONTEXT,
        "biographicData": {"further": {"birth_date": "1990-06-15"}}, "biometricData": [],
    }  # fmt: skip
    return rfc8785.dumps(value | changes)


def test_it_is_read_by_a_form_of_its_own() -> None:
    declared = read_application(application())
    assert declared.again is not None
    assert (declared.again.packet, declared.again.items) == (EARLIER, ("birth_date",))
    wrong: tuple[dict[str, object], ...] = (
        {"biographicData": {"further": {"birth_date": "1990-06-15", "sex": "F"}}},
        {"biographicData": {"dateOfBirth": "1990-06-15"}},
        {"biographicData": {"further": {"birth_date": "1990-06-15", "attachments": 1}}},
        {"biographicData": {"further": {"birth_date": "1990-06-15", "attachments": [{"paper": ["PASSPORT"]}]}}},
        {"biographicData": {"further": {"birth_date": ["1990"], "attachments": [{"paper": "PASSPORT"}]}}},
        {"contextualData": {**AGAIN_CONTEXT, "entered": {"sex": {"source": "typed"}}}},
        {"contextualData": {**AGAIN_CONTEXT, "recapture": {**AGAIN_CONTEXT["recapture"], "items": ["Birth date"]}}},
    )
    for changes in wrong:
        with pytest.raises(ValueError):
            read_application(application(**changes))


def test_what_nobody_asked_for_here_waits_for_a_person(pki: Pki, tmp_path: Path) -> None:
    def told(again: Again, earlier: Path | None) -> list[tuple[str, object, str]]:
        return [(each.code, each.speaks_for, each.reason) for each in asked_here(again, earlier)]

    folder = tmp_path / EARLIER
    assert told(AGAIN, None) == told(AGAIN, folder) == [("INT-101", None, "packet")]
    folder.mkdir()
    assert told(AGAIN, folder) == [("INT-101", None, "not-answered")]
    (folder / ANSWER.format(1)).write_bytes(cms.sign_attached(encode_answer(ASKED), pki.receipt_key, NOW))
    (folder / ANSWER.format(2)).write_bytes(b"rotten")
    assert told(AGAIN, folder) == []
    for other in (
        Again(EARLIER, AGAIN.asked_at, ("portrait",), "R-7"),
        Again(EARLIER, AGAIN.asked_at, AGAIN.items, "R-8"),
        Again(EARLIER, "2020-01-01T00:00:00.000Z", AGAIN.items, "R-7"),
    ):
        assert told(other, folder) == [("INT-101", None, "not-asked")]
