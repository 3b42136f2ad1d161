"""A condition knows which papers were shown and who consented while a case is walked, not only when it is explained."""

from collections.abc import Mapping
from datetime import date

import pytest

from station.forms import Sheet
from station.profiles import Service, load
from station.steps.table import plan_of
from station.workflow.slaps import FingerRules
from tests.support.people import Shelf, enrollment
from tests.unit.station.forms.test_sheet import PROFILE

DAY = date(2026, 12, 1)
MORE = """
[[papers]]
one_of = ["PASSPORT", "ID_CARD"]

[[papers]]
one_of = ["COURT_ACT"]
when = "has_doc(ID_CARD)"

[[consents]]
by = ["MOTHER", "FATHER"]
forms = ["IN_PERSON", "NOTARISED"]
when = "not has_doc(PASSPORT)"

[[consents]]
by = ["SELF"]
forms = ["WRITTEN"]
when = "not has_doc(PASSPORT) and not consent(FATHER) == NOTARISED"
"""
PASSPORT, CARD = ({"passport_or_id_card_paper": word} for word in ("passport", "ID_CARD"))
FATHER = {**CARD, "mother_or_father_consent": "FATHER_NOTARISED"}


@pytest.fixture(scope="module")
def stall() -> Service:
    steps = "".join(f'[[steps]]\nid = "{kind}"\nkind = "{kind}"\n\n' for kind in ("papers", "consents"))
    last = PROFILE.rindex("[[steps]]")
    loaded = load((PROFILE[:last] + steps + PROFILE[last:] + MORE).encode(), "stall.toml")
    assert loaded.problems == ()
    assert loaded.service is not None
    return loaded.service


@pytest.mark.parametrize(
    ("texts", "court_act", "parent", "self_"),
    [
        ({}, None, None, None),
        (PASSPORT, False, False, False),
        (CARD, True, True, None),
        (FATHER, True, True, False),
        ({**CARD, "mother_or_father_consent": "FATHER_IN_PERSON"}, True, True, True),
        ({**CARD, "mother_or_father_consent": "MOTHER_NOTARISED"}, True, True, None),
        ({**FATHER, **PASSPORT}, False, False, False),  # left over from before the passport came
        ({**CARD, "passport_or_id_card_paper": "something"}, None, None, None),
    ],
)
def test_what_was_chosen_is_known(
    stall: Service, texts: Mapping[str, str], court_act: bool | None, parent: bool | None, self_: bool | None
) -> None:
    visit = Sheet(stall, texts, DAY).visit
    _, court = stall.profile.papers
    of_parent, of_self = stall.profile.consents
    said = [stall.rules.truth(rule.when, visit) for rule in (court, of_parent, of_self)]
    assert said == [court_act, parent, self_]
    assert set(visit.papers) == (set() if court_act is None else {"PASSPORT", "ID_CARD"})


@pytest.mark.parametrize(("word", "given"), [("ID_CARD", {"passport_or_id_card_paper": "ID_CARD"}), ("COURT_ACT", {})])
def test_a_word_that_is_not_offered_is_missing_and_goes_nowhere(
    stall: Service, word: str, given: Mapping[str, str]
) -> None:
    texts = {"passport_or_id_card_paper": word}
    papers = next(step for step in plan_of(stall, FingerRules({})).steps if step.kind == "papers")
    made = enrollment(Shelf()).with_fields(texts)
    sheet = Sheet(stall, texts, DAY)
    part = papers.part(made, sheet)
    assert {name: text for name, text in part.further.items() if name in texts} == given
    missing = {problem.field for problem in papers.problems(made, sheet)}
    assert ("passport_or_id_card_paper" in missing) is not bool(given)
