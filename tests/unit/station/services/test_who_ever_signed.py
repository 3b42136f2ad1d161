"""Whoever vouched for an application once stays one of those who may not approve it, whatever was changed since."""

from contextlib import closing

from station.domain.errors import Problem
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.desk import OFFICER, OPERATOR, PINS, complete_draft, open_desk


def test_who_signed_before_a_change_may_not_approve_after_it(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        which = complete_draft(desk)
        desk.sign_in_as(OFFICER)
        assert isinstance(desk.enroll.sign(which), EnrollmentView)
        desk.sign_in_as(OPERATOR)
        changed = desk.enroll.set_fields(which, {"phone": "+37491000077"})
        assert isinstance(changed, EnrollmentView)
        assert changed.enrollment.signed is None
        assert isinstance(desk.enroll.sign(which), EnrollmentView)
        answer = desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER])
        assert isinstance(answer, Problem)
        assert answer.code == "STN-410"
