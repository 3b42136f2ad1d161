"""A service is offered on its day, in its modes, to its roles, where the program has its steps; else the reason is
said, in the list and at the beginning."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from station.domain.errors import Problem
from station.domain.modes import MODES
from station.domain.operator import Role
from station.profiles import Library
from station.services.views import EnrollmentView, ServiceView
from station.settings import Settings
from station.steps.plans import Plans
from tests.support.desk import OFFICER, OPERATOR, Bench, open_desk

CARD = (
    files("station.profiles")
    .joinpath("data", "id_card.toml")
    .read_text(encoding="utf-8")
    .replace("until = 2026-11-30  # the next version\n", "")
)
INTERVIEW = '[[steps]]\nid = "talk"\nkind = "interview"\n\n[[steps]]\nid = "review"'


@pytest.fixture
def at(demo_settings: Settings) -> Callable[[str], Bench]:
    def open_with(card: str) -> Bench:
        bench = open_desk(demo_settings)
        bench.enroll._plans = Plans(lambda: Library({"id_card.toml": card.encode()}))
        bench.sign_in_as(OPERATOR)
        return bench

    return open_with


def reason(bench: Bench) -> str:
    """The same in the list and at the beginning."""
    services = bench.enroll.services()
    assert isinstance(services, tuple)
    (service,) = services
    assert isinstance(service, ServiceView)
    begun = bench.enroll.start("id_card")
    if service.hindrance is None:
        assert not isinstance(begun, Problem)
        return ""
    assert begun == service.hindrance
    return service.hindrance.code


def test_on_its_day_and_with_its_steps(at: Callable[[str], Bench]) -> None:
    assert reason(at(CARD)) == ""


def test_of_a_step_that_is_not_here_the_kind_is_named(at: Callable[[str], Bench]) -> None:
    bench = at(CARD.replace('[[steps]]\nid = "review"', INTERVIEW))
    assert reason(bench) == "STN-436"
    (service,) = bench.enroll.services()  # type: ignore[misc]
    assert service.hindrance.params == {"kind": "interview"}


def test_before_its_first_day(at: Callable[[str], Bench]) -> None:
    assert reason(at(CARD.replace("since = 2026-05-11", f"since = {date.max.isoformat()}"))) == "STN-282"


def test_before_the_day_of_its_law_is_set(at: Callable[[str], Bench]) -> None:
    assert reason(at(CARD.replace('day = "id_law_from"', 'day = "water_law_from"'))) == "STN-467"


def test_after_its_last_day_that_is_named_and_what_was_begun_goes_on(at: Callable[[str], Bench]) -> None:
    bench = at(CARD)
    today = bench.clock.now().astimezone().date()
    ended = CARD.replace("[subject]", f"until = {today}\n\n[subject]", 1)
    bench.enroll._plans = Plans(lambda: Library({"id_card.toml": ended.encode()}))
    begun = bench.enroll.start("id_card")
    assert isinstance(begun, EnrollmentView)
    bench.clock.forward(timedelta(days=1))
    assert reason(bench) == "STN-466"
    (service,) = bench.enroll.services()  # type: ignore[misc]
    assert service.hindrance.params["until"] == f"{today:%d.%m.%Y}"
    went_on = bench.enroll.set_fields(begun.enrollment.enrollment_id, {"surname_hy": "Նմուշյան"})
    assert isinstance(went_on, EnrollmentView)
    assert went_on.enrollment.fields["surname_hy"] == "Նմուշյան"


def test_in_another_mode(at: Callable[[str], Bench], monkeypatch: pytest.MonkeyPatch) -> None:
    bench = at(CARD)
    monkeypatch.setattr(type(bench.enroll._signing), "mode", MODES["MASS_INFLUX"])
    assert reason(bench) == "STN-480"
    monkeypatch.setattr(type(bench.enroll._signing), "mode", MODES["MOBILE"])
    assert reason(bench) == ""
    only = replace(MODES["MOBILE"], services=frozenset({"biometric_passport"}))
    monkeypatch.setattr(type(bench.enroll._signing), "mode", only)
    assert reason(bench) == "STN-480", "the order names the services that may begin"


def test_to_another_role(at: Callable[[str], Bench]) -> None:
    officers = CARD.replace('"two_people@1"', '"officers@1"')
    bench = at(officers.replace('"VENDOR_OPERATOR", ', "").replace('"VOLUNTEER", ', ""))
    session = bench.signed_in.session
    assert session is not None
    assert session.operator.roles == {Role.OPERATOR}
    assert reason(bench) == "STN-478"
    bench.sign_in_as(OFFICER)
    assert reason(bench) == ""
