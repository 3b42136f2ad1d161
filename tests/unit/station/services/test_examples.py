"""Every service is walked by its example from the first step to the sealed packet, and what was said is in there."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from intake.errors import HeldForClass
from station.domain.classes import class_of
from station.domain.sample import SLAPS, BiometricException, ExceptionReason, Finger, Modality
from station.profiles import built_in
from station.services.attachments import Attachments
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.texts import text_for
from tests.support import packed
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.capture_fakes import enrollment
from tests.support.clock import NOW
from tests.support.desk import DEVICE, Bench, ink, open_desk, portrait_candidate, slap_candidate
from tests.support.examples import example
from tests.support.kept_papers import page_of
from tests.support.plans import HOLDING, PLANS

ALL = "FACE FINGER SIGNATURE"
NOTHING: Mapping[str, str] = {}
TAKES = {
    "appeal": "", "asylum": ALL, "biometric_passport": ALL, "citizenship": "FACE SIGNATURE", "digital_reference": "",
    "displaced": ALL, "id_card": ALL, "ordinary_passport": "FACE SIGNATURE", "refugee_travel_document": ALL,
    "residence_card": ALL, "stateless_status": ALL, "stateless_travel_document": ALL, "visa": "FACE FINGER",
    "voluntary_return": "", "work_residence": ALL,
}  # fmt: skip
"""Of whoever is in the example, as the law and its practice say; not read from the profile."""


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def capture(desk: Bench, which: Any) -> Mapping[Modality, Callable[[], object]]:
    enroll, at = desk.enroll, desk.clock.now()

    def slaps() -> None:
        for slap in SLAPS:
            seen(enroll.accept_slap(which, slap_candidate(at, slap)))

    return {
        Modality.FACE: lambda: seen(enroll.accept_portrait(which, portrait_candidate(at))),
        Modality.FINGERS: slaps,
        Modality.SIGNATURE: lambda: seen(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)),
    }


def sealed_by(desk: Bench, service: str, other: Mapping[str, str], *, hands: bool = True) -> SealedView:
    """Step by step, as a desk goes: nothing may be open behind."""
    script = example(service)
    assert script.procedure == service
    desk.sign_in_as(script.operator.credential)
    view = seen(desk.enroll.start(service))
    which = view.enrollment.enrollment_id
    view = seen(desk.enroll.set_fields(which, {**script.applicants[0].fields, **other}))
    takes, attachments = dict(capture(desk, which)), Attachments(desk.enroll, desk.clock)
    if not hands:
        none = tuple(BiometricException(finger, ExceptionReason.BORN_WITHOUT) for finger in Finger)
        seen(desk.enroll.set_exceptions(which, none))
        del takes[Modality.FINGERS], takes[Modality.SIGNATURE]
        if "SIGNATURE" in TAKES[service]:
            seen(desk.enroll.set_exception(which, Modality.SIGNATURE, ExceptionReason.CANNOT_WRITE))
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


def enrolled(
    service: str, settings: Settings, other: Mapping[str, str] = NOTHING, *, hands: bool = True
) -> tuple[Any, Mapping[str, bytes]]:
    """application.json, and every file of the packet, as a stranger opens it. other: than in the example."""
    desk, receiver = open_desk(settings, NOW), "production"
    case_class = class_of(built_in().versions(service)[-1].case_class)
    if case_class.confidential:
        receiver = case_class.name.lower()
    sealed = sealed_by(desk, service, other, hands=hands)
    opened = settings.data / "opened"
    files = files_by_openssl(Path(sealed.packet_path), settings.intake_home, opened, receiver)
    read_application(files["data/application.json"])  # raises where the centre would refuse it
    return json.loads(files["data/application.json"]), files


YEAR_WILL_DO = ("asylum", "displaced", "stateless_status")
"""Services for people who may not know more of their birth than its year."""


TAKE_FINGERS = tuple(service for service in HOLDING if "FINGER" in TAKES[service])


@needs_openssl
@pytest.mark.parametrize(
    ("service", "born"),
    [
        *((each, "") for each in TAKE_FINGERS if each not in YEAR_WILL_DO),
        *((each, born) for each in YEAR_WILL_DO for born in ("15.06.1990", "1990")),
    ],
)
def test_without_hands_with_one_name_somebody_gets_a_packet(service: str, born: str, demo_settings: Settings) -> None:
    """With a full birth date from every service that takes fingers; with its year where that will do. born: "" for the
    day of the example."""
    said = example(service).applicants[0].fields
    other = {name: "-" for name in ("surname_hy", "surname_latin") if name in said}
    other["birth_date"] = born = born or said["birth_date"]
    application, files = enrolled(service, demo_settings, other, hands=False)
    person, reasons = application["biographicData"], application["contextualData"]["exceptions"]
    if born == "1990":
        assert person["further"]["birth_date"] == "1990"
        assert "dateOfBirth" not in person
    else:
        assert f"{date.fromisoformat(person['dateOfBirth']):%d.%m.%Y}" == born
    assert not {"lastName", "lastNameArmenian"} & person.keys()
    assert person["firstName"] == said["given_latin"]
    signature = {"signature"} if "SIGNATURE" in TAKES[service] else set()
    assert reasons.keys() == {*(finger.name.lower() for finger in Finger), *signature}
    assert not [path for path in files if path.startswith(("biometrics/fingers/", "biometrics/signature/"))]


@pytest.mark.parametrize("service", sorted({*HOLDING} - {*YEAR_WILL_DO, "appeal"}))
def test_elsewhere_the_year_alone_is_asked_to_be_a_day(service: str) -> None:
    """With words for whoever must ask; of an appeal nobody need say who they are."""
    made = replace(enrollment(), procedure=service, values={}, items=())
    made = made.with_fields({**example(service).applicants[0].fields, "birth_date": "1990"})
    codes = [each.code for each in PLANS.walk(made, NOW.date()).open_problems if each.field == "birth_date"]
    assert codes == ["APP-DATE"]
    assert all(text_for("APP-DATE", tag, {}).remedy for tag in ("en", "hy", "ru"))


@needs_openssl
@pytest.mark.parametrize("service", HOLDING)
def test_what_was_said_is_in_the_packet(service: str, demo_settings: Settings) -> None:
    """Field by field, sample by sample, paper by paper; nothing is there that nobody said."""
    application, files = enrolled(service, demo_settings)
    (who, *_), profile = example(service).applicants, built_in().profile(service, NOW.date())
    said = {name for name, text in who.fields.items() if text}
    assert said <= set(application["contextualData"]["entered"])
    begun = {name: (each.begins, each.default) for name, each in profile.fields.items()}
    assert packed.differences(files, who, begun) == []
    assert packed.samples(files) == set(TAKES[service].split())
    assert packed.papers(files) == packed.papers_of(who)


def test_no_service_ends_unnoticed() -> None:
    """All of these tests go through the services that hold on the day: what the law ends stands here."""
    ends = {name: built_in().versions(name)[-1].in_force.until for name in built_in().ids}
    assert {name: day for name, day in ends.items() if day is not None} == {"displaced": date(2026, 12, 31)}
    assert set(HOLDING) >= {name for name, day in ends.items() if day is None}


def test_a_visa_is_bound_to_its_application_and_opened_by_its_own_receivers(demo_settings: Settings) -> None:
    application, _ = enrolled("visa", demo_settings)
    number = example("visa").applicants[0].fields["visa_application_no"]
    assert application["biographicData"]["further"]["visa_application_no"] == number
    assert application["contextualData"]["handling"]["class"] == "VISA"
    (packet,) = demo_settings.outbox.glob("*.p7m")
    with pytest.raises(HeldForClass):
        open_packet(packet, demo_settings.intake_home, "production", datetime.now(UTC))
