"""Those who came together are one case: nothing of one is another's, and each gets a packet, exactly once."""

import json
from dataclasses import replace
from errno import ENOSPC
from typing import Any

import numpy as np
import pytest

from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from station.acts import CaseState
from station.domain.enrollment import EnrollmentId, EnrollmentState, Relation
from station.domain.errors import Problem
from station.domain.sample import SLAPS
from station.domain.value import Source
from station.outbox.store import OutboxStore
from station.packet import layout
from station.services.approvals import Outcome
from station.services.deciding import REASONS
from station.services.draft_summary import DraftSummary
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage.enrollments import state_of
from station.storage.leftovers import sweep_drafts
from station.workflow.step import Plan
from tests.support.applicants import ADULT, ANSWERS, OF_A_CHILD, WHOLE
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    Bench,
    ink,
    looked,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.disks import FailingDisk

NAMES = ("Արամ", "Շուշան", "Նարե")


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def begin(desk: Bench) -> EnrollmentView:
    return seen(desk.enroll.start("biometric_passport"))


def family(desk: Bench, names: tuple[str, ...] = NAMES) -> tuple[EnrollmentId, ...]:
    """Everything captured of each, and nothing signed. Each has a portrait of their own."""
    people: list[EnrollmentId] = []
    at = desk.clock.now()
    for number, name in enumerate(names):
        view = seen(desk.enroll.add_person(people[0], Relation.CHILD)) if people else begin(desk)
        which = view.enrollment.enrollment_id
        people.append(which)
        seen(desk.enroll.set_fields(which, {**WHOLE, "email": f"p{number}@example.am"}))
        face = portrait_candidate(at)
        seen(desk.enroll.accept_portrait(which, replace(face, crop=np.full_like(face.crop, 100 + number))))
        for slap in SLAPS:
            seen(desk.enroll.accept_slap(which, slap_candidate(at, slap)))
        seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
        assert name in NAMES
    return tuple(people)


def approve_all(desk: Bench, people: tuple[EnrollmentId, ...]) -> None:
    for which in people:
        seen(desk.enroll.sign(which))
        seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))


def opened(settings: Settings, desk: Bench) -> dict[str, dict[str, object]]:
    """What the centre finds in each packet of the outbox, by the enrollment it names."""
    found = {}
    for row in desk.outbox.rows():
        path = desk.outbox.packet_path(row.packet_id)
        files = open_packet(path, settings.intake_home, "production", desk.clock.now()).verified.content.files
        data = next(file.data for file in files if file.path == layout.APPLICATION)
        assert read_application(data).enrollment_id == row.enrollment_id, "as the centre wants it"
        application = json.loads(data)
        found[application["enrollmentId"]] = application
    return found


# --- nothing of one is another's ----------------------------------------------------------------------------------


def test_what_is_entered_and_captured_belongs_to_one_of_them(desk: Bench) -> None:
    first, second, third = family(desk)
    emails, faces = [], []
    for number, which in enumerate((first, second, third)):
        view = seen(desk.enroll.view(which))
        assert view.enrollment.enrollment_id == which
        assert [each.enrollment_id for each in view.people] == [first, second, third]
        emails.append(view.enrollment.fields["email"])
        portrait = view.enrollment.samples.portrait
        assert portrait is not None
        faces.append(portrait.image.digest)
        assert isinstance(desk.enroll.image(which, portrait.image.digest), bytes)
        assert len(view.enrollment.samples.slaps) == len(SLAPS), number
    assert emails == ["p0@example.am", "p1@example.am", "p2@example.am"]
    assert len(set(faces)) == 3
    for which in (first, second):
        answer = desk.enroll.image(which, faces[2])
        assert isinstance(answer, Problem)
        assert answer.code == "STN-111"


