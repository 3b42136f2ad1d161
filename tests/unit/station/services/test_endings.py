"""A draft that is withdrawn or has become too old: wiped, with an event, and never by surprise."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.policy import Drafts
from station.profiles import Library
from station.services.draft_summary import DraftSummary
from station.services.endings import Endings
from station.services.views import EnrollmentView
from station.settings import Settings
from station.steps.plans import Plans
from station.storage.enrollments import state_of
from tests.support.class_cases import SECRET, begun
from tests.support.desk import OFFICER, OPERATOR, PINS, SUPERVISOR, Bench, approved_draft, open_desk

DAY = timedelta(days=1)
RULES = Drafts(oldest_days=10, announced_days=3)


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    bench = open_desk(demo_settings)
    bench.enroll._endings = Endings(bench.db, bench.clock, bench.enroll._audit, lambda: RULES)
    with closing(bench.db):
        bench.sign_in_as(OPERATOR)
        yield bench


def begin(desk: Bench) -> EnrollmentId:
    view = desk.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    return view.enrollment.enrollment_id


def listed(desk: Bench) -> tuple[DraftSummary, ...]:
    found = desk.enroll.drafts()
    assert not isinstance(found, Problem)
    return found


def test_a_draft_is_announced_on_three_days_before_it_goes(desk: Bench, demo_settings: Settings) -> None:
    which, began = begin(desk), desk.clock.now()
    desk.clock.forward(6 * DAY)
    assert listed(desk)[0].ends_on is None
    for _ in range(3):
        desk.clock.forward(DAY)
        for _ in range(2):  # twice a day counts once
            assert listed(desk)[0].ends_on == (began + 10 * DAY).astimezone().date()
    desk.clock.forward(DAY)
    assert listed(desk) == ()
    assert not (demo_settings.drafts / which).exists()
    assert state_of(desk.db, which) == "discarded"
    assert desk.events()[-1] == "draft_too_old"


def test_a_service_lets_drafts_stay_for_less_than_policy_does(demo_settings: Settings) -> None:
    """SECRET of these tests has seven days; the announcements are as many."""
    bench = open_desk(demo_settings, plans=Plans(lambda: Library({"id_card.toml": SECRET.encode()})))
    bench.enroll._endings = Endings(bench.db, bench.clock, bench.enroll._audit, lambda: RULES)
    with closing(bench.db):
        bench.sign_in_as(OFFICER)
        which, began = begun(bench), bench.clock.now()
        bench.clock.forward(3 * DAY)
        for _ in range(3):
            bench.clock.forward(DAY)
            assert listed(bench)[0].ends_on == (began + 7 * DAY).astimezone().date()
        bench.clock.forward(DAY)
        assert listed(bench) == ()
        assert state_of(bench.db, which) == "discarded"


def test_a_clock_that_is_years_ahead_announces_first(desk: Bench) -> None:
    which = begin(desk)
    desk.clock.forward(3650 * DAY)
    for _ in range(3):
        assert [item.enrollment_id for item in listed(desk)] == [which]
        assert listed(desk)[0].ends_on is not None
        desk.clock.forward(DAY)
    assert listed(desk) == ()


def test_a_desk_that_was_closed_announces_when_it_opens(desk: Bench) -> None:
    begin(desk)
    desk.clock.forward(100 * DAY)
    (item,) = listed(desk)
    assert item.ends_on == (desk.clock.now() + 3 * DAY).astimezone().date()


def test_an_applicant_withdraws(desk: Bench, demo_settings: Settings) -> None:
    which = begin(desk)
    assert desk.enroll.withdraw(which) is None
    assert not (demo_settings.drafts / which).exists()
    assert (state_of(desk.db, which), desk.events()[-1]) == ("discarded", "applicant_withdrew")
    answer = desk.enroll.withdraw(which)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-120"


def supervisor(desk: Bench) -> tuple[str, str]:
    return desk.credential(SUPERVISOR), PINS[SUPERVISOR]


def test_what_was_signed_or_cannot_be_read_goes_with_a_supervisor_only(desk: Bench, demo_settings: Settings) -> None:
    signed, shut = approved_draft(desk), begin(desk)
    (demo_settings.drafts / shut / "draft.sealed").write_bytes(b"torn")
    for which in (signed, shut):
        answer = desk.enroll.withdraw(which)
        assert isinstance(answer, Problem)
        assert (demo_settings.drafts / which / "draft.sealed").exists()
        assert desk.enroll.withdraw(which, *supervisor(desk)) is None
        assert not (demo_settings.drafts / which).exists()


def test_what_does_not_open_and_what_nobody_registered_can_be_withdrawn(desk: Bench, demo_settings: Settings) -> None:
    shut, unknown = begin(desk), begin(desk)
    (demo_settings.drafts / shut / "draft.sealed").write_bytes(b"torn")
    desk.db.execute("DELETE FROM enrollment WHERE id = ?", (unknown,))
    assert desk.enroll.withdraw(shut, *supervisor(desk)) is None
    assert desk.enroll.withdraw(unknown) is None
    assert list(demo_settings.drafts.iterdir()) == []
    assert desk.events().count("applicant_withdrew") == 2


def test_one_of_unknown_age_is_left_to_people(desk: Bench) -> None:
    begin(desk)
    desk.db.execute("DELETE FROM enrollment")
    desk.clock.forward(1000 * DAY)
    for _ in range(5):
        (item,) = listed(desk)
        assert item.ends_on is None
        desk.clock.forward(DAY)
