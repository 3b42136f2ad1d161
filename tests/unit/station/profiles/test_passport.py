"""The passport's profile asks what its steps have always asked; what it adds is listed."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from station.domain.document import DocumentKind, DocumentSource
from station.domain.sample import REASONS, SLAPS, ExceptionReason, Finger, Modality
from station.domain.subject import GuardianRelation, LatinSource, PsnKind, Sex
from station.profiles import built_in, visit_of
from station.profiles.condition.ranges import years_later
from station.profiles.words import EXCEPTIONS, FINGER_STATES
from station.receivers.table import BUILT_IN as RECEIVERS
from tests.support.former_reading import AgePolicy
from tests.support.plans import passport, read_applicant, read_document

DAY = date(2026, 12, 1)
SERVICE = built_in().service("biometric_passport", DAY)
PROFILE = SERVICE.profile
AGE = AgePolicy()
NEW_STEPS = {"request", "papers", "consents"}
SIGNATURE_FROM = 12
"""Everybody's signature was taken; the profile asks for it from this age on, as it is proposed."""


def step(step_id: str) -> tuple[str, ...]:
    return next(each.fields for each in PROFILE.steps if each.id == step_id)


def surely_wanted(step_id: str, answers: Mapping[str, str]) -> set[str]:
    """Fields that are required whatever else comes to be known."""
    visit = visit_of(SERVICE, answers, DAY)
    return {name for name in step(step_id) if SERVICE.required(name, visit) is True}


def test_its_steps_are_the_former_ones_and_the_document_comes_first() -> None:
    steps = [each.id for each in PROFILE.steps if each.id not in NEW_STEPS]
    assert steps == ["document", "applicant", "portrait", "fingerprints", "signature", "review"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("sex", Sex),
        ("psn_kind", PsnKind),
        ("guardian_relation", GuardianRelation),
        ("surname_latin_source", LatinSource),
        ("given_latin_source", LatinSource),
        ("document_kind", DocumentKind),
        ("document_source", DocumentSource),
    ],
)
def test_choices_are_those_that_are_read(field: str, words: type) -> None:
    assert PROFILE.fields[field].choices == tuple(word.upper() for word in words)  # type: ignore[attr-defined]


@pytest.mark.parametrize("born", ["2026-12-01", "2020-12-02", "2020-12-01", "2010-12-02", "2010-12-01", "1980-05-05"])
def test_fields_are_required_of_the_same_people(born: str) -> None:
    """What is complained of with nothing typed but the birth date is what the profile surely wants."""
    day = date.fromisoformat(born)
    problems = read_applicant({"birth_date": f"{day:%d.%m.%Y}"}, DAY)[1]
    missing = {problem.field for problem in problems if problem.code == "APP-REQUIRED"}
    visit = visit_of(SERVICE, {"birth_date": born}, DAY)
    wanted = {name for name in step("applicant") if SERVICE.required(name, visit) is True}
    assert missing == wanted - {"birth_date"}


@pytest.mark.parametrize("kind", DocumentKind)
def test_of_a_held_document_the_same_is_required(kind: DocumentKind) -> None:
    problems = read_document({"document_kind": kind}, DAY)[1]
    missing = {problem.field for problem in problems if problem.code == "DOC-REQUIRED"}
    assert missing == surely_wanted("document", {"document_kind": kind}) - {"document_kind"}


@pytest.mark.parametrize("source", LatinSource)
def test_a_spelling_of_ones_own_needs_the_same_evidence(source: LatinSource) -> None:
    answers = {"surname_latin_source": source}
    missing = {problem.field for problem in read_applicant(answers, DAY)[1] if problem.code == "APP-EVIDENCE"}
    assert missing == surely_wanted("applicant", answers) & {"surname_evidence", "given_evidence"}
    visit = visit_of(SERVICE, answers, DAY)
    assert SERVICE.rules.truth(PROFILE.fields["surname_latin"].evidence, visit) is bool(missing)


def test_ages_are_the_same_to_the_day() -> None:
    samples = PROFILE.samples
    assert samples.fingers is not None
    assert samples.signature is not None
    for age in range(20):
        turned = years_later(DAY, -age)
        assert turned is not None
        for born in (turned, turned + timedelta(days=1)):
            if born > DAY:
                continue
            visit = visit_of(SERVICE, {"birth_date": born.isoformat()}, DAY)
            assert SERVICE.rules.truth(samples.fingers.when, visit) is AGE.fingerprints_required(born, DAY)
            known = {"birth_date": born.isoformat(), "document_kind": "ID_CARD", "document_issuer": "ARM"}
            guardian = SERVICE.required("guardian_name", visit_of(SERVICE, known, DAY))
            assert guardian is AGE.guardian_required(born, DAY)
            signature = SERVICE.rules.truth(samples.signature.when, visit)
            assert signature is (born <= date(DAY.year - SIGNATURE_FROM, DAY.month, DAY.day))
    unborn = visit_of(SERVICE, {}, DAY)
    assert SERVICE.rules.truth(samples.fingers.when, unborn) is None  # asked, as `fingerprints_required` answers


def test_fingers_have_the_thresholds_attempts_and_slaps_of_plain_enrolment() -> None:
    """BSI TR-03121-3.2 v6.0."""
    fingers, slaps = PROFILE.samples.fingers, passport().slaps
    assert fingers is not None
    least = {"THUMB": 30, "INDEX": 30, "MIDDLE": 20, "RING": 10, "LITTLE": 10}
    assert slaps.thresholds == {finger: least[finger.name.partition("_")[2]] for finger in Finger}
    assert (slaps.attempts, slaps.slaps) == (3, tuple(SLAPS))
    assert set(fingers.exceptions) < EXCEPTIONS[Modality.FINGERS].keys()


def test_words_that_others_have_too_are_the_same() -> None:
    assert {reason for words in EXCEPTIONS.values() for reason in words.values()} == set(ExceptionReason)
    assert len(set(FINGER_STATES)) == len(REASONS[Modality.FINGERS]) + 1
    assert set(PROFILE.receivers) <= set(RECEIVERS)
