"""A packet that completes an earlier one: the named items and nothing else, and asked for here."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from crypto import cms
from intake.acceptance.asked import asked_here, require_named_only
from intake.acceptance.contexts import Again
from intake.acceptance.declared import read_application
from intake.store.layout import ANSWER
from station.domain.answers import Answer, Reason, Verdict
from station.domain.outbox import PacketId
from station.formats.answer import encode_answer
from station.formats.moment import moment_text
from tests.support.clock import NOW
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
        (("iris",), (), (), False),
    ],
)
def test_what_was_named_and_nothing_else(
    items: tuple[str, ...], paths: tuple[str, ...], fields: tuple[str, ...], fits: bool
) -> None:
    if fits:
        require_named_only(items, paths, fields)
        return
    with pytest.raises(ValueError, match=r"nobody asked|none"):
        require_named_only(items, paths, fields)


def application(**changes: Any) -> bytes:
    """A correction of a birth date."""
    context = {
        "format": 7, "enrollmentDate": moment_text(NOW), "station": "d" * 64, "desk": "1", "operator": PERSON,
        "capturedBy": [], "softwareVersion": "1", "policyVersions": {},
        "recapture": {"packet": EARLIER, "askedAt": moment_text(NOW), "items": ["birth_date"]},
    }  # fmt: skip
    value = {
        "enrollmentId": "00000000-0000-4000-8000-000000000001", "status": "FINALIZED", "enrollmentType": "PASSPORT",
        "enrollmentFlags": {"mode": "demo", "simulated": False}, "contextualData": context,
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