def test_the_list_has_one_line_and_opens_where_the_operator_stood(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk)
    seen(desk.enroll.turn_to(people[1]))
    again = open_desk(demo_settings)
    again.sign_in_as(OPERATOR)
    (line,) = again.enroll.drafts()
    assert isinstance(line, DraftSummary)
    assert (line.enrollment_id, line.people, line.signed) == (people[0], 3, False)
    view = seen(again.enroll.resume(people[0]))
    assert view.enrollment.enrollment_id == people[1]
    seen(again.enroll.set_fields(people[2], {"phone": "+37491000009"}))
    assert seen(again.enroll.view(people[1])).enrollment.fields["phone"] != "+37491000009"
    again.db.close()


def test_one_more_is_known_to_all_and_signed_anew(desk: Bench) -> None:
    (first,) = family(desk, NAMES[:1])
    approve_all(desk, (first,))
    assert seen(desk.enroll.view(first)).ready_to_seal
    added = seen(desk.enroll.add_person(first, Relation.SPOUSE))
    assert (added.current, added.enrollment.values) == ("document", {})
    assert [each.relation for each in added.people] == [Relation.FIRST, Relation.SPOUSE]
    assert seen(desk.enroll.view(first)).enrollment.signed is None
    assert desk.events().count("enrollment_started") == 2


def test_nobody_joins_a_case_of_which_something_waits_for_an_officer(desk: Bench) -> None:
    people = family(desk, NAMES[:2])
    seen(desk.enroll.sign(people[1]))
    seen(desk.approvals.submit(people[1]))
    answer = desk.enroll.add_person(people[0], Relation.CHILD)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-472"
    assert seen(desk.enroll.view(people[1])).enrollment.signed is not None


def test_discarding_takes_everything_of_everybody(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk, NAMES[:2])
    folder = demo_settings.drafts / people[0]
    assert [path.name for path in demo_settings.drafts.iterdir()] == [people[0]]
    assert desk.enroll.discard(people[1]) is None  # by whichever of them
    assert not folder.exists()
    assert state_of(desk.db, people[0]) is EnrollmentState.DISCARDED


# --- a packet each ------------------------------------------------------------------------------------------------


def test_a_family_of_three_gives_three_packets_of_one_case(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk)
    approve_all(desk, people[:2])
    answer = desk.enroll.seal(people[0])
    assert isinstance(answer, Problem), "the third has not signed"
    assert answer.code == "STN-413"
    assert not seen(desk.enroll.view(people[0])).ready_to_seal
    approve_all(desk, people[2:])
    assert seen(desk.enroll.view(people[0])).ready_to_seal
    sealed = desk.enroll.seal(people[1])
    assert isinstance(sealed, SealedView), sealed
    found = opened(demo_settings, desk)
    assert set(found) == set(people)
    for place, which in enumerate(people, start=1):
        context = found[which]["contextualData"]
        assert isinstance(context, dict)
        relation = "first" if place == 1 else "child"
        assert context["case"] == {"id": people[0], "people": 3, "person": place, "relation": relation}
        assert context["format"] == (13 if "records" in context else 6)
        assert context["entered"]["email"]["source"] == "typed"
        biographic = found[which]["biographicData"]
        assert isinstance(biographic, dict)
        assert biographic["email"] == f"p{place - 1}@example.am"
    assert desk.events().count("enrollment_sealed") == desk.events().count("packet_sealed") == 3
    assert not (demo_settings.drafts / people[0]).exists()
    assert state_of(desk.db, people[0]) is EnrollmentState.SEALED


def test_a_case_is_received_when_the_last_of_its_packets_is(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk)
    approve_all(desk, people)
    assert isinstance(desk.enroll.seal(people[0]), SealedView)
    at, ids = desk.clock.now(), [row.packet_id for row in desk.outbox.rows()]
    seen_states = []
    for act in (desk.outbox.mark_receipted, lambda packet, receipt, at: desk.outbox.erase(packet, at)):
        for packet_id in ids:
            act(packet_id, b"receipt", at)
            seen_states.append(state_of(desk.db, people[0]))
    sealed, receipted, erased = EnrollmentState.SEALED, EnrollmentState.RECEIPTED, EnrollmentState.ERASED
    assert seen_states == [sealed, sealed, receipted, receipted, receipted, erased]


