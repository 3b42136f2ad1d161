"""A reason that is one of small children is offered of them alone, and holds no longer than that is so."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from station.domain.dates import format_date
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, Modality
from station.profiles import load
from station.profiles.checks.document import visit_at_ages
from station.profiles.condition import Truth
from station.profiles.library import built_in_texts
from station.services.views import EnrollmentView
from station.settings import Settings
from station.texts import text_for
from tests.support.clock import NOW
from tests.support.desk import Bench, open_desk, portrait_candidate
from tests.support.examples import example
from ui.widgets.exception_words import reasons_at

FACE, SIGNATURE = Modality.FACE, Modality.SIGNATURE
INFANT, TOO_YOUNG = ExceptionReason.INFANT, ExceptionReason.TOO_YOUNG
OF_THE_YOUNG = {"INFANT", "TOO_YOUNG"}
VOID = "REV-EXCEPTION-VOID"


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    with closing((made := open_desk(demo_settings, NOW)).db):
        yield made


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def born(desk: Bench, service: str, **said: str) -> EnrollmentId:
    script = example(service)
    desk.sign_in_as(script.operator.credential)
    which = seen(desk.enroll.start(service)).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, {**script.applicants[0].fields, **said}))
    return which


def problems(view: EnrollmentView, what: Modality) -> list[tuple[str, str]]:
    return [(each.code, each.field) for step in view.steps if step.takes is what for each in step.problems]


TODAY = NOW.astimezone().date()
ADULT, NOT_KNOWN = {"birth_date": "15.06.1990"}, {"birth_date": ""}


def at_age(years: int, days: int = 0) -> dict[str, str]:
    """Whose birthday it is, or was some days ago."""
    born = date(TODAY.year - years, TODAY.month, min(TODAY.day, 28)) - timedelta(days=days)
    return {"birth_date": format_date(born)}


BABY = at_age(0, 100)
ESTIMATED = {"birth_date": f"{TODAY.year - 13}", "age_basis": "ESTIMATED", "estimated_to": "15"}
PERHAPS_11 = {**ESTIMATED, "estimated_from": "11"}


@pytest.mark.parametrize(
    ("service", "what", "reason", "offered", "not_offered"),
    [
        ("displaced", FACE, INFANT, [BABY], [at_age(1), ADULT, {"birth_date": f"{TODAY.year - 1}"}, NOT_KNOWN]),
        ("displaced", SIGNATURE, TOO_YOUNG, [], [at_age(12), {"birth_date": "1990"}, NOT_KNOWN]),
        ("asylum", SIGNATURE, TOO_YOUNG, [PERHAPS_11],
         [{**ESTIMATED, "estimated_from": "12"}, {"birth_date": "1990", "age_basis": "DECLARED"}]),
    ],
)  # fmt: skip
def test_the_menu_offers_what_the_station_takes(
    service: str,
    what: Modality,
    reason: ExceptionReason,
    offered: list[dict[str, str]],
    not_offered: list[dict[str, str]],
    desk: Bench,
) -> None:
    """The menu of the window, and what a script or the window says in the end, hang on one answer."""
    which = born(desk, service)
    for said in (*not_offered, *offered):
        view = seen(desk.enroll.set_fields(which, said))
        assert (reason in reasons_at(view, what)) is (said in offered), said
        answer = desk.enroll.set_exception(which, what, reason)
        if said in offered:
            assert problems(seen(answer), what) == []
        else:
            assert isinstance(answer, Problem)
            assert answer.code == "STN-490"


@pytest.mark.parametrize(
    ("service", "what", "reason", "young", "corrected"),
    [
        ("displaced", FACE, INFANT, BABY, ADULT),
        ("displaced", FACE, INFANT, BABY, NOT_KNOWN),
        ("asylum", SIGNATURE, TOO_YOUNG, PERHAPS_11, {"estimated_from": "12"}),
    ],
    ids=["adult", "not known", "estimated"],
)
def test_a_reason_that_holds_no_more_after_a_correction_is_told(
    service: str,
    what: Modality,
    reason: ExceptionReason,
    young: dict[str, str],
    corrected: dict[str, str],
    desk: Bench,
) -> None:
    which = born(desk, service, **young)
    seen(desk.enroll.set_exception(which, what, reason))
    after = seen(desk.enroll.set_fields(which, corrected))
    assert after.enrollment.why_not(what) is reason, "nothing that was said goes by itself"
    assert problems(after, what) == [(VOID, what.value)]
    assert isinstance(desk.enroll.sign(which), Problem)
    assert problems(seen(desk.enroll.set_fields(which, young)), what) == []
    seen(desk.enroll.set_fields(which, corrected))
    usual = problems(seen(desk.enroll.set_exception(which, what, None)), what)
    assert usual == [("REV-PORTRAIT", "portrait")] if what is FACE else [("REV-SIGNATURE", "signature")]


def test_what_is_taken_ends_a_reason_that_holds_no_more(desk: Bench) -> None:
    which = born(desk, "displaced", **BABY)
    seen(desk.enroll.set_exception(which, FACE, INFANT))
    seen(desk.enroll.set_fields(which, {"birth_date": "15.06.1990"}))
    after = seen(desk.enroll.accept_portrait(which, portrait_candidate(desk.clock.now())))
    assert problems(after, FACE) == []
    assert after.enrollment.why_not(FACE) is None


def test_it_is_told_in_three_languages() -> None:
    said = [text_for(VOID, tag, {}) for tag in ("en", "hy", "ru")]
    assert len({each.happened for each in said}) == len({each.remedy for each in said}) == 3


HOLDS = {
    ("displaced", "INFANT"): (0, 0),
    ("displaced", "TOO_YOUNG"): (11, 12),
    ("asylum", "TOO_YOUNG"): (11, 12),
    ("stateless_status", "TOO_YOUNG"): (11, 12),
}
"""Between which ages somebody is of whom no more is known, and of whom it holds: a signature is asked of who is
not surely below 12."""
HOLDS_NOT = {"INFANT": ((0, 1), (1, 1), (18, 90)), "TOO_YOUNG": ((12, 12), (12, 13), (0, 90), (18, 90))}


@pytest.mark.parametrize("name", sorted(built_in_texts()))
def test_no_service_of_the_program_gives_an_adult_a_reason_of_the_young(name: str) -> None:
    read = load(built_in_texts()[name], name).service
    assert read is not None
    profile, rules = read.profile, read.rules

    def truth(rule: str, ages: tuple[int, int]) -> Truth:
        visit = visit_at_ages(*ages, profile.in_force.since)
        assert visit is not None
        return rules.truth(rule, visit)

    found = set()
    for sample in (profile.samples.face, profile.samples.signature):
        for word in OF_THE_YOUNG.intersection(sample.exceptions if sample is not None else ()):
            assert sample is not None
            rule = sample.exceptions_when[word]
            assert truth(rule, HOLDS[profile.id, word]) is True
            assert all(truth(rule, ages) is not True for ages in HOLDS_NOT[word])
            found.add((profile.id, word))
    assert found == {each for each in HOLDS if each[0] == profile.id}
