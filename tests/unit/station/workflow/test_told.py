"""Where the service says so, nothing is signed before the applicant was told of their rights: read, heard, or told to
who speaks for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

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

DAY, NOTICE = date(2026, 12, 2), "notice_from"
BEFORE: Mapping[str, date] = {"foreigners_law_from": date(2026, 11, 1)}
MAY: Mapping[str, date] = {**BEFORE, "id_law_from": date(2026, 5, 11)}


def under(days: Mapping[str, date]) -> Plans:
    return Plans(lambda: built_in().under(days))


ORDERED = under({**MAY, NOTICE: DAY})
SERVICES = pytest.mark.parametrize("service", built_in().ids)


def walk(service: str, *about: str, plans: Plans = ORDERED, day: date = DAY) -> Walk:
    made = replace(enrollment(Shelf()), procedure=service, version=plans.plan(service, day).service.profile.version)
    made = replace(made, started_at=datetime.combine(day, time(12), UTC))
    for each in about:
        made = made.with_notice(Notice(each, "2", "fa", NOW, OPERATOR))
    return plans.walk(made.with_fields(ADULT), day)


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


@SERVICES
@pytest.mark.parametrize("laws", [BEFORE, MAY], ids=("before May", "May"))
def test_one_day_turns_it_on_for_every_service_under_every_law(service: str, laws: Mapping[str, date]) -> None:
    assert open_at(walk(service, plans=under(laws))) == []
    assert open_at(walk(service, plans=under({**laws, NOTICE: DAY}))) != []


@SERVICES
def test_who_began_the_day_before_is_not_asked_on_the_next(service: str) -> None:
    of = walk(service, day=date(2026, 12, 1))
    assert open_at(of) == []
    assert open_at(ORDERED.walk(of.enrollment, DAY)) == []


def test_of_what_is_asked_for_once_more_it_is_known() -> None:
    of = walk("biometric_passport")
    asked: Enrollment = replace(of.enrollment, recapture=Recapture("a" * 64, NOW, ("portrait",)))
    assert open_at(ORDERED.walk(asked, DAY)) == []


def test_it_is_said_in_each_language_what_to_do() -> None:
    for tag in LANGUAGES:
        text = text_for("STN-661", tag, {})
        assert "F4" in text.remedy
        assert len(text.remedy) <= 110
