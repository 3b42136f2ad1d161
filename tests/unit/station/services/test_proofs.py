"""Beside a reason a service may ask for a photograph and for a second person: nobody goes on without, both stand in the
packet and in the receivers' forms, and no log says why."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import rfc8785

from crypto.errors import WrongPin
from intake.acceptance.declared import read_application
from intake.acceptance.excepted import unproven
from intake.commands.opening import print_excepted
from station.domain.capture import PhotoCandidate
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Line, Pages
from station.domain.operator import CredentialId, Operator
from station.domain.proven import with_photo, with_second
from station.domain.sample import BiometricException, ExceptionReason, Finger, Modality
from station.domain.value import Said, Source
from station.packet import content
from station.packet.application import application_json
from station.packet.content import PacketFile
from station.packet.layout import APPLICATION
from station.receivers.osia.form.compose import compose
from station.services.views import EnrollmentView, StepView
from station.settings import Settings
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, REAL_DEVICE, Bench, open_desk, portrait_candidate
from tests.support.people import Shelf, context
from tests.support.plans import PLANS
from tests.unit.station.steps.test_whole import full

TODAY = NOW.astimezone().date()
FINGERS, PHOTO, SECOND = Modality.FINGERS, "REV-EXCEPTION-PHOTO", "REV-EXCEPTION-SECOND"
THUMB, LITTLE = Finger.LEFT_THUMB, Finger.LEFT_LITTLE
BANDAGED, UNABLE = ExceptionReason.BANDAGED, ExceptionReason.UNABLE
PIXELS = np.random.default_rng(3).integers(0, 256, (90, 120, 3), dtype=np.uint8)
SHOT = PhotoCandidate(PIXELS, DEVICE, NOW)
OTHER = Operator(CredentialId("0d" * 32), "Second Person", "Office", frozenset(), "EI:AM-000200", "0e" * 32)


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    with closing((made := open_desk(demo_settings, NOW)).db):
        made.sign_in_as(OPERATOR)
        yield made


@pytest.fixture
def which(desk: Bench) -> EnrollmentId:
    """A thumb that cannot be placed and a finger in a bandage, of somebody who wants an identity card."""
    made = seen(desk.enroll.start("id_card")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(made, ADULT))
    marked(desk, made, BiometricException(THUMB, UNABLE), BiometricException(LITTLE, BANDAGED))
    return made


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def marked(desk: Bench, which: EnrollmentId, *exceptions: BiometricException) -> StepView:
    return slaps(seen(desk.enroll.set_exceptions(which, exceptions)))


def slaps(view: EnrollmentView) -> StepView:
    (step,) = [each for each in view.steps if each.takes is FINGERS]
    return step


def codes(step: StepView) -> set[str]:
    return {problem.code for problem in step.problems if problem.code in (PHOTO, SECOND)}


def test_nobody_goes_on_without_the_photograph_and_the_second_person(desk: Bench, which: EnrollmentId) -> None:
    assert codes(slaps(seen(desk.enroll.view(which)))) == {PHOTO, SECOND}
    step = slaps(seen(desk.proofs.keep_photo(which, FINGERS, SHOT)))
    first = step.proven.photo
    assert (codes(step), first is not None) == ({SECOND}, True)
    again = slaps(seen(desk.proofs.keep_photo(which, FINGERS, replace(SHOT, pixels=PIXELS[::-1]))))
    assert again.proven.photo not in (None, first), "it can be taken once more"
    officer = desk.credential(OFFICER)
    step = slaps(seen(desk.proofs.confirm(which, FINGERS, officer, PINS[OFFICER])))
    assert codes(step) == set()
    assert step.proven.second is not None
    assert (step.proven.second.by.credential_id, step.proven.second.by.name) == (officer, OFFICER)


def test_what_was_proven_is_void_once_something_else_is_to_be_proven(desk: Bench, which: EnrollmentId) -> None:
    seen(desk.proofs.keep_photo(which, FINGERS, SHOT))
    seen(desk.proofs.confirm(which, FINGERS, desk.credential(OFFICER), PINS[OFFICER]))
    kept = marked(desk, which, BiometricException(LITTLE, BANDAGED))
    assert (codes(kept), kept.proven.photo is not None) == (set(), True), "less to prove leaves it standing"
    other = marked(desk, which, BiometricException(LITTLE, BANDAGED), BiometricException(Finger.LEFT_RING, BANDAGED))
    assert (codes(other), other.proven.photo, other.proven.second) == ({PHOTO}, None, None)
    nothing = marked(desk, which)
    assert (codes(nothing), nothing.proven.asked) == (set(), ())
    answer = desk.proofs.keep_photo(which, FINGERS, SHOT)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-488"


def test_who_photographed_it_is_no_second_person(desk: Bench, which: EnrollmentId) -> None:
    desk.sign_in_as(OFFICER)
    seen(desk.proofs.keep_photo(which, FINGERS, SHOT))
    desk.sign_in_as(OPERATOR)
    answer = desk.proofs.confirm(which, FINGERS, desk.credential(OFFICER), PINS[OFFICER])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-410"


def test_who_sits_here_is_no_second_person_beside_themselves(desk: Bench, which: EnrollmentId) -> None:
    desk.sign_in_as(OFFICER)
    answer = desk.proofs.confirm(which, FINGERS, desk.credential(OFFICER), PINS[OFFICER])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-473"


def test_a_second_person_who_takes_something_later_is_no_other_any_more(desk: Bench, which: EnrollmentId) -> None:
    """The centre would reject it."""
    seen(desk.proofs.keep_photo(which, FINGERS, SHOT))
    seen(desk.proofs.confirm(which, FINGERS, desk.credential(OFFICER), PINS[OFFICER]))
    desk.sign_in_as(OFFICER)
    step = slaps(seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW))))
    assert (codes(step), step.proven.second) == ({SECOND}, None)


def test_the_second_person_is_another_and_has_a_pin(desk: Bench, which: EnrollmentId) -> None:
    def asked(name: str, pin: str) -> str:
        answer = desk.proofs.confirm(which, FINGERS, desk.credential(name), pin)
        assert isinstance(answer, Problem)
        return answer.code

    assert asked(OPERATOR, PINS[OPERATOR]) == "STN-410"
    assert asked(OFFICER, "0000") == WrongPin.code
    assert SECOND in codes(slaps(seen(desk.enroll.view(which))))
    assert desk.events().count("act_refused") == 2
    assert "exception_confirmed" not in desk.events()


def test_no_log_says_why(desk: Bench, which: EnrollmentId) -> None:
    seen(desk.proofs.keep_photo(which, FINGERS, SHOT))
    seen(desk.proofs.confirm(which, FINGERS, desk.credential(OFFICER), PINS[OFFICER]))
    rows = [row[0] for row in desk.db.execute("SELECT event FROM audit ORDER BY seq")]
    told = [json.loads(row)["details"] for row in rows if "exception_shown" in row or "exception_confirmed" in row]
    assert told == [
        {"sample": "fingers", "device": DEVICE.device_id},
        {"sample": "fingers", "second": desk.credential(OFFICER)},
    ]
    assert not [row for row in rows if "bandaged" in row or "unable" in row or OFFICER in row]


def test_who_looks_after_a_simulated_photograph_knows(desk: Bench, which: EnrollmentId) -> None:
    assert seen(desk.proofs.keep_photo(which, FINGERS, SHOT)).enrollment.simulated
    assert not seen(desk.proofs.keep_photo(which, FINGERS, replace(SHOT, device=REAL_DEVICE))).enrollment.simulated


# --- in the packet --------------------------------------------------------------------------------------------------


def made(shelf: Shelf, *, photo: bool = True, second: Operator | None = OTHER) -> Enrollment:
    marks = (BiometricException(THUMB, UNABLE), BiometricException(Finger.LEFT_RING, BANDAGED))
    base = full("id_card", shelf).with_exceptions(marks, Said("", Source.TYPED, NOW))
    item = exception_in(base.items, FINGERS)
    assert item is not None
    if photo:
        item = with_photo(item, shelf.put(b"a picture", "image/jpeg", 120, 90), DEVICE, Said("", Source.TYPED, NOW))
    if second is not None:
        item = with_second(item, second, NOW)
    return base.with_item(item)


def application(of: Enrollment) -> bytes:
    return application_json(of, PLANS.walk(of, TODAY).content(), context(of))


def test_the_centre_reads_what_was_excepted_and_what_proves_it(capsys: pytest.CaptureFixture[str]) -> None:
    shelf = Shelf()
    whole = made(shelf)
    files = {
        each.path for each in content.build(whole, PLANS.walk(whole, TODAY).content(), shelf.get, context(whole)).files
    }
    assert "exceptions/fingers.jpg" in files
    declared = read_application(application(whole))
    assert declared.excepted.reasons == {"left_thumb": UNABLE, "left_ring": BANDAGED}
    assert "exceptions/fingers.jpg" in declared.paths
    assert list(unproven(declared.excepted)) == []
    print_excepted(declared.excepted)
    told = capsys.readouterr().out.splitlines()
    assert "excepted     left_ring: bandaged" in told
    assert "  photo      fingers: exceptions/fingers.jpg" in told
    assert "  second     fingers: Second Person" in told


def test_the_centre_finds_a_proof_that_is_missing_and_a_second_person_who_captured() -> None:
    shelf = Shelf()
    found = list(unproven(read_application(application(made(shelf, photo=False, second=None))).excepted))
    assert [(each.code, each.reason) for each in found] == [("INT-108", "fingers photo"), ("INT-108", "fingers second")]
    value: dict[str, Any] = json.loads(application(made(shelf)))
    told = value["contextualData"]
    told["proofs"]["fingers"]["second"]["by"] = told["capturedBy"][0]
    found = list(unproven(read_application(rfc8785.dumps(value)).excepted))
    assert [(each.code, each.reason) for each in found] == [("INT-109", "fingers")]


def test_a_proof_of_nothing_is_not_as_declared() -> None:
    value: dict[str, Any] = json.loads(application(made(Shelf())))
    told = value["contextualData"]
    (photo,) = [each for each in value["documentData"] if each.get("documentTypeOther") == "EXCEPTION_PHOTO"]
    others = [each for each in value["documentData"] if each is not photo]
    page = photo["parts"][0]
    for changed in (
        {"contextualData": {**told, "proofs": {"face": told["proofs"]["fingers"]}}},
        {"contextualData": {**told, "proofs": {"fingers": {**told["proofs"]["fingers"], "asked": ["oath"]}}}},
        {"contextualData": {name: each for name, each in told.items() if name != "proofs"} | {"format": 5}},
        {"documentData": [*others, {**photo, "parts": [{**page, "dataRef": "exceptions/face.jpg"}]}]},
        {"documentData": [*others, photo, photo]},
    ):
        with pytest.raises(ValueError, match=r"."):
            read_application(rfc8785.dumps({**value, **changed}))


def test_an_osia_server_sees_neither_who_confirmed_nor_why() -> None:
    value = json.loads(application(made(Shelf())))
    files = [PacketFile(APPLICATION, rfc8785.dumps(value)), PacketFile("documents/held.json", b"{}")]
    paths = [part["dataRef"] for each in value.get("documentData", ()) for part in each["parts"]]
    refs = [each[name] for each in value["biometricData"] for name in ("imageRef", "templateRef") if name in each]
    files += [PacketFile(path, b"x") for path in dict.fromkeys((*paths, *refs)) if path != "documents/held.json"]
    sent = compose(files, lambda data: b"sealed").value
    assert "Second Person" not in json.dumps(sent)
    assert "proofs" not in sent["contextualData"]
    photos = [each for each in sent["documentData"] if each.get("documentTypeOther") == "EXCEPTION_PHOTO"]
    assert [each["parts"][0].get("dataRef") for each in photos] == [None], "a buffer, sealed"
    presence = {each["presence"] for entry in sent["biometricData"] for each in entry.get("missing", ())}
    assert presence == {"BANDAGED", "DAMAGED"}


def test_who_compares_sees_the_photograph_and_the_name() -> None:
    whole = made(Shelf())
    (step,) = [each for each in PLANS.walk(whole, TODAY).wanted if each.takes is FINGERS]
    lines = step.lines(whole, PLANS.walk(whole, TODAY).sheet)
    (photo,) = [each for each in lines if isinstance(each, Pages)]
    assert [image.media_type for image in photo.images] == ["image/jpeg"]
    when, second = [each for each in lines if isinstance(each, Line)]
    assert when.said == (f"{NOW.astimezone():%d.%m.%Y %H:%M}",)
    assert second.said == ("Second Person",)
