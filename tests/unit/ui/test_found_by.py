"""Somebody is found by their name, and stands where the Armenian alphabet puts them."""

from dataclasses import replace

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.draft_summary import DraftSummary
from tests.support.clock import NOW
from ui.widgets.found_by import by_name, people_found


def draft(given: str, surname: str, *others: str) -> DraftSummary:
    title = f"{given} {surname}".strip()
    plain = DraftSummary(EnrollmentId(title), title, "step.review.name", NOW, "passport", surname=surname)
    return replace(plain, names=(title, *others))


EVA, GEVORG = draft("Եվա", "Ավետիսյան"), draft("Գևորգ", "Ուլիխանյան")
VOSKAN, ANI = draft("Ոսկան", "Վարդանյան"), draft("Անի", "Տեր-Ավետիսյան", "Շուշան Տեր-Ավետիսյան")
ONE, SHUT = draft("Նարե", ""), replace(draft("", ""), enrollment_id=EnrollmentId("shut"), problem=Problem("STN-164"))
ALL = (SHUT, GEVORG, ONE, ANI, VOSKAN, EVA)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ALL),
        ("  ", ALL),
        ("ավետ", (ANI, EVA)),
        ("Ավետ եվ", (EVA,)),
        ("ԳԵՎՈՐԳ", (GEVORG,)),
        ("գեւ", (GEVORG,)),
        ("գև", (GEVORG,)),
        ("shush", (ANI,)),  # one who came with her
        ("ULIKH", (GEVORG,)),
        ("տեր ավ", (ANI,)),
        ("վետ", ()),
        ("նարե", (ONE,)),
        ("ավետիսյ", (ANI, EVA)),
        ("avetisi", (ANI, EVA)),  # Avetisyan, Avetisian
        ("аветисян", (ANI, EVA)),
        ("gsfk", (ANI, EVA)),  # ավետ, with the layout of the United States on
        ("пыал", (ANI, EVA)),  # with the Russian one
        ("gsfkx", ()),
    ],
)
def test_every_typed_word_begins_a_word_of_a_name(typed: str, found: tuple[DraftSummary, ...]) -> None:
    assert people_found(ALL, typed) == found


def test_names_stand_in_the_order_of_the_alphabet_by_surname_and_none_last() -> None:
    """ՈՒ is a letter of its own behind Տ; a person of one name stands by it."""
    assert by_name(ALL) == (EVA, ONE, VOSKAN, ANI, GEVORG, SHUT)


def test_who_sees_initials_only_finds_by_these_only() -> None:
    hidden = replace(EVA, title="Ե. Ա.", surname="", names=())
    assert people_found((hidden,), "եվա") == ()
    assert people_found((hidden,), "ե") == (hidden,)
