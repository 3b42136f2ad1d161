"""Every service is walked by its example from the first step to the sealed packet, and what was said is in there."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.acceptance.opening import open_packet
from station.domain.sample import Modality, Slap
from station.profiles import built_in
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.clock import NOW
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.examples import example
from tests.support.whole_steps import is_in, leaves


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def capture(desk: Bench, which: Any) -> Mapping[Modality, Callable[[], object]]:
    enroll, at = desk.enroll, desk.clock.now()

    def slaps() -> None:
        for slap in Slap:
            seen(enroll.accept_slap(which, slap_candidate(at, slap)))

    return {
        Modality.FACE: lambda: seen(enroll.accept_portrait(which, portrait_candidate(at))),
        Modality.FINGERS: slaps,
        Modality.SIGNATURE: lambda: seen(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)),
    }


def sealed_by(desk: Bench, service: str) -> SealedView:
    """Step by step, as a desk goes: nothing may be open behind."""
    script = example(service)
    assert script.procedure == service
    desk.sign_in_as(OPERATOR)
    view = seen(desk.enroll.start(service))
    which = view.enrollment.enrollment_id
    view = seen(desk.enroll.set_fields(which, script.applicants[0].fields))
    takes = capture(desk, which)
    for step in view.steps:
        view = seen(desk.enroll.go_to(which, step.step_id))
        if step.takes is not None:
            takes[step.takes]()
    assert seen(desk.enroll.view(which)).hindrance is None
    seen(desk.enroll.sign(which))
    seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    sealed = desk.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    return sealed


@pytest.mark.parametrize("service", built_in().ids)
def test_what_was_said_is_in_the_packet(service: str, demo_settings: Settings) -> None:
    desk = open_desk(demo_settings, NOW)
    sealed = sealed_by(desk, service)
    opened = open_packet(Path(sealed.packet_path), demo_settings.intake_home, "production", datetime.now(UTC))
    files = {file.path: file.data for file in opened.verified.content.files}
    application = json.loads(files["data/application.json"])
    said = {name: text for name, text in example(service).applicants[0].fields.items() if text}
    assert set(said) <= set(application["contextualData"]["entered"])
    texts = [text for path, data in files.items() if path.endswith(".json") for text in leaves(json.loads(data))]
    assert {name for name, text in said.items() if not is_in(text, texts)} == set()
    assert any(path.startswith("biometrics/face") for path in files)
