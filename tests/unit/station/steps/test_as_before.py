"""What steps put into a packet is, byte for byte and in its order, what one builder of all put there before them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from station.domain.enrollment import Enrollment
from station.domain.sample import QualityScore, Samples, SlapImpression
from station.packet import content
from station.packet.application import PacketContext
from tests.support.applicants import ADULT, PASSPORT_MRZ
from tests.support.clock import NOW
from tests.support.former_content import FormerContext, former_files
from tests.support.people import Shelf, context, enrollment
from tests.support.plans import walk

TODAY = NOW.astimezone().date()
NO_DOCUMENT = {**ADULT, "document_kind": "none"}
GUARDIAN = {"guardian_name": "Վահե", "guardian_relation": "parent", "guardian_document": "AX1"}


def scored(impression: SlapImpression, attempt: int, score: int | None) -> SlapImpression:
    quality = QualityScore("NFIQ2", "2.3", score)
    return replace(
        impression, attempt=attempt, fingers=tuple(replace(item, quality=quality) for item in impression.fingers)
    )


def as_taken(samples: Samples) -> Samples:
    return samples


def with_attempts(samples: Samples) -> Samples:
    """The second attempt is the best one, and the third is as good: the last of equals counts."""
    right, left = samples.slaps
    tried = (
        scored(right, 1, 20),
        scored(right, 2, 60),
        scored(right, 3, 60),
        scored(left, 1, 5),
        scored(left, 2, None),
    )
    return replace(samples, slaps=tried)


def with_odd_measures(samples: Samples) -> Samples:
    assert samples.portrait is not None
    quality = (QualityScore("Sharpness", "1", 50, float("inf")), QualityScore("Pose", "", None, 0.0))
    return replace(samples, portrait=replace(samples.portrait, quality=quality, automatic=False))


def without_exceptions(samples: Samples) -> Samples:
    return replace(samples, exceptions=())


CASES = {
    "no document": (NO_DOCUMENT, as_taken),
    "passport by its zone": (
        {
            **ADULT, "document_kind": "passport", "document_mrz": PASSPORT_MRZ, "document_number": "AX0000000",
            "document_issuer": "arm", "document_expiry": "14.09.2036", "document_source": "mrz_read",
        },
        as_taken,
    ),
    "identity card, typed": (
        {**ADULT, "document_kind": "id_card", "document_number": "000000001", "document_issuer": "ARM"},
        as_taken,
    ),
    "another document": ({**ADULT, "document_kind": "other", "document_number": "Թ-1"}, as_taken),
    "own spelling": (
        {
            **NO_DOCUMENT, "surname_latin": "HOVANNESIAN", "surname_latin_source": "spouse_doc",
            "surname_evidence": "US-1",
        },
        as_taken,
    ),
    "certificate": ({**NO_DOCUMENT, "psn_kind": "refusal_certificate", "psn": "R-77"}, as_taken),
    "no number yet": ({**NO_DOCUMENT, "psn_kind": "pending", "phone": "", "address": ""}, as_taken),
    "child": ({**NO_DOCUMENT, "birth_date": "15.06.2015", "psn": "6506151235", "psn_kind": "pending", **GUARDIAN},
              as_taken),
    "small child of whom prints were taken": (
        {**NO_DOCUMENT, "birth_date": "15.06.2024", "psn_kind": "pending", **GUARDIAN},
        as_taken,
    ),
    "attempts": (NO_DOCUMENT, with_attempts),
    "odd measures": (NO_DOCUMENT, with_odd_measures),
    "nothing missing": (NO_DOCUMENT, without_exceptions),
}  # fmt: skip


NOT_ASKED: Mapping[str, Mapping[str, Any]] = {
    "child": {"signature": None},
    "small child of whom prints were taken": {"signature": None, "exceptions": ()},
}
"""What differs, and is meant: what a person of that age is not asked for is not in the packet, whoever took it."""


def files_now(made: Enrollment, shelf: Shelf, of: PacketContext) -> list[tuple[str, bytes]]:
    return [(file.path, file.data) for file in content.build(made, walk(made, TODAY).content(), shelf.get, of).files]


def former(of: PacketContext) -> FormerContext:
    return FormerContext(**vars(of))


def made_of(fields: Mapping[str, str], shelf: Shelf) -> Enrollment:
    return replace(enrollment(shelf), values={}).with_fields(fields)


@pytest.mark.parametrize("name", CASES)
def test_every_file_is_the_same_in_the_same_order(name: str) -> None:
    fields, change = CASES[name]
    shelf = Shelf()
    made = made_of(fields, shelf)
    made = replace(made, samples=change(made.samples))
    of = context(made)
    before = replace(made, samples=replace(made.samples, **NOT_ASKED.get(name, {})))
    assert files_now(made, shelf, of) == former_files(before, TODAY, shelf.get, former(of))


def test_so_is_what_came_from_another_desk() -> None:
    shelf = Shelf()
    made = made_of(NO_DOCUMENT, shelf).recovered("ef" * 32)
    of = replace(context(made), simulated=False)
    assert files_now(made, shelf, of) == former_files(made, TODAY, shelf.get, former(of))


def test_the_cases_differ_in_what_they_put_there() -> None:
    """Not the same packet twelve times."""
    packets = set()
    for fields, change in CASES.values():
        shelf = Shelf()
        made = made_of(fields, shelf)
        made = replace(made, samples=change(made.samples))
        packets.add(tuple(files_now(made, shelf, context(made))))
    assert len(packets) == len(CASES)