def test_a_disk_that_fails_between_them_queues_none_and_loses_none(desk: Bench) -> None:
    """Files are written for three packets: wherever it fails, nothing is queued, and in the end each is, once."""
    people = family(desk)
    approve_all(desk, people)
    disk, failures = FailingDisk(error=ENOSPC), 1
    desk.outbox._disk, disk.fail_at = disk, failures
    while isinstance(answer := desk.enroll.seal(people[0]), Problem):
        assert (answer.code, desk.outbox.rows()) == ("STN-101", ())
        assert state_of(desk.db, people[0]) is EnrollmentState.DRAFT
        assert desk.outbox.strangers() == ()
        failures += 1
        disk.calls, disk.fail_at = 0, failures
    assert failures > 9
    assert {row.enrollment_id for row in desk.outbox.rows()} == set(people)
    assert len(desk.outbox.rows()) == 3
    assert desk.outbox.strangers() == ()


def test_a_draft_stays_until_every_packet_of_its_case_is_safe(desk: Bench, demo_settings: Settings) -> None:
    """After a crash between commit and wipe, with one of three packets gone: the draft is all there is of it."""
    people = family(desk)
    approve_all(desk, people)
    folder = demo_settings.drafts / people[0]
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert isinstance(desk.enroll.seal(people[0]), SealedView)
    folder.mkdir()
    for name, data in kept.items():
        (folder / name).write_bytes(data)
    store = OutboxStore(desk.db, demo_settings.outbox)
    second = store.rows()[1].packet_id
    lost = store.packet_path(second)
    away = lost.read_bytes()
    lost.unlink()
    assert sweep_drafts(desk.db, demo_settings.drafts, store.keeps) == ()
    lost.write_bytes(away)
    desk.db.execute("DELETE FROM outbox WHERE packet_id = ?", (second,))
    assert sweep_drafts(desk.db, demo_settings.drafts, store.keeps) == (), "a row that is gone is a packet that is gone"
    assert folder.exists()


def test_a_family_in_the_queue_is_approved_as_one(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk)
    for number, which in enumerate(people, start=1):
        seen(desk.enroll.sign(which))
        assert desk.approvals.queue() == ()
        view = seen(desk.approvals.submit(which))
        assert [each.waiting for each in view.people] == [place <= number for place in (1, 2, 3)]
        (draft,) = desk.enroll.drafts()  # type: ignore[misc]
        assert (draft.state, draft.least) == (CaseState.WAITING, CaseState.OPEN if number < 3 else CaseState.WAITING)
        assert draft.for_officer is (number == 3)
    (line,) = desk.approvals.queue()
    assert isinstance(line, DraftSummary)
    outcomes = desk.approvals.approve(looked(desk, line.enrollment_id), desk.credential(OFFICER), PINS[OFFICER])
    assert not isinstance(outcomes, Problem)
    (outcome,) = outcomes
    assert (outcome.approved, outcome.problem) == (True, None)
    assert set(opened(demo_settings, desk)) == set(people)


