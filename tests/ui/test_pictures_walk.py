"""The pictures walk the steps of every service: what cannot be drawn is told, and never left out."""

from types import SimpleNamespace
from typing import Any

import pytest

from station import fields
from station.services.form_view import FieldView
from tests.support.clock import NOW
from tests.support.plans import HOLDING, PLANS
from ui.screenshots.person import NothingToSay, plausible
from ui.screenshots.visit import NotDrawn, Visit, does_on, draw_every_step


@pytest.mark.parametrize("service", HOLDING)
def test_something_is_done_on_the_page_of_every_step(service: str) -> None:
    for step in PLANS.plan(service, NOW.date()).steps:
        assert step.signs or does_on(step.page) is not None, step.step_id


@pytest.mark.parametrize("kind", sorted(set(fields.NAMES) - {"attachment", "mrz"}))
def test_whatever_must_be_filled_is_filled(kind: str) -> None:
    parts = (FieldView("role", "choice", "choice", choices=("MOTHER",)), FieldView("name", "line", "text"))
    own = parts if kind in ("address", "document", "group", "person", "place") else ()
    field = FieldView("of", "line", kind, choices=("A", "B") if kind == "choice" else (), repeated=True, parts=own)
    said = dict(plausible("of", field))
    assert said
    assert all(name.startswith("of.1") and text for name, text in said.items())


def test_what_nobody_types_is_told() -> None:
    with pytest.raises(NothingToSay, match="scan"):
        list(plausible("scan", FieldView("scan", "attachment", "attachment")))


def visit_at(step: Any) -> Visit:
    desk: Any = SimpleNamespace(window=SimpleNamespace(page=SimpleNamespace(view=SimpleNamespace(step=step))))
    return Visit(desk, "visa", SimpleNamespace(name="adult"))  # type: ignore[arg-type]


def test_a_page_of_which_nothing_is_known_is_told() -> None:
    with pytest.raises(NotDrawn, match="iris"):
        visit_at(SimpleNamespace(step_id="eyes", page="iris")).do()


def test_a_step_that_nobody_goes_through_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rail = SimpleNamespace(home_pressed=SimpleNamespace(emit=lambda: None))
    desk: Any = SimpleNamespace(window=SimpleNamespace(frame=SimpleNamespace(rail=rail)), until=lambda condition: None)
    monkeypatch.setattr(Visit, "begin", lambda self: None)
    monkeypatch.setattr(Visit, "view", None)
    monkeypatch.setattr("ui.screenshots.visit.steps_of", lambda view: {"request", "oath", "review"})
    monkeypatch.setattr("ui.screenshots.visit._draw", lambda visit, album, met: met.update({"request", "review"}))
    with pytest.raises(NotDrawn, match="oath"):
        draw_every_step(desk, SimpleNamespace(), "visa")  # type: ignore[arg-type]
