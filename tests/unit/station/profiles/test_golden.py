"""What people of all ages get from the passport and the identity card, under the law of 2026."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from station.profiles import Explanation, built_in, explain, visit_of
from station.profiles.explain import Part

DAY = date(2026, 12, 1)
PASSPORT, CARD = "biometric_passport", "id_card"
CITIZEN = {
    "nationality": "ARM",
    "request_kind": "FIRST",
    "speed": "NORMAL",
    "capacity": "FULL",
    "blood_group_wanted": "no",
}
AT_HOME = {
    "guardian_relation": "PARENT",
    "parental_rights": "BOTH",
    "parents.1.role": "MOTHER",
    "parents.1.citizenships": "ARM",
    "parents.1.present": "yes",
    "parents.2.role": "FATHER",
    "parents.2.citizenships": "ARM",
    "parents.2.present": "yes",
}
FATHER_AWAY = {**AT_HOME, "parents.2.present": "no"}
ALONE = {
    "guardian_relation": "PARENT",
    "parental_rights": "SINGLE_MOTHER",
    "parents.1.role": "MOTHER",
    "parents.1.citizenships": "ARM",
    "parents.1.present": "yes",
}
GUARDED = {"guardian_relation": "GUARDIAN"}
NO_PAPERS = {"document_kind": "BIRTH_CERTIFICATE"}


def held(kind: str, issuer: str = "ARM") -> dict[str, str]:
    return {"document_kind": kind, "document_issuer": issuer}


@dataclass(frozen=True)
class Gets:
    """steps: beyond those everybody has. papers, consents: of each the first that would do."""

    expiry: str
    steps: str = ""
    papers: str = ""
    consents: str = ""


APPLICANTS = [
    ("0 F", PASSPORT, "2026-06-10", "F", AT_HOME, Gets(
        "2029-12-01", "papers consents", "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY", "MOTHER")),
    ("5 M", PASSPORT, "2020-12-02", "M", AT_HOME, Gets(
        "2029-12-01", "papers consents", "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY", "MOTHER")),
    ("6 F", PASSPORT, "2020-12-01", "F", AT_HOME, Gets(
        "2031-12-01", "papers consents fingerprints",
        "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY", "MOTHER")),
    ("6 F", CARD, "2020-12-01", "F", {**AT_HOME, **NO_PAPERS}, Gets(
        "2031-12-01", "papers consents fingerprints", "PASSPORT PARENTS_IDENTITY", "MOTHER FATHER SELF")),
    ("12 M", CARD, "2014-03-15", "M", {**FATHER_AWAY, **NO_PAPERS}, Gets(
        "2031-12-01", "papers consents fingerprints signature", "PASSPORT PARENTS_IDENTITY", "MOTHER FATHER SELF")),
    ("12 M", PASSPORT, "2014-03-15", "M", AT_HOME, Gets(
        "2031-12-01", "papers consents fingerprints signature",
        "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY", "MOTHER")),
    ("12 M, one parent a foreigner", PASSPORT, "2014-03-15", "M", {**AT_HOME, "parents.2.citizenships": "FRA"}, Gets(
        "2031-12-01", "papers consents fingerprints signature",
        "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY", "MOTHER FATHER")),
    ("15 F, guardian", PASSPORT, "2011-05-20", "F", {"guardian_relation": "GUARDIAN", "parents.1.role": "MOTHER",
        "parents.1.citizenships": "ARM"}, Gets(
        "2029-05-20", "papers consents fingerprints signature", "BIRTH_CERTIFICATE GUARDIAN_ACT", "GUARDIAN")),
    ("15 M", PASSPORT, "2011-05-20", "M", AT_HOME, Gets(
        "2030-05-20", "papers consents fingerprints signature",
        "BIRTH_CERTIFICATE MARRIAGE_CERTIFICATE PARENTS_IDENTITY", "MOTHER")),
    ("16 M, first paper", PASSPORT, "2010-09-09", "M", {**AT_HOME, **NO_PAPERS}, Gets(
        "2029-09-09", "papers consents fingerprints signature", "ID_CARD", "MOTHER FATHER")),
    ("16 M, first paper", CARD, "2010-09-09", "M", {**AT_HOME, **NO_PAPERS}, Gets(
        "2036-12-01", "papers consents fingerprints signature", "PASSPORT", "MOTHER FATHER SELF")),
    ("17 F, guardian", CARD, "2009-06-15", "F", {**GUARDED, **NO_PAPERS}, Gets(
        "2036-12-01", "papers consents fingerprints signature", "PASSPORT GUARDIAN_ACT", "GUARDIAN SELF")),
    ("17 F, guardian", PASSPORT, "2009-06-15", "F", {**GUARDED, **NO_PAPERS}, Gets(
        "2036-12-01", "papers consents fingerprints signature", "GUARDIAN_ACT ID_CARD", "GUARDIAN")),
    ("17 F, single mother", CARD, "2009-06-15", "F", {**ALONE, **NO_PAPERS}, Gets(
        "2036-12-01", "papers consents fingerprints signature", "PASSPORT SINGLE_MOTHER_NOTE", "MOTHER SELF")),
    ("17 F, single mother", PASSPORT, "2009-06-15", "F", {**ALONE, **NO_PAPERS}, Gets(
        "2036-12-01", "papers consents fingerprints signature", "SINGLE_MOTHER_NOTE ID_CARD", "MOTHER")),
    ("12 M, the father has died", CARD, "2014-03-15", "M",
        {**ALONE, **NO_PAPERS, "parental_rights": "OTHER_DIED"}, Gets(
        "2031-12-01", "papers consents fingerprints signature", "PASSPORT PARENTS_IDENTITY DEATH_CERTIFICATE",
        "MOTHER SELF")),
    ("6 F, by act of a court", PASSPORT, "2020-12-01", "F", {**ALONE, "parental_rights": "COURT"}, Gets(
        "2031-12-01", "papers consents fingerprints", "BIRTH_CERTIFICATE COURT_ACT PARENTS_IDENTITY", "MOTHER")),
    ("12 M, one parent, a foreigner", PASSPORT, "2014-03-15", "M",
        {**ALONE, "parents.1.citizenships": "FRA", "request_kind": "EXCHANGE"}, Gets(
        "2031-12-01", "papers consents fingerprints signature",
        "SINGLE_MOTHER_NOTE PARENTS_IDENTITY OLD_DOCUMENT", "MOTHER")),
    ("16 M, has a card", PASSPORT, "2010-09-09", "M", {**AT_HOME, **held("ID_CARD")}, Gets(
        "2029-09-09", "papers fingerprints signature", "ID_CARD")),
    ("16 M, has a passport", CARD, "2010-09-09", "M", {**AT_HOME, **held("PASSPORT")}, Gets(
        "2036-12-01", "papers fingerprints signature", "PASSPORT")),
    ("18 M", PASSPORT, "2008-12-01", "M", {"military_deferred": "no"}, Gets(
        "2027-12-01", "papers fingerprints signature", "ID_CARD MILITARY_BOOK")),
    ("18 M, deferred", PASSPORT, "2008-12-01", "M",
        {"military_deferred": "yes", "military_deferral_until": "2030-07-01"}, Gets(
        "2030-07-01", "papers fingerprints signature", "ID_CARD MILITARY_BOOK")),
    ("18 M", CARD, "2008-12-01", "M", {}, Gets(
        "2036-12-01", "papers fingerprints signature", "PASSPORT MILITARY_BOOK")),
    ("17 M, tomorrow 18", PASSPORT, "2008-12-02", "M", {**AT_HOME, **held("ID_CARD")}, Gets(
        "2027-12-02", "papers fingerprints signature", "ID_CARD")),
    ("45 F", PASSPORT, "1981-07-04", "F", {}, Gets("2036-12-01", "papers fingerprints signature", "ID_CARD")),
    ("45 M", CARD, "1981-07-04", "M", {}, Gets(
        "2036-12-01", "papers fingerprints signature", "PASSPORT MILITARY_BOOK")),
    ("56 M", CARD, "1970-12-01", "M", {}, Gets("2036-12-01", "papers fingerprints signature", "PASSPORT")),
]  # fmt: skip
EVERYBODY = {"request", "applicant", "document", "portrait", "review"}
FEE: Mapping[str, set[str]] = {PASSPORT: set(), CARD: {"payment"}}
"""What the passport costs is not confirmed: nobody is asked for it."""


def told(service: str, born: str, known: Mapping[str, str], day: date = DAY) -> Explanation:
    of = built_in().service(service, day)
    said = {**CITIZEN, **known, "birth_date": born}
    answers = {name: text for name, text in said.items() if "." in name or name in of.profile.fields}
    return explain(of, visit_of(of, answers, day))


def asked_for(explanation: Explanation, part: Part) -> list[str]:
    return [line.names[0] for line in explanation.of(part) if line.asked]


@pytest.mark.parametrize(
    ("service", "born", "sex", "known", "gets"),
    [row[1:] for row in APPLICANTS],
    ids=[f"{row[1]} {row[0]}" for row in APPLICANTS],
)
def test_steps_papers_consents_and_expiry(
    service: str, born: str, sex: str, known: Mapping[str, str], gets: Gets
) -> None:
    explanation = told(service, born, {**known, "sex": sex})
    assert all(line.truth is not None for line in explanation.lines if line.part in ("step", "paper", "consent"))
    assert set(asked_for(explanation, "step")) == EVERYBODY | FEE[service] | set(gets.steps.split())
    assert asked_for(explanation, "paper") == gets.papers.split()
    assert asked_for(explanation, "consent") == gets.consents.split()
    assert explanation.expiry is not None
    assert explanation.expiry.exact
    assert date.fromordinal(explanation.expiry.low).isoformat() == gets.expiry


def test_below_six_there_is_no_card_and_from_sixteen_it_is_an_obligation() -> None:
    of = built_in().service(CARD, DAY)
    for born, may_come, obliged in (
        ("2020-12-02", False, False),
        ("2020-12-01", True, False),
        ("2010-12-02", True, False),
        ("2010-12-01", True, True),
    ):
        visit = visit_of(of, {"nationality": "ARM", "birth_date": born}, DAY)
        assert of.may_come(visit) is may_come
        assert of.rules.truth(of.profile.subject.obliged, visit) is obliged


def test_a_foreigner_does_not_come_for_either() -> None:
    for service in (PASSPORT, CARD):
        of = built_in().service(service, DAY)
        visit = visit_of(of, {"nationality": "FRA", "birth_date": "1990-01-01"}, DAY)
        assert of.may_come(visit) is False


def test_a_father_who_is_away_consents_before_a_notary_only() -> None:
    explanation = told(CARD, "2014-03-15", {**FATHER_AWAY, **NO_PAPERS, "sex": "M"})
    assert forms_of(explanation) == {
        "MOTHER": ("IN_PERSON", "NOTARISED"),
        "FATHER": ("NOTARISED",),
        "SELF": ("WRITTEN",),
    }


def forms_of(explanation: Explanation) -> dict[str, tuple[str, ...]]:
    return {line.names[0]: line.forms for line in explanation.of("consent") if line.asked}


@pytest.mark.parametrize(
    ("parents", "notary"),
    [
        ("MOTHER yes FATHER yes", ""),
        ("MOTHER no FATHER yes", "MOTHER"),
        ("MOTHER yes", "FATHER"),  # of whom nobody spoke is not there
        ("MOTHER yes ADOPTER yes", ""),
        ("MOTHER yes ADOPTER no", "FATHER"),
        ("FATHER yes ADOPTER no", "MOTHER"),
        ("FATHER no ADOPTER yes", "FATHER"),
        ("ADOPTER yes ADOPTER yes", ""),
        ("ADOPTER yes ADOPTER no", "FATHER"),
        ("ADOPTER no ADOPTER no", "MOTHER FATHER"),
    ],
)
@pytest.mark.parametrize(("service", "born"), [(CARD, "2014-03-15"), (CARD, "2010-09-09"), (PASSPORT, "2010-09-09")])
def test_of_two_parents_who_is_away_consents_before_a_notary(
    service: str, born: str, parents: str, notary: str
) -> None:
    words = parents.split()
    come = {
        f"parents.{number}.{member}": word
        for number, pair in enumerate(zip(words[::2], words[1::2], strict=True), 1)
        for member, word in zip(("role", "present"), pair, strict=True)
    }
    known = {"guardian_relation": "PARENT", "parental_rights": "BOTH", **come, **NO_PAPERS, "sex": "F"}
    forms = forms_of(told(service, born, known))
    there = ("IN_PERSON", "NOTARISED") if service == CARD else ("WRITTEN", "NOTARISED")
    wanted = {slot: ("NOTARISED",) if slot in notary.split() else there for slot in ("MOTHER", "FATHER")}
    assert {slot: forms[slot] for slot in wanted} == wanted
    assert all("ADOPTER" in line.names for line in told(service, born, known).of("consent") if line.names[0] in wanted)


def test_one_who_is_not_asked_for_is_not_insisted_on() -> None:
    """Of a young person without papers: who consents; of one with an Armenian passport nobody."""
    for known, wanted in ((NO_PAPERS, True), (held("PASSPORT", "FRA"), True), (held("PASSPORT"), False)):
        for service in (PASSPORT, CARD):
            explanation = told(service, "2009-06-15", {**known, "sex": "F"})
            fields = asked_for(explanation, "field")
            assert ("guardian_relation" in fields) is wanted
            assert "military_deferred" not in [line.names[0] for line in explanation.of("field")]


@pytest.mark.parametrize(("service", "born"), [(PASSPORT, "2010-09-09"), (CARD, "2010-09-09"), (CARD, "2014-03-15")])
def test_a_foreign_passport_spares_no_consent(service: str, born: str) -> None:
    of = {
        issuer: asked_for(told(service, born, {**AT_HOME, **held("PASSPORT", issuer), "sex": "F"}), "consent")
        for issuer in ("ARM", "FRA", "")
    }
    assert of["ARM"] == []
    assert of["FRA"] == of[""] != []


def test_of_somebody_unknown_every_paper_and_consent_is_asked_that_could_be_due() -> None:
    """Nothing but the year of birth: 15 or 16 years old."""
    for service in (PASSPORT, CARD):
        of = built_in().service(service, DAY)
        explanation = explain(of, visit_of(of, {"birth_date": "2010"}, DAY))
        by_part = {
            part: {line.names[0] for line in explanation.of(part) if line.asked} for part in ("paper", "consent")
        }
        assert {"GUARDIAN_ACT", "OLD_DOCUMENT", "LOSS_REPORT"} <= by_part["paper"]
        assert "MILITARY_BOOK" not in by_part["paper"]  # too young in any case
        assert {"MOTHER", "FATHER", "GUARDIAN"} <= by_part["consent"]
        assert explanation.expiry is not None
        assert not explanation.expiry.exact


def test_fee_and_time_follow_speed_and_loss() -> None:
    for speed, kind, fee, days in (
        ("NORMAL", "FIRST", 3_000, 15),
        ("D3", "EXCHANGE", 10_000, 3),
        ("D1", "FIRST", 20_000, 1),
        ("D3", "LOST", 20_000, 3),
        ("D1", "LOST", 40_000, 1),
    ):
        (terms,) = told(CARD, "1990-01-01", {"speed": speed, "request_kind": kind}).terms
        assert (terms.fee_amd, terms.working_days) == (fee, days)
    assert len(told(CARD, "1990-01-01", {"speed": ""}).terms) == 3


def test_29_february_ends_on_1_march() -> None:
    explanation = told(CARD, "1990-01-01", {"sex": "F"}, date(2028, 2, 29))
    assert explanation.expiry is not None
    assert date.fromordinal(explanation.expiry.low) == date(2038, 3, 1)