def test_a_family_that_was_approved_in_part_is_approved_to_the_end(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two of its people: it still waits, and who is approved already is not signed for again."""

    class Killed(BaseException):
        pass

    people = family(desk)
    for which in people:
        seen(desk.enroll.sign(which))
        seen(desk.approvals.submit(which))
    real, approved = desk.approvals.approve_one, list[EnrollmentId]()

    def once(which: EnrollmentId, *rest: Any) -> Any:
        if approved:
            raise Killed
        approved.append(which)
        return real(which, *rest)

    officer = (desk.credential(OFFICER), PINS[OFFICER])
    with monkeypatch.context() as patch:
        patch.setattr(desk.approvals, "approve_one", once)
        with pytest.raises(Killed):
            desk.approvals.approve(looked(desk, people[0]), *officer)
    (line,) = desk.approvals.queue()
    assert isinstance(line, DraftSummary)
    (outcome,) = desk.approvals.approve(looked(desk, line.enrollment_id), *officer)
    assert isinstance(outcome, Outcome)
    assert (outcome.approved, outcome.problem) == (True, None)
    assert desk.events().count("content_approved") == len(people)
    assert set(opened(demo_settings, desk)) == set(people)


# --- one less, and what one of them said already --------------------------------------------------------------------


def test_who_is_taken_away_leaves_nothing_and_the_others_keep_all(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk)
    folder = demo_settings.drafts / people[0]
    before = {path.name for path in folder.iterdir()}
    view = seen(desk.enroll.take_away(people[1]))
    assert [each.enrollment_id for each in view.people] == [people[0], people[2]]
    assert view.enrollment.enrollment_id == people[0]
    gone = before - {path.name for path in folder.iterdir()}
    assert len(gone) == len(before - {"key.sealed", "draft.sealed"}) // 3, "a third of all samples, and no other"
    for which in (people[0], people[2]):
        kept = seen(desk.enroll.view(which)).enrollment
        assert kept.samples.portrait is not None
        assert isinstance(desk.enroll.image(which, kept.samples.portrait.image.digest), bytes)
    answer = desk.enroll.view(people[1])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-462"
    alone = seen(desk.enroll.take_away(people[2]))
    assert (alone.people, alone.enrollment.together) == ((), None)
    assert desk.events().count("person_taken_away") == 2


def test_the_first_stays(desk: Bench) -> None:
    people = family(desk, NAMES[:2])
    answer = desk.enroll.take_away(people[0])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-484"
    assert len(seen(desk.enroll.view(people[0])).people) == 2


def test_who_was_signed_goes_by_two_people(desk: Bench) -> None:
    people = family(desk, NAMES[:2])
    seen(desk.enroll.sign(people[1]))
    answer = desk.enroll.take_away(people[1])
    assert isinstance(answer, Problem)
    assert len(seen(desk.enroll.view(people[0])).people) == 2
    seen(desk.enroll.take_away(people[1], desk.credential(SUPERVISOR), PINS[SUPERVISOR]))
    assert seen(desk.enroll.view(people[0])).people == ()


def test_who_was_rejected_goes_by_two_people_and_the_others_go_on(desk: Bench) -> None:
    people = family(desk)
    seen(desk.enroll.sign(people[1]))
    officer = (desk.credential(OFFICER), PINS[OFFICER])
    seen(desk.approvals.reject(people[1], [REASONS[0]], "", *officer))
    other = desk.enroll.take_away(people[2])
    assert isinstance(other, Problem), "what was rejected stays as it is while others go"
    alone = desk.enroll.take_away(people[1])
    assert isinstance(alone, Problem)
    assert alone.code == "STN-227"
    view = seen(desk.enroll.take_away(people[1], desk.credential(SUPERVISOR), PINS[SUPERVISOR]))
    assert [each.enrollment_id for each in view.people] == [people[0], people[2]]
    for which in (people[0], people[2]):
        seen(desk.enroll.sign(which))


def test_nobody_goes_while_another_waits_for_an_officer(desk: Bench) -> None:
    people = family(desk, NAMES[:2])
    seen(desk.enroll.sign(people[0]))
    seen(desk.approvals.submit(people[0]))
    answer = desk.enroll.take_away(people[1])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-472"


def test_what_one_said_is_offered_and_taken_over_with_its_source(desk: Bench) -> None:
    first = begin(desk).enrollment.enrollment_id
    seen(
        desk.enroll.set_fields(
            first, {"address": "Գյումրի, Շիրակացու 3", "phone": "+374 91 000001", "psn": "6506901230"}
        )
    )
    added = seen(desk.enroll.add_person(first, Relation.SPOUSE))
    second = added.enrollment.enrollment_id
    assert added.offered == (), "nothing of it is asked where the document is"
    seen(desk.enroll.set_fields(second, {"document_kind": "none"}))
    asked = seen(desk.enroll.go_to(second, "applicant"))
    assert {each.name: each.whose for each in asked.offered} == {"address": first, "phone": first}
    seen(desk.enroll.set_fields(second, {"phone": "+374 91 000002"}))
    view = seen(desk.enroll.take_over(second))
    address = view.enrollment.values["address"]
    assert (address.text, address.source, address.evidence) == ("Գյումրի, Շիրակացու 3", Source.COMPANION, first)
    assert view.enrollment.fields["phone"] == "+374 91 000002", "what was typed stays"
    assert view.offered == ()
    assert seen(desk.enroll.take_over(second)).enrollment == view.enrollment
    assert seen(desk.enroll.view(first)).offered == ()


def test_a_paper_of_the_household_is_offered_by_whoever_showed_it(desk: Bench) -> None:
    """Of two children the second: the adult who came first showed no such paper."""
    first = begin(desk).enrollment.enrollment_id
    shared = "parents_identity_paper"
    child = {**ADULT, "birth_date": "15.06.2023", "psn_kind": "pending", "psn": "", **ANSWERS, **OF_A_CHILD}
    people = [seen(desk.enroll.add_person(first, Relation.CHILD)).enrollment.enrollment_id for _ in range(2)]
    seen(desk.enroll.set_fields(people[0], child))
    seen(desk.enroll.set_fields(people[1], {**child, shared: ""}))
    view = seen(desk.enroll.go_to(people[1], "papers"))
    assert {each.name: (each.text, each.whose) for each in view.offered} == {shared: (OF_A_CHILD[shared], people[0])}


def test_only_whom_the_service_takes_together_is_added(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    first = begin(desk).enrollment.enrollment_id
    monkeypatch.setattr(Plan, "relations", (Relation.SPOUSE,))
    answer = desk.enroll.add_person(first, Relation.CHILD)
    assert isinstance(answer, Problem)
    assert (answer.code, answer.params) == ("STN-485", {"relation": "child"})
    assert len(seen(desk.enroll.add_person(first, Relation.SPOUSE)).people) == 2


# --- one approval for all -------------------------------------------------------------------------------------------


def test_who_captured_one_of_them_approves_nobody(desk: Bench) -> None:
    people = family(desk, NAMES[:2])
    desk.sign_in_as(OFFICER)
    seen(desk.enroll.accept_portrait(people[1], portrait_candidate(desk.clock.now())))
    desk.sign_in_as(OPERATOR)
    for which in people:
        seen(desk.enroll.sign(which))
    answer = desk.enroll.approve_all(people[0], desk.credential(OFFICER), PINS[OFFICER])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-410"
    assert desk.events().count("content_approved") == 0


def test_one_pin_approves_all_or_none(desk: Bench, demo_settings: Settings) -> None:
    people = family(desk)
    officer = (desk.credential(OFFICER), PINS[OFFICER])
    for which in people[:2]:
        seen(desk.enroll.sign(which))
    answer = desk.enroll.approve_all(people[0], *officer)
    assert isinstance(answer, Problem)
    assert answer.code == "STN-412", "the third has not signed"
    assert desk.events().count("content_approved") == 0
    seen(desk.enroll.sign(people[2]))
    wrong = desk.enroll.approve_all(people[0], officer[0], "0000")
    assert isinstance(wrong, Problem)
    assert not any(each.ready for each in seen(desk.enroll.view(people[0])).people)
    view = seen(desk.enroll.approve_all(people[0], *officer))
    assert view.ready_to_seal
    assert all(each.ready for each in view.people)
    assert desk.events().count("content_approved") == 3
    sealed = desk.enroll.seal(people[0])
    assert isinstance(sealed, SealedView)
    assert {each.packet_id for each in sealed.all} == {row.packet_id for row in desk.outbox.rows()}
    assert set(opened(demo_settings, desk)) == set(people)
