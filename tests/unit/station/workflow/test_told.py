"""Where the service says so, nothing is signed before the applicant was told of their rights: read, heard, or told to
who speaks for them."""

from dataclasses import replace
from datetime import date

import pytest

from station.domain.citizen_view import HEARD, RIGHTS, SAME_SEX, SPOKEN_FOR
from station.domain.enrollment import Enrollment
from station.domain.item import Notice
from station.domain.recapture import Recapture
from station.profiles import built_in
from station.steps.plans import Plans
from station.texts import LANGUAGES, text_for
from station.workflow.engine import Walk
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, enrollment
from tests.support.plans import PLANS

DAY = date(2026, 12, 1)
ORDERED = Plans(lambda: built_in().under({"notice_from": date(2026, 11, 30)}))
SERVICES = pytest.mark.parametrize("service", ["biometric_passport", "ordinary_passport"])


def walk(service: str, *about: str, plans: Plans = ORDERED) -> Walk:
    made = replace(enrollment(Shelf()), procedure=service, version=plans.plan(service, DAY).service.profile.version)
    for each in about:
        made = made.with_notice(Notice(each, "2", "fa", NOW, OPERATOR))
    return plans.walk(made.with_fields(ADULT), DAY)


def open_at(of: Walk) -> list[str]:
    return [step for step, problems in of.problems.items() if "STN-661" in {each.code for each in problems}]


@SERVICES
def test_it_is_asked_for_before_anything_is_taken(service: str) -> None:
    untold = walk(service)
    assert open_at(untold) == [untold.plan.steps[0].step_id]
    assert "STN-661" in {each.code for each in untold.content_problems}, "nobody signs over it"
    assert open_at(walk(service, SAME_SEX)) == open_at(untold), "another notice is none of it"


@SERVICES
@pytest.mark.parametrize("how", [RIGHTS, HEARD, SPOKEN_FOR])
def test_each_way_of_being_told_is_one(service: str, how: str) -> None:
    assert open_at(walk(service, how)) == []


@SERVICES
def test_before_somebody_orders_it_nobody_is_asked(service: str) -> None:
    assert open_at(walk(service, plans=PLANS)) == []


def test_of_what_is_asked_for_once_more_it_is_known() -> None:
    of = walk("biometric_passport")
    asked: Enrollment = replace(of.enrollment, recapture=Recapture("a" * 64, NOW, ("portrait",)))
    assert open_at(ORDERED.walk(asked, DAY)) == []


def test_it_is_said_in_each_language_what_to_do() -> None:
    for tag in LANGUAGES:
        text = text_for("STN-661", tag, {})
        assert "F4" in text.remedy
        assert len(text.remedy) <= 110
