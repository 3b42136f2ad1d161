"""The applicant takes back what was sent already: found by its number, begun once, sealed behind the first packet."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crypto.keys.machine import load_machine_key
from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from station.domain.answers import Answer, Reason, Verdict
from station.domain.enrollment import EnrollmentId, EnrollmentState, Relation
from station.domain.events import AuditEvent
from station.domain.follows import Follows
from station.domain.outbox import OutboxState, PacketId
from station.domain.sample import Slap
from station.outbox.answers import OutboxAnswers
from station.outbox.followers import Followers
from station.outbox.pages import OutboxPages
from station.receivers.parts import open_orphans
from station.services import following
from station.services.tokens import open_trust
from station.services.views import SealedView
from station.settings import Settings
from station.storage.database import transaction
from tests.support.answered import code, seen
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    VOLUNTEER,
    Bench,
    approved_draft,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)


@pytest.fixture
def bench(demo_settings: Settings) -> Bench:
    made = open_desk(demo_settings)
    made.sign_in_as(OPERATOR)
    return made


def queued(bench: Bench) -> PacketId:
    """Sealed, and not sent yet."""
    sealed = bench.enroll.seal(approved_draft(bench))
    assert isinstance(sealed, SealedView), sealed
    return sealed.packet_id


def begun(bench: Bench) -> tuple[PacketId, EnrollmentId]:
    packet_id = queued(bench)
    return packet_id, seen(bench.enroll.take_back_sent(packet_id[:8])).enrollment.enrollment_id


def said(bench: Bench, which: EnrollmentId) -> None:
    """Everything but the two signatures."""
    seen(bench.enroll.set_fields(which, {"withdrawal_shown": "PASSPORT"}))
    seen(bench.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))


def sealed(bench: Bench, which: EnrollmentId) -> SealedView:
    seen(bench.enroll.sign(which))
    seen(bench.enroll.approve(which, bench.credential(OFFICER), PINS[OFFICER]))
    view = bench.enroll.seal(which)
    assert isinstance(view, SealedView), view
    return view


def standing(bench: Bench, packet_id: PacketId) -> EnrollmentState | None:
    found = Followers(bench.db).begun(Follows(packet_id))
    return None if found is None else found[1]


def test_it_asks_who_they_showed_to_be_and_for_both_signatures(bench: Bench, demo_settings: Settings) -> None:
    packet_id, which = begun(bench)
    view = seen(bench.enroll.view(which))
    assert [step.step_id for step in view.steps] == ["withdrawal", "signature", "review"]
    assert [each.field for each in view.steps[0].problems] == ["withdrawal_shown"], "why is theirs to say"
    assert (view.title, view.enrollment.fields) == (packet_id[:8], {}), "nobody's name is known"
    at = bench.clock.now()
    refused = (
        bench.enroll.set_fields(which, {"surname_hy": "Ուրիշ"}),
        bench.enroll.accept_portrait(which, portrait_candidate(at)),
        bench.enroll.accept_slap(which, slap_candidate(at, Slap.THUMBS)),
    )
    assert [code(each) for each in refused] == ["STN-477", "STN-477", "STN-477"]
    assert code(bench.enroll.add_person(which, Relation.CHILD)) == "STN-485"
    seen(bench.enroll.set_fields(which, {"withdrawal_shown": "PASSPORT", "withdrawal_reason": "WRONG_DATA"}))
    seen(bench.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    told, files = opened(bench, demo_settings, sealed(bench, which))
    assert told["contextualData"]["format"] == 10
    first = bench.outbox.row(packet_id).enrollment_id
    assert told["contextualData"]["withdrawal"] == {"enrollmentId": first, "packet": packet_id}
    further = {"withdrawal_shown": "PASSPORT", "withdrawal_reason": "WRONG_DATA"}
    assert told["biographicData"] == {"further": further}
    assert files == {
        "data/application.json", "audit/proof.json", "biometrics/signature/signature.png",
        "biometrics/signature/strokes.json",
    }  # fmt: skip


def opened(bench: Bench, settings: Settings, view: SealedView) -> tuple[dict[str, Any], set[str]]:
    packet = open_packet(Path(view.packet_path), settings.intake_home, "production", bench.clock.now())
    files = {file.path: file.data for file in packet.verified.content.files}
    assert read_application(files["data/application.json"]).withdraws, "the centre takes it"
    return json.loads(files["data/application.json"]), set(files)


def test_what_was_not_sent_yet_is_sent_all_the_same_and_the_withdrawal_behind_it(bench: Bench) -> None:
    packet_id, which = begun(bench)
    said(bench, which)
    bench.clock.forward(timedelta(minutes=1))
    view = sealed(bench, which)
    rows = OutboxPages(bench.db).every()
    assert [(row.packet_id, row.state) for row in rows] == [
        (packet_id, OutboxState.PENDING), (view.packet_id, OutboxState.PENDING),
    ]  # fmt: skip
    assert bench.events().count("withdrawal_started") == 1


def test_it_is_begun_once_and_gone_on_with(bench: Bench, demo_settings: Settings) -> None:
    packet_id, which = begun(bench)
    later = open_desk(demo_settings)
    later.sign_in_as(OPERATOR)
    for number in (packet_id, f"{packet_id[:4]} {packet_id[4:8].upper()}", packet_id[:40]):
        assert seen(later.enroll.take_back_sent(number)).enrollment.enrollment_id == which
    assert standing(later, packet_id) is EnrollmentState.DRAFT
    said(later, which)
    view = sealed(later, which)
    assert standing(later, packet_id) is EnrollmentState.SEALED
    assert [later.outbox.followers.takes_back(each) for each in (view.packet_id, packet_id)] == [packet_id, ""]
    assert code(later.enroll.take_back_sent(packet_id)) == "STN-285"
    assert code(later.enroll.take_back_sent(view.packet_id)) == "STN-286", "of a withdrawal there is none"


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.ACCEPTED])
def test_one_that_the_centre_refused_is_begun_anew(bench: Bench, verdict: Verdict) -> None:
    packet_id, which = begun(bench)
    said(bench, which)
    view = sealed(bench, which)
    bench.outbox.mark_receipted(view.packet_id, b"receipt", bench.clock.now())
    answers = OutboxAnswers(bench.db)
    with bench.outbox.together():
        assert answers.keep(Answer(view.packet_id, verdict, bench.clock.now(), (Reason("INT-092"),)))
    anew = bench.enroll.take_back_sent(packet_id)
    refused = verdict is Verdict.REJECTED
    if not refused:
        assert code(anew) == "STN-285"
        assert answers.followers.taken_back((packet_id,)) != {}
        return
    assert seen(anew).enrollment.enrollment_id != which
    assert answers.followers.taken_back((packet_id,)) == {packet_id: EnrollmentState.DRAFT}
    assert seen(bench.enroll.take_back_sent(packet_id)).enrollment == seen(anew).enrollment, "and once"


def test_of_one_that_was_taken_back_nothing_is_given_once_more(bench: Bench) -> None:
    packet_id, which = begun(bench)
    bench.outbox.mark_receipted(packet_id, b"receipt", bench.clock.now())
    asked = Answer(packet_id, Verdict.AGAIN, bench.clock.now(), (Reason("FACE-TURN", "portrait"),), None, "R-7")
    with bench.outbox.together():
        assert OutboxAnswers(bench.db).keep(asked)
    said(bench, which)
    sealed(bench, which)
    assert code(bench.enroll.recapture(packet_id)) == "STN-285"


def test_it_is_no_visit_of_which_an_activity_is_told(bench: Bench) -> None:
    signing = bench.enroll._signing
    signing._sealing = replace(signing._sealing, activity=lambda *_: b"a visit ended")
    packet_id, which = begun(bench)
    said(bench, which)
    told = [bench.outbox.activity(each) for each in (packet_id, sealed(bench, which).packet_id)]
    assert told == [b"a visit ended", None]


def test_by_the_number_of_the_enrollment_too(bench: Bench) -> None:
    packet_id = queued(bench)
    row = next(OutboxPages(bench.db).every())
    made = seen(bench.enroll.take_back_sent(row.enrollment_id)).enrollment
    assert made.withdrawal is not None
    assert made.withdrawal.packet_id == packet_id


@pytest.mark.parametrize("number", ["", "abc", "0" * 8, "Անի", "%" * 8, "0" * 65])
def test_what_is_no_number_from_here_says_so(bench: Bench, number: str) -> None:
    queued(bench)
    assert code(bench.enroll.take_back_sent(number)) == "STN-499"


def test_one_that_was_given_up_is_begun_anew(bench: Bench) -> None:
    packet_id, which = begun(bench)
    assert bench.enroll.discard(which) is None
    assert standing(bench, packet_id) is None
    assert seen(bench.enroll.take_back_sent(packet_id)).enrollment.enrollment_id != which


def test_a_volunteer_may_not(bench: Bench) -> None:
    packet_id = queued(bench)
    bench.sign_in_as(VOLUNTEER)
    assert code(bench.enroll.take_back_sent(packet_id)) == "STN-402"


def test_of_a_confidential_packet_nobody_of_a_vendor_learns_and_its_class_stays(bench: Bench) -> None:
    packet_id = queued(bench)
    with transaction(bench.db):
        bench.db.execute("UPDATE outbox SET confidential = 1")
    assert code(bench.enroll.take_back_sent(packet_id)) == "STN-499"
    bench.sign_in_as(OFFICER)
    assert code(bench.enroll.take_back_sent(packet_id)) == "STN-287", "it would go to other receivers"
    assert bench.events().count("withdrawal_started") == 0


def forgotten(bench: Bench, which: EnrollmentId) -> None:
    """As after the database was lost."""
    with transaction(bench.db):
        bench.db.execute("DELETE FROM outbox_follower")
        bench.db.execute("DELETE FROM outbox WHERE case_id = ?", (which,))
        bench.db.execute("DELETE FROM enrollment WHERE id = ?", (which,))


def test_after_a_lost_database_draft_and_slip_say_that_it_was_begun(bench: Bench, demo_settings: Settings) -> None:
    packet_id, which = begun(bench)
    forgotten(bench, which)
    assert seen(bench.enroll.take_back_sent(packet_id)).enrollment.enrollment_id == which
    said(bench, which)
    sealed(bench, which)
    forgotten(bench, which)
    trust, events = open_trust(demo_settings, bench.clock), list[AuditEvent]()
    station = load_machine_key(demo_settings.keys, demo_settings.machine_secret).certificate.fingerprint
    list(open_orphans(demo_settings, bench.db, trust, station, events.append, bench.clock).settle())
    assert code(bench.enroll.take_back_sent(packet_id)) == "STN-285"


@pytest.mark.parametrize("practised", [False, True])
def test_practice_takes_nothing_back_that_counts_nor_the_other_way_round(
    practised: bool, bench: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    packet_id = queued(bench)
    monkeypatch.setattr(following, "is_practice", lambda signature: practised and bool(signature))
    other = open_desk(demo_settings, work_mode="" if practised else "TRAINING")
    other.sign_in_as(OPERATOR)
    assert code(other.enroll.take_back_sent(packet_id)) == "STN-613"
    assert standing(other, packet_id) is None
