"""Whom a service turns away: said at the step where the answer stands, in the same words to window, command line and
signing, and as `profile explain` answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from io import StringIO

import pytest

from station.commands.words import Voice
from station.domain.errors import Problem
from station.domain.sample import Samples
from station.domain.signatures import Signed
from station.domain.value import FieldValue
from station.profiles import Library, built_in, visit_of
from station.steps.plans import Plans
from station.texts import LANGUAGES, text_for
from station.workflow.engine import StepLocked, Walk
from tests.support.applicants import ADULT, OF_A_CHILD
from tests.support.people import OPERATOR, STARTED, Shelf, enrollment
from tests.support.plans import PLANS

DAY = date(2026, 12, 1)
PASSPORT, CARD = "biometric_passport", "id_card"
VERSION = {PASSPORT: 1, CARD: 2}


def walk(
    service: str, texts: Mapping[str, str], day: date = DAY, plans: Plans = PLANS, version: int | None = None
) -> Walk:
    some = enrollment(Shelf())
    made = replace(
        some, values={}, samples=Samples(), procedure=service, version=version or VERSION[service], step="applicant"
    )
    return plans.walk(made.with_fields(texts), day)


def turned_away(walked: Walk) -> list[tuple[str, str, str]]:
    """Step, field and code."""
    return [
        (step, each.field, each.code)
        for step, problems in walked.problems.items()
        for each in problems
        if each.code.startswith("WHO-")
    ]


TOO_YOUNG = [("applicant", "birth_date", "WHO-AGE")]
FOREIGN = [("applicant", "nationality", "WHO-STATE")]


@pytest.mark.parametrize(
    ("service", "born", "nationality", "said"),
    [
        (CARD, "02.12.2020", "ARM", TOO_YOUNG),
        (CARD, "01.12.2020", "ARM", []),
        (CARD, "15.06.2022", "ARM", TOO_YOUNG),
        (CARD, "15.06.1990", "ARM", []),
        (CARD, "15.06.1990", "FRA", FOREIGN),
        (CARD, "15.06.2022", "FRA", FOREIGN + TOO_YOUNG),
        (PASSPORT, "15.06.2022", "ARM", []),
        (PASSPORT, "01.12.2026", "ARM", []),
        (PASSPORT, "15.06.1990", "FRA", FOREIGN),
    ],
)
def test_who_is_turned_away_is_who_explain_says(
    service: str, born: str, nationality: str, said: list[tuple[str, str, str]]
) -> None:
    walked = walk(service, {**ADULT, "birth_date": born, "nationality": nationality})
    assert turned_away(walked) == said
    answers = {"birth_date": "-".join(reversed(born.split("."))), "nationality": nationality}
    of = built_in().service(service, DAY)
    assert of.may_come(visit_of(of, answers, DAY)) is not bool(said)


def test_on_the_day_of_the_sixth_birthday_the_card_is_there() -> None:
    born = {**ADULT, "birth_date": "02.12.2020"}
    assert turned_away(walk(CARD, born)) == TOO_YOUNG
    assert turned_away(walk(CARD, born, date(2026, 12, 2))) == []


@pytest.mark.parametrize(
    ("day", "version", "said"), [(date(2026, 5, 10), 1, TOO_YOUNG), (date(2026, 5, 11), 2, [])], ids=["former", "new"]
)
def test_the_law_of_the_day_decides(day: date, version: int, said: list[tuple[str, str, str]]) -> None:
    """Under the former law cards began at 16."""
    assert turned_away(walk(CARD, {**ADULT, "birth_date": "15.03.2014"}, day, version=version)) == said
    of = built_in().service(CARD, day)
    assert of.profile.version == version
    assert of.may_come(visit_of(of, {"birth_date": "2014-03-15", "nationality": "ARM"}, day)) is not bool(said)


def test_nothing_goes_on_behind_the_answer() -> None:
    guardian = {name: text for name, text in OF_A_CHILD.items() if name.startswith("guardian")}
    child = {**ADULT, **guardian, "birth_date": "15.06.2022", "psn_kind": "pending", "psn": ""}
    walked = walk(CARD, child)
    assert [each.code for each in walked.problems["applicant"]] == ["WHO-AGE"]
    with pytest.raises(StepLocked):
        walked.move("request")
    assert "WHO-AGE" in {each.code for each in walked.content_problems}


def test_what_is_missing_says_so_itself_and_nobody_is_turned_away_yet() -> None:
    nothing = {name: text for name, text in ADULT.items() if name not in ("birth_date", "nationality")}
    walked = walk(CARD, nothing)
    assert turned_away(walked) == []
    assert {each.field for each in walked.problems["applicant"]} == {"birth_date", "nationality"}


def by_year(who: str) -> Plans:
    """A card for which a year of birth is enough."""
    text = files("station.profiles").joinpath("data", "id_card.toml").read_text(encoding="utf-8")
    text = text.replace('"age(application) >= 6"', who) + '\n[fields.birth_date]\ntype = "date_partial"\n'
    return Plans(lambda: Library({"id_card@2.toml": text.encode()}))


def test_what_is_not_known_lets_nobody_through() -> None:
    plans = by_year('"age(application) >= 6"')
    for born, said in (("2021", "WHO-AGE"), ("2020", "WHO-UNKNOWN"), ("2019", "")):
        walked = walk(CARD, {**ADULT, "birth_date": born}, plans=plans)
        assert [code for _, _, code in turned_away(walked)] == ([said] if said else [])
        assert any(each.field == "birth_date" for each in walked.content_problems) is bool(said)


def test_of_another_field_it_stands_where_that_is_asked() -> None:
    plans = by_year('"speed != D1"')
    walked = walk(CARD, {**ADULT, "speed": "D1"}, plans=plans)
    assert turned_away(walked) == [("request", "speed", "WHO-OTHER")]


def test_of_a_paper_it_stands_where_the_paper_is_chosen() -> None:
    plans = by_year('"not has_doc(BIRTH_CERTIFICATE) or speed == D1"')
    paper = "passport_or_birth_certificate_paper"
    shown = {**ADULT, "speed": "NORMAL", paper: "BIRTH_CERTIFICATE"}
    assert turned_away(walk(CARD, shown, plans=plans)) == [("papers", paper, "WHO-OTHER")]
    assert turned_away(walk(CARD, {**shown, "speed": "D1"}, plans=plans)) == []
    assert turned_away(walk(CARD, {**shown, paper: ""}, plans=plans)) == [("papers", paper, "WHO-UNKNOWN")]


def test_what_is_nowhere_asked_stops_at_the_first_step() -> None:
    plans = by_year("\"application < date('2026-11-01')\"")
    assert turned_away(walk(CARD, ADULT, plans=plans)) == [("document", "", "WHO-OTHER")]


def test_what_0_1_0_signed_is_sealed_as_it_was_signed() -> None:
    """It turned nobody away, and the applicant has gone."""
    some = enrollment(Shelf())
    texts = {**{name: value.text for name, value in some.values.items()}, **ADULT, "nationality": "FRA"}
    values = {name: FieldValue(text, some.values["surname_hy"].source, STARTED, OPERATOR.credential_id)
              for name, text in texts.items()}  # fmt: skip
    assert some.samples.signature is not None
    signed = Signed(some.samples.signature.image, OPERATOR, STARTED)
    made = replace(some, values=values, procedure=PASSPORT, version=0, signed=signed)
    assert turned_away(PLANS.walk(made, DAY)) == []
    assert turned_away(PLANS.walk(replace(made, signed=None), DAY)) == FOREIGN


def test_the_reason_is_said_in_three_languages_with_what_to_do() -> None:
    for code in ("WHO-AGE", "WHO-STATE", "WHO-OTHER", "WHO-UNKNOWN"):
        told = [text_for(code, tag, {"rule": "age(application) >= 6"}) for tag in LANGUAGES]
        assert len({text.happened for text in told}) == len(LANGUAGES)
        assert all(text.remedy and "age(application) >= 6" in text.happened for text in told)
    errors = StringIO()
    Voice("en", StringIO(), errors).complain(Problem("WHO-AGE", {"rule": "age(application) >= 6"}, field="birth_date"))
    assert errors.getvalue().startswith("birth_date: This service is not for people of this age")


def test_a_cancelled_passport_is_refused_where_it_is_said_to_be() -> None:
    held = {"document_kind": "PASSPORT", "document_expiry": "14.09.2036", "document_cancelled": "YES"}
    for service, day in (("visa", DAY), ("displaced", DAY)):
        texts = {**held, "nationality": "IND", "visa_days": "30", "passport_authority": "070"}
        version = built_in().service(service, day).profile.version
        assert turned_away(walk(service, texts, day, version=version)) == [
            ("document", "document_cancelled", "WHO-OTHER")
        ]
        valid = walk(service, {**texts, "document_cancelled": "NO"}, day, version=version)
        assert turned_away(valid) == []
