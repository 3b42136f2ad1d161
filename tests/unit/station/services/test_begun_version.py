"""A draft is finished by the version of its service with which it was begun, whatever policy brings meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from station.profiles import Library
from station.profiles.library import built_in_texts
from station.services.views import EnrollmentView
from station.settings import Settings
from station.steps.plans import Plans
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, Bench, open_desk

FIRST = built_in_texts()["biometric_passport.toml"]
TODAY = NOW.date()
ENDED = FIRST.replace(b"since = 2020-01-01", f"since = 2020-01-01\nuntil = {TODAY - timedelta(days=1)}".encode())
SECOND = FIRST.replace(b"version = 1", b"version = 2").replace(b"since = 2020-01-01", f"since = {TODAY}".encode())


@pytest.fixture
def desk(demo_settings: Settings) -> tuple[Bench, list[Library]]:
    """library: the one in force; a test puts another in its place."""
    bench, library = open_desk(demo_settings, NOW), [Library({"biometric_passport@1.toml": FIRST})]
    bench.enroll._plans = bench.enroll._signing._plans = Plans(lambda: library[0])
    bench.sign_in_as(OPERATOR)
    return bench, library


def test_a_newer_version_is_for_those_who_begin_after_it(desk: tuple[Bench, list[Library]]) -> None:
    bench, library = desk
    first = bench.enroll.start("biometric_passport")
    assert isinstance(first, EnrollmentView), first
    library[0] = Library({"biometric_passport@1.toml": ENDED, "biometric_passport@2.toml": SECOND})
    second = bench.enroll.start("biometric_passport")
    assert isinstance(second, EnrollmentView), second
    for view, version in ((first, 1), (second, 2)):
        again = bench.enroll.resume(view.enrollment.enrollment_id)
        assert isinstance(again, EnrollmentView), again
        assert again.enrollment.version == version
        assert bench.enroll._walk(again.enrollment).plan.version == {"biometric_passport": str(version)}


def test_a_draft_of_before_goes_by_the_day_on_which_it_was_begun(desk: tuple[Bench, list[Library]]) -> None:
    bench, library = desk
    view = bench.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView), view
    library[0] = Library({"biometric_passport@1.toml": ENDED, "biometric_passport@2.toml": SECOND})
    before = replace(view.enrollment, version=0, started_at=NOW - timedelta(days=3))
    assert bench.enroll._walk(before).plan.version == {"biometric_passport": "1"}
