"""Every service is walked by its example from the first step to the sealed packet, and what was said is in there."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from station.domain.classes import class_of
from station.domain.sample import BiometricException, ExceptionReason, Finger, Modality, Slap
from station.profiles import built_in
from station.services.attachments import Attachments
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.clock import NOW
from tests.support.desk import DEVICE, Bench, ink, open_desk, portrait_candidate, slap_candidate
from tests.support.examples import example
from tests.support.kept_papers import page_of
from tests.support.plans import HOLDING
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


def sealed_by(desk: Bench, service: str, *, hands: bool = True) -> SealedView:
    """Step by step, as a desk goes: nothing may be open behind."""
    script = example(service)
    assert script.procedure == service
    desk.sign_in_as(script.operator.credential)
    view = seen(desk.enroll.start(service))
    which = view.enrollment.enrollment_id
    view = seen(desk.enroll.set_fields(which, script.applicants[0].fields))
    takes, attachments = dict(capture(desk, which)), Attachments(desk.enroll, desk.clock)
    if not hands:
        none = tuple(BiometricException(finger, ExceptionReason.BORN_WITHOUT) for finger in Finger)
        seen(desk.enroll.set_exceptions(which, none))
        seen(desk.enroll.set_exception(which, Modality.SIGNATURE, ExceptionReason.CANNOT_WRITE))
        del takes[Modality.FINGERS], takes[Modality.SIGNATURE]
    for step in view.steps:
        view = seen(desk.enroll.go_to(which, step.step_id))
        if step.takes in takes:
            takes[step.takes]()
        for paper in step.papers:
            for number in range(script.applicants[0].pages[f"{paper.about}.{paper.form.value}"]):
                seen(attachments.add(which, paper, page_of(number)))
            if not paper.pages:
                seen(attachments.see(which, paper, True))
    assert seen(desk.enroll.view(which)).hindrance is None
    seen(desk.enroll.sign(which))
    seen(desk.enroll.approve(which, desk.credential(script.officer.credential), script.officer.pin))
    sealed = desk.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    return sealed


def enrolled(service: str, settings: Settings, *, hands: bool = True) -> tuple[Any, Mapping[str, bytes]]:
    """application.json, and every file of the packet, as whoever it is sealed to opens it."""
    desk, receiver = open_desk(settings, NOW), "production"
    case_class = class_of(built_in().versions(service)[-1].case_class)
    if case_class.confidential:
        receiver = case_class.name.lower()
    sealed = sealed_by(desk, service, hands=hands)
    opened = open_packet(Path(sealed.packet_path), settings.intake_home, receiver, datetime.now(UTC))
    files = {file.path: file.data for file in opened.verified.content.files}
    read_application(files["data/application.json"])  # raises where the centre would refuse it
    return json.loads(files["data/application.json"]), files


@pytest.mark.parametrize("service", ["asylum", "stateless_status"])
def test_whoever_has_no_hands_and_knows_only_the_year_of_their_birth_gets_a_packet(
    service: str, demo_settings: Settings
) -> None:
    application, files = enrolled(service, demo_settings, hands=False)
    assert len(application["biographicData"]["further"]["birth_date"]) == 4
    assert "dateOfBirth" not in application["biographicData"]
    assert not [path for path in files if path.startswith("biometrics/fingers/")]


@pytest.mark.parametrize("service", HOLDING)
def test_what_was_said_is_in_the_packet(service: str, demo_settings: Settings) -> None:
    application, files = enrolled(service, demo_settings)
    said = {name: text for name, text in example(service).applicants[0].fields.items() if text}
    assert set(said) <= set(application["contextualData"]["entered"])
    texts = [text for path, data in files.items() if path.endswith(".json") for text in leaves(json.loads(data))]
    assert {name for name, text in said.items() if not is_in(text, texts)} == set()
    assert any(path.startswith("biometrics/") for path in files) is built_in().profile(service, NOW.date()).application
    assert sum(path.startswith("attachments/") for path in files) == sum(example(service).applicants[0].pages.values())


def test_no_service_ends_unnoticed() -> None:
    """All of these tests go through the services that hold on the day: what the law ends stands here."""
    ends = {name: built_in().versions(name)[-1].in_force.until for name in built_in().ids}
    assert {name: day for name, day in ends.items() if day is not None} == {"displaced": date(2026, 12, 31)}
    assert set(HOLDING) >= {name for name, day in ends.items() if day is None}


def test_of_whoever_stays_unnamed_the_packet_says_nothing(
    demo_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where somebody had typed a name first, and corrected it: draft and packet hold nothing of it."""
    said = example("appeal").applicants[0].fields
    desk = open_desk(demo_settings, NOW)
    desk.sign_in_as(example("appeal").operator.credential)
    which = seen(desk.enroll.start("appeal")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, {**said, "author_name": "Somebody Else", "encloses": "NO"}))
    desk.clock.forward(timedelta(minutes=11))  # no longer being written: another text is a correction
    view = seen(desk.enroll.set_fields(which, {**said, "encloses": "NO"}))
    assert view.enrollment.values["author_name"].replaced
    view = seen(desk.enroll.set_fields(which, {"anonymous": "YES"}))
    assert set(view.enrollment.values) == {
        "anonymous",
        "category",
        "appeal_text.words",
        "appeal_text.language",
        "encloses",
        "enclosure_paper",
    }
    assert (view.title, [step.step_id for step in view.steps]) == ("", ["appeal", "review"])
    seen(desk.enroll.go_to(which, "review"))
    seen(desk.enroll.sign(which))
    officer = example("appeal").officer
    seen(desk.enroll.approve(which, desk.credential(officer.credential), officer.pin))
    sealed = desk.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    opened = open_packet(Path(sealed.packet_path), demo_settings.intake_home, "production", datetime.now(UTC))
    files = {file.path: file.data for file in opened.verified.content.files}
    read_application(files["data/application.json"])
    assert json.loads(files["data/application.json"])["biometricData"] == []
    author = [text.encode() for name, text in said.items() if name.startswith(("author", "reply_address"))]
    assert author
    assert not [text for text in author for data in files.values() if text in data]
    assert not [text for text in author if text.decode() in caplog.text]
