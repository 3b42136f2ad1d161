"""Services that make no application: one packet without anything biometric, told from an application, and one activity
event that names nobody; of whoever appeals unnamed nothing stays."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crypto import cms
from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from station.bootstrap.activities import activities_made
from station.domain.activity import Evidence, Strength
from station.domain.errors import Problem
from station.domain.events import EventKind
from station.formats.activity import decode_activity
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.answered import seen
from tests.support.clock import NOW
from tests.support.desk import open_desk
from tests.support.examples import example
from tests.unit.station.services.test_examples import sealed_by

REQUESTS = ("digital_reference", "voluntary_return")


@pytest.mark.parametrize("service", REQUESTS)
def test_one_event_and_one_packet_without_samples(service: str, demo_settings: Settings) -> None:
    desk = open_desk(demo_settings, NOW)
    signing = desk.enroll._signing
    make = activities_made(demo_settings, signing._sealing.key, lambda: "gyumri-1")
    signing._sealing = replace(signing._sealing, activity=make)
    sealed = sealed_by(desk, service, {})
    (row,) = desk.outbox.rows()
    assert row.packet_id == sealed.packet_id
    message = desk.outbox.activity(sealed.packet_id)
    assert message is not None
    told = decode_activity(cms.claimed_content(message))
    assert (told.packet_id, told.service, told.evidence) == (sealed.packet_id, service, (Evidence.DOCUMENT,))
    assert told.strength is Strength.LOW
    typed = {text for text in example(service).applicants[0].fields.values() if len(text) > 4}
    assert not {text for text in typed if text in cms.claimed_content(message).decode()}
    assert desk.db.execute("SELECT packet_id FROM outbox_activity").fetchall() == [(sealed.packet_id,)]
    opened = open_packet(Path(sealed.packet_path), demo_settings.intake_home, "production", datetime.now(UTC))
    files = {file.path: file.data for file in opened.verified.content.files}
    assert not [path for path in files if path.startswith(("data/biometrics", "data/attachments"))]
    assert read_application(files["data/application.json"]).application is False
    said = json.loads(files["data/application.json"])
    assert (said["biometricData"], said["contextualData"]["handling"]["application"]) == ([], False)


def test_nobody_signs_a_reference_about_somebody_else(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings, NOW)
    script = example("digital_reference")
    desk.sign_in_as(script.operator.credential)
    which = seen(desk.enroll.start("digital_reference")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, {**script.applicants[0].fields, "identity_agrees": "NO"}))
    answer = desk.enroll.sign(which)
    assert isinstance(answer, Problem)
    view = desk.enroll.view(which)
    assert isinstance(view, EnrollmentView)
    (step,) = (each for each in view.steps if each.problems and not each.signs)
    assert (step.step_id, step.problems[0].field) == ("identity", "identity_agrees")
    assert not desk.outbox.rows()
    assert EventKind.PACKET_SEALED not in desk.events()


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
