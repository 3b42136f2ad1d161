"""What cannot be taken is said with a reason, stands in the packet, and stops nobody whom the service lets through."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import rfc8785

from intake.acceptance.declared import read_application
from station.capture.leeway import measures_left_out
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.item import Item, ItemId, ItemKind
from station.domain.leeway import Young
from station.domain.lines import Line, Word
from station.domain.sample import (
    REASONS,
    BiometricException,
    ExceptionReason,
    Eye,
    Finger,
    Modality,
    QualityScore,
    Samples,
)
from station.domain.value import Said, Source
from station.packet.application import application_json
from station.packet.content import PacketFile
from station.packet.format import Dossier
from station.packet.layout import APPLICATION
from station.packet.part import Part, excepted, joined
from station.receivers.mosip.form.biometrics import samples_of
from station.receivers.mosip.form.meta import _biometrics
from station.receivers.osia.form.compose import compose
from station.services.dossiers import left_out
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.desk import DEVICE, OPERATOR, Bench, complete_draft, ink, open_desk, portrait_candidate
from tests.support.people import Shelf, context, enrollment, given
from tests.support.plans import HOLDING, PLANS
from tests.support.whole_steps import lost
from tests.unit.station.steps.test_whole import full

TODAY = NOW.astimezone().date()
HANDS = tuple(BiometricException(finger, ExceptionReason.BORN_WITHOUT) for finger in Finger)
SAID = Said("", Source.TYPED, NOW)
FINGERS, FACE, SIGNATURE = Modality.FINGERS, Modality.FACE, Modality.SIGNATURE
MADE = enrollment(Shelf())
EMPTY = replace(MADE, samples=Samples(), items=())


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    with closing((made := open_desk(demo_settings, NOW)).db):
        made.sign_in_as(OPERATOR)
        yield made


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def codes(view: EnrollmentView) -> set[str]:
    return {problem.code for step in view.steps for problem in step.problems}


def begun(desk: Bench) -> EnrollmentId:
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, ADULT))
    return which


def excepting(what: Modality, reason: ExceptionReason) -> Enrollment:
    """Somebody of whom nothing is said but that."""
    if what is FINGERS:
        return EMPTY.with_exceptions((BiometricException(Finger.LEFT_THUMB, reason),), SAID)
    return EMPTY.with_exception(what, reason, SAID)


def application(made: Enrollment, what: Modality) -> dict[str, Any]:
    part = replace(given(EMPTY), exceptions=excepted(exception_in(made.items, what)).exceptions)
    value: dict[str, Any] = json.loads(application_json(made, part, context(made)))
    return value


@pytest.mark.parametrize("service", [each for each in HOLDING if PLANS.plan(each, TODAY).slaps.slaps])
def test_who_has_no_hands_gets_a_packet_of_every_service_that_takes_fingers(service: str) -> None:
    """And whoever has none cannot write either."""
    shelf = Shelf()
    made = full(service, shelf).with_exceptions(HANDS, SAID)
    if any(step.takes is SIGNATURE for step in PLANS.walk(made, TODAY).wanted):
        made = made.with_exception(SIGNATURE, ExceptionReason.CANNOT_WRITE, SAID)
    walk = PLANS.walk(made, TODAY)
    assert walk.content_problems == ()
    assert (made.samples.slaps, made.samples.signature) == ((), None)
    data = application_json(made, walk.content(), context(made))
    read_application(data)
    said = json.loads(data)["contextualData"]["exceptions"]
    assert {each["reason"] for each in said.values()} <= {"born_without", "cannot_write"}
    assert said.keys() >= {finger.name.lower() for finger in Finger}
    assert not lost(walk.wanted, made, walk.sheet, shelf, context(made), walk.plan.service.profile.samples)


@pytest.mark.parametrize(
    "service", [each for each in HOLDING if PLANS.plan(each, TODAY).service.profile.case_class != "APPEAL"]
)
def test_the_centre_reads_what_every_service_gives(service: str) -> None:
    """Also of whom only part of the birth date is known, or no personal number is asked."""
    made = full(service, Shelf())
    data = application_json(made, PLANS.walk(made, TODAY).content(), context(made))
    read_application(data)
    value = json.loads(data)
    said = value["biographicData"]
    unborn = {name: each for name, each in said.items() if name != "dateOfBirth"}
    unborn["further"] = {name: each for name, each in said["further"].items() if name != "birth_date"}
    unkind = {name: each for name, each in said.items() if name != "personalNumberKind"} | {"personalNumber": "1"}
    for wrong in (unborn, unkind):
        with pytest.raises(ValueError, match=r"."):
            read_application(rfc8785.dumps({**value, "biographicData": wrong}))


def test_a_reason_that_the_service_does_not_name_is_refused(desk: Bench) -> None:
    which = begun(desk)
    for answer in (
        desk.enroll.set_exceptions(which, (BiometricException(Finger.LEFT_THUMB, ExceptionReason.REFUSES),)),
        desk.enroll.set_exception(which, FACE, ExceptionReason.ILLNESS),
        desk.enroll.set_exception(which, SIGNATURE, ExceptionReason.BANDAGED),
    ):
        assert isinstance(answer, Problem)
        assert answer.code == "STN-490"
    assert seen(desk.enroll.view(which)).enrollment.items == ()


def test_who_cannot_write_needs_no_signature_until_they_write(desk: Bench) -> None:
    which = complete_draft(desk)
    view = seen(desk.enroll.set_exception(which, SIGNATURE, ExceptionReason.CANNOT_WRITE))
    assert view.enrollment.samples.signature is None
    assert "REV-SIGNATURE" not in codes(view)
    (step,) = [each for each in view.steps if each.takes is SIGNATURE]
    assert step.lacks is ExceptionReason.CANNOT_WRITE
    assert step.may_lack == (ExceptionReason.CANNOT_WRITE, ExceptionReason.MARK)
    after = seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)).enrollment
    assert after.why_not(SIGNATURE) is None
    item = exception_in(after.items, SIGNATURE)
    assert item is not None
    assert (item.values["signature"].text, item.values["signature"].by) == ("", desk.credential(OPERATOR))
    assert not hasattr(desk.enroll.sign(which), "code"), "an item that says nothing any more is packed too"


def test_a_mark_is_taken_and_stays_one(desk: Bench) -> None:
    which = begun(desk)
    view = seen(desk.enroll.set_exception(which, SIGNATURE, ExceptionReason.MARK))
    assert "REV-SIGNATURE" in codes(view)
    after = seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    assert "REV-SIGNATURE" not in codes(after)
    assert after.enrollment.why_not(SIGNATURE) is ExceptionReason.MARK
    undone = seen(desk.enroll.set_exception(which, SIGNATURE, None)).enrollment
    assert undone.why_not(SIGNATURE) is None
    assert undone.samples.signature is not None


def test_a_reason_that_is_corrected_keeps_the_former_one(desk: Bench) -> None:
    which, thumb = begun(desk), Finger.LEFT_THUMB
    seen(desk.enroll.set_exceptions(which, (BiometricException(thumb, ExceptionReason.BANDAGED),)))
    desk.clock.forward(timedelta(hours=1))
    after = seen(desk.enroll.set_exceptions(which, (BiometricException(thumb, ExceptionReason.UNABLE),))).enrollment
    item = exception_in(after.items, FINGERS)
    assert item is not None
    assert [each.text for each in item.values["left_thumb"].replaced] == ["bandaged"]
    assert after.exceptions == (BiometricException(thumb, ExceptionReason.UNABLE),)


def test_the_log_says_of_what_and_how_many_and_never_why(desk: Bench) -> None:
    which = begun(desk)
    seen(desk.enroll.set_exceptions(which, HANDS))
    seen(desk.enroll.set_exception(which, FACE, ExceptionReason.RELIGION))
    rows = [row[0] for row in desk.db.execute("SELECT event FROM audit ORDER BY seq")]
    told = [json.loads(row)["details"] for row in rows if json.loads(row)["kind"] == "exception_set"]
    assert told == [{"sample": "fingers", "count": 10}, {"sample": "face", "count": 1}]
    for reason in ("religion", "born_without"):
        assert not [row for row in rows if reason in row]


def test_of_what_is_not_asked_for_any_more_nothing_is_left() -> None:
    """Fingers were marked of a child who turns out to be two."""
    made = full("biometric_passport", Shelf()).with_exceptions(HANDS, SAID).with_fields({"birth_date": "15.06.2024"})
    walk = PLANS.walk(made, TODAY)
    assert FINGERS not in {step.takes for step in walk.wanted}
    part = joined(step.part(made, walk.sheet) for step in walk.wanted if step.takes is not None)
    assert part.exceptions == ()
    assert left_out(made, walk, part) == []
    paper = Item(ItemId("1"), ItemKind.DOCUMENT, "paper")
    assert left_out(made.with_item(paper), walk, part) == [paper]
    asked = made.with_exception(FACE, ExceptionReason.RELIGION, SAID)
    assert [item.about for item in left_out(asked, walk, part)] == ["face"], "no step packed it"


@pytest.mark.parametrize("what", REASONS)
def test_every_reason_is_read_by_the_centre_and_nothing_else_is(what: Modality) -> None:
    for reason in REASONS[what]:
        read_application(rfc8785.dumps(application(excepting(what, reason), what)))
    value = application(excepting(what, REASONS[what][0]), what)
    told = value["contextualData"]
    ((name, said),) = told["exceptions"].items()
    for wrong in ({"reason": "lazy"}, {"source": "guessed"}, {"why": "more"}):
        changed = {**told, "exceptions": {name: {**said, **wrong}}}
        with pytest.raises(ValueError, match=r"."):
            read_application(rfc8785.dumps({**value, "contextualData": changed}))
    for changed in ({**told, "format": 4}, {**told, "exceptions": {}}, {**told, "exceptions": {"third_eye": said}}):
        with pytest.raises(ValueError, match=r"."):
            read_application(rfc8785.dumps({**value, "contextualData": changed}))


def test_an_osia_server_sees_neither_reasons_nor_what_was_corrected() -> None:
    value = application(excepting(FACE, ExceptionReason.RELIGION), FACE)
    value["contextualData"]["entered"] = {"surname_latin": {"source": "typed", "replaced": [{"text": "FORMERNAME"}]}}
    files = [PacketFile(APPLICATION, rfc8785.dumps(value)), PacketFile("documents/held.json", b"{}")]
    sent = compose(files, lambda data: b"sealed")
    clear = json.dumps(sent.value)
    assert "religion" not in clear
    assert "FORMERNAME" not in clear
    assert value["contextualData"]["desk"] in clear


@pytest.mark.parametrize(("reason", "told"), [(ExceptionReason.ILLNESS, "other"), (ExceptionReason.REFUSES, "refuses")])
def test_mosip_gets_a_face_that_is_not_taken_as_a_marked_exception(reason: ExceptionReason, told: str) -> None:
    made = excepting(FACE, reason)
    part = replace(given(EMPTY), exceptions=excepted(exception_in(made.items, FACE)).exceptions)
    (face,) = samples_of(Dossier(made, part, context(made), b"", Shelf().get))
    assert (face.kind, face.record, face.score, face.missing) == ("Face", b"", None, reason)
    schema = SimpleNamespace(fields=[SimpleNamespace(field_id="bio", biometrics=True)])
    said = _biometrics(schema, (face,))["exceptionBiometrics"]["bio"]["face"]  # type: ignore[arg-type]
    assert (said["reason"], said["exceptionType"]) == (told, "Temporary")


def test_marks_of_before_give_the_form_of_before() -> None:
    """Nobody knows who said them: nothing is said of that."""
    part: Part = given(MADE)
    assert part.missing_fingers == MADE.exceptions != ()
    told = json.loads(application_json(MADE, part, context(MADE)))["contextualData"]
    assert ("exceptions" in told, told["format"]) == (False, 2)


def test_of_one_eye_is_said_why_it_is_not_open_and_the_portrait_is_taken(desk: Bench) -> None:
    which = begun(desk)
    view = seen(desk.enroll.set_eye(which, Eye.LEFT, ExceptionReason.EYE_COVERED))
    assert view.leeway.eyes == {Eye.LEFT}
    assert "REV-PORTRAIT" in codes(view), "it is taken all the same"
    item = exception_in(view.enrollment.items, FACE)
    assert item is not None
    assert (item.values["left_eye"].text, item.values["left_eye"].by) == ("eye_covered", desk.credential(OPERATOR))
    seen(desk.enroll.set_exception(which, FACE, ExceptionReason.RELIGION))
    both = seen(desk.enroll.set_eye(which, Eye.RIGHT, ExceptionReason.EYE_CLOSED))
    assert both.leeway.eyes == set(Eye)
    assert both.enrollment.why_not(FACE) is ExceptionReason.RELIGION
    undone = seen(desk.enroll.set_eye(which, Eye.LEFT, None))
    assert undone.leeway.eyes == {Eye.RIGHT}
    told = [json.loads(row[0])["details"] for row in desk.db.execute("SELECT event FROM audit ORDER BY seq")]
    counts = [each["count"] for each in told if each.get("sample") == "face"]
    assert counts == [1, 2, 3, 2]
    assert not [each for each in told if "eye" in str(each)]


def test_a_portrait_of_which_an_eye_was_not_judged_is_taken_anew_once_it_is_open_after_all(desk: Bench) -> None:
    which = begun(desk)
    seen(desk.enroll.set_eye(which, Eye.LEFT, ExceptionReason.EYE_COVERED))
    seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW)))
    seen(desk.enroll.set_eye(which, Eye.LEFT, ExceptionReason.EYE_MISSING))
    kept = seen(desk.enroll.set_eye(which, Eye.RIGHT, None))
    assert kept.enrollment.samples.portrait is not None, "another reason for the same eye asks the same"
    undone = seen(desk.enroll.set_eye(which, Eye.LEFT, None))
    assert (undone.enrollment.samples.portrait, undone.leeway.eyes) == (None, frozenset())
    assert "REV-PORTRAIT" in codes(undone)


def test_what_is_said_of_an_eye_is_not_said_of_the_face_nor_the_other_way_round(desk: Bench) -> None:
    which = begun(desk)
    for answer in (
        desk.enroll.set_exception(which, FACE, ExceptionReason.EYE_CLOSED),
        desk.enroll.set_eye(which, Eye.LEFT, ExceptionReason.RELIGION),
    ):
        assert isinstance(answer, Problem)
        assert answer.code == "STN-490"


def test_of_a_small_child_less_is_judged_where_its_age_is_sure(desk: Bench) -> None:
    def young(born: str) -> Young | None:
        return seen(desk.enroll.set_fields(which, {"birth_date": born})).leeway.young

    which = begun(desk)
    day = TODAY.replace(day=1)
    assert young(f"{day:%d.%m.%Y}") is Young.INFANT
    assert young(f"{day.replace(year=day.year - 1):%d.%m.%Y}") is Young.CHILD
    assert young(f"{day.replace(year=day.year - 6):%d.%m.%Y}") is None
    assert [young(text) for text in (str(TODAY.year - 6), "", "tomorrow")] == [None] * 3


def test_a_portrait_judged_as_an_infants_is_taken_anew_once_the_birth_date_says_otherwise(desk: Bench) -> None:
    which = begun(desk)
    infant = seen(desk.enroll.set_fields(which, {"birth_date": f"{TODAY:%d.%m.%Y}"})).leeway
    quality = tuple(QualityScore(name, "1", None) for name in measures_left_out(infant))
    assert quality
    kept = seen(desk.enroll.accept_portrait(which, replace(portrait_candidate(NOW), quality=quality)))
    assert "REV-PORTRAIT-OUTGROWN" not in codes(kept)
    grown = seen(desk.enroll.set_fields(which, {"birth_date": "15.06.1990"}))
    assert grown.enrollment.samples.portrait is not None, "nothing taken is lost by typing"
    assert "REV-PORTRAIT-OUTGROWN" in codes(grown)
    assert "REV-PORTRAIT-OUTGROWN" not in codes(seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW))))


def test_an_eye_stands_in_the_packet_and_before_the_eyes_of_who_compares() -> None:
    made = full("biometric_passport", Shelf()).with_eye(Eye.LEFT, ExceptionReason.EYE_MISSING, SAID)
    walk = PLANS.walk(made, TODAY)
    declared = read_application(application_json(made, walk.content(), context(made)))
    assert declared.excepted.reasons["left_eye"] is ExceptionReason.EYE_MISSING
    (step,) = [each for each in walk.wanted if each.takes is FACE]
    lines = [each for each in step.lines(made, walk.sheet) if isinstance(each, Line)]
    assert [(each.label, each.said) for each in lines] == [
        ("exceptions.left_eye", (Word("exceptions.reason.eye_missing"),))
    ]
