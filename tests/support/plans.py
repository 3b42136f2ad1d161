"""The services that come with the program as plans, and what is read by the passport's."""

from collections.abc import Mapping
from datetime import date

from station.domain.document import TravelDocument
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.subject import BiographicData
from station.forms import Sheet
from station.forms.applicant import person_of
from station.forms.document import document_of, problems_of
from station.profiles import built_in
from station.services.form_view import Form
from station.steps.plans import Plans
from station.workflow.engine import Walk
from station.workflow.step import Plan
from tests.support.clock import NOW

PLANS = Plans(built_in)
PASSPORT = "biometric_passport"


def _holds_today(service: str) -> bool:
    days = built_in().versions(service)[-1].in_force
    return days.until is None or days.until >= NOW.date()


HOLDING = tuple(service for service in PLANS.ids() if _holds_today(service))
"""Services to which people may come: the law gives some of them an end (`test_examples.py` names them)."""


def passport() -> Plan:
    return PLANS.plan(PASSPORT, NOW.date())


def walk(made: Enrollment, today: date) -> Walk:
    return PLANS.walk(made, today)


def form_of(step_id: str) -> Form:
    """What a step of the passport asks."""
    plan = passport()
    return Form(plan.service, next(step for step in plan.steps if step.step_id == step_id))


def sheet(texts: Mapping[str, str], today: date) -> Sheet:
    return Sheet(passport().service, texts, today)


def read_applicant(texts: Mapping[str, str], today: date) -> tuple[BiographicData | None, tuple[Problem, ...]]:
    read = sheet(texts, today)
    problems = read.problems("applicant")
    return (None, problems) if problems else (person_of(read), ())


def read_document(texts: Mapping[str, str], today: date) -> tuple[TravelDocument | None, tuple[Problem, ...]]:
    read = sheet(texts, today)
    problems = problems_of(read, "document")
    return (None, problems) if problems else (document_of(read, texts), ())
