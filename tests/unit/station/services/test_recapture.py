"""What the centre asks for once more of a packet: only what it named is asked, altered and sent, and begun once."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crypto.keys.machine import load_machine_key
from intake.acceptance.declared import read_application
from intake.acceptance.opening import open_packet
from station.domain.answers import Answer, Reason, Verdict
from station.domain.enrollment import EnrollmentId, EnrollmentState, Relation
from station.domain.events import AuditEvent
from station.domain.outbox import PacketId
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.outbox.answers import OutboxAnswers
from station.outbox.orphans import TakenUp
from station.receivers.parts import open_orphans
from station.services.deciding import REASONS
from station.services.tokens import open_trust
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage.database import transaction
from station.storage.vault import Vault
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

DUE = date(2030, 12, 24)
FINGER = (Reason("ANSWER-QUALITY", "right_index"),)


@pytest.fixture
def bench(demo_settings: Settings) -> Bench:
    made = open_desk(demo_settings)
    made.sign_in_as(OPERATOR)
    return made


def sent(bench: Bench) -> PacketId:
    """A packet that was received; the draft is wiped."""
    sealed = bench.enroll.seal(approved_draft(bench))
    assert isinstance(sealed, SealedView), sealed
    bench.outbox.mark_receipted(sealed.packet_id, b"receipt", bench.clock.now())
    return sealed.packet_id


def answered(bench: Bench, packet_id: PacketId, *reasons: Reason, verdict: Verdict = Verdict.AGAIN) -> Answer:
    bench.clock.forward(timedelta(minutes=1))
    again = verdict is Verdict.AGAIN
    answer = Answer(packet_id, verdict, bench.clock.now(), reasons, DUE if again else None, "R-7" if again else "")
    with bench.outbox.together():
        assert OutboxAnswers(bench.db).keep(answer)
    return answer


def asked(bench: Bench, *reasons: Reason) -> tuple[PacketId, EnrollmentId]:
    """Begun."""
    packet_id = sent(bench)
    answered(bench, packet_id, *reasons)
    return packet_id, seen(bench.enroll.recapture(packet_id)).enrollment.enrollment_id


def standing(bench: Bench, packet_id: PacketId) -> EnrollmentState | None:
    return OutboxAnswers(bench.db).of((packet_id,))[packet_id].again


def opened(bench: Bench, settings: Settings, which: EnrollmentId) -> tuple[dict[str, Any], set[str]]:
    """Signed, approved, sealed, and read by the centre: the application, and the paths of all files."""
    seen(bench.enroll.sign(which))
    seen(bench.enroll.approve(which, bench.credential(OFFICER), PINS[OFFICER]))
    sealed = bench.enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    packet = open_packet(Path(sealed.packet_path), settings.intake_home, "production", bench.clock.now())
    files = {file.path: file.data for file in packet.verified.content.files}
    assert read_application(files["data/application.json"]).again is not None, "the centre takes it"
    return json.loads(files["data/application.json"]), set(files)


def test_a_request_for_one_finger_asks_for_its_hand_and_alters_nothing_else(
    bench: Bench, demo_settings: Settings
) -> None:
    packet_id, which = asked(bench, *FINGER)
    view = seen(bench.enroll.view(which))
    assert [step.step_id for step in view.steps] == ["fingerprints", "review"]
    assert [each.slap for each in view.slaps] == [Slap.RIGHT_FOUR]
    assert view.enrollment.fields == {}, "what was said then is sealed from view"
    assert view.title == packet_id[:8]
    at = bench.clock.now()
    refused = (
        bench.enroll.accept_portrait(which, portrait_candidate(at)),
        bench.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE),
        bench.enroll.accept_slap(which, slap_candidate(at, Slap.THUMBS)),
        bench.enroll.set_exceptions(which, (BiometricException(Finger.LEFT_INDEX, ExceptionReason.AMPUTATED),)),
        bench.enroll.set_fields(which, {"surname_hy": "Ուրիշ"}),
        bench.belongings.link(which, next(iter(view.enrollment.links)), "f" * 64),
    )
    assert [code(each) for each in refused] == ["STN-477"] * len(refused)
    assert code(bench.enroll.add_person(which, Relation.CHILD)) == "STN-485"
    seen(bench.enroll.accept_slap(which, slap_candidate(at, Slap.RIGHT_FOUR)))
    told, files = opened(bench, demo_settings, which)
    of = told["contextualData"]
    assert of["format"] == (13 if "records" in of else 7)
    assert told["contextualData"]["links"] == {"earlier_packet": packet_id}
    again = told["contextualData"]["recapture"]
    assert (again["packet"], again["items"], again["request"]) == (packet_id, ["right_index"], "R-7")
    assert told["biographicData"] == {}
    assert [each["biometricSubType"] for each in told["biometricData"]] == ["PLAIN_RIGHT_FOUR_FINGERS", "RIGHT_INDEX"]
    assert {path for path in files if path.startswith(("bio", "doc"))} == {
        "biometrics/fingers/right_four.png", "biometrics/fingers/right_index.wsq",
        *(record["ref"] for record in of.get("records", {}).values()),
    }  # fmt: skip
    assert standing(bench, packet_id) is EnrollmentState.SEALED


def test_typed_values_are_corrected_with_what_belongs_to_them(bench: Bench, demo_settings: Settings) -> None:
    _, which = asked(bench, Reason("ANSWER-DATA-WRONG", "birth_date"), Reason("ANSWER-DATA-WRONG", "surname_hy"))
    view = seen(bench.enroll.view(which))
    assert [step.step_id for step in view.steps] == ["applicant", "review"]
    assert {problem.field for problem in view.steps[0].problems} == {"surname_hy", "surname_latin", "birth_date"}
    assert code(bench.enroll.set_fields(which, {"given_hy": "Ուրիշ"})) == "STN-477"
    seen(bench.enroll.set_fields(which, {"surname_hy": "Նմուշյան", "surname_latin": "Nmushyan"}))
    view = seen(bench.enroll.set_fields(which, {"birth_date": "01.01.2990"}))
    assert {problem.field for problem in view.steps[0].problems} == {"birth_date"}, "wrong here as everywhere"
    seen(bench.enroll.set_fields(which, {"birth_date": "15.06.1990"}))
    told, files = opened(bench, demo_settings, which)
    assert told["biographicData"]["further"] == {
        "birth_date": "1990-06-15", "surname_hy": "Նմուշյան", "surname_latin": "NMUSHYAN",
        "surname_latin_source": "TABLE",
    }  # fmt: skip
    assert told["contextualData"]["entered"]["birth_date"]["source"] == "typed"
    assert told["biometricData"] == []
    assert not any(path.startswith("biometrics") for path in files)


@pytest.mark.parametrize(
    ("item", "step"),
    [
        ("portrait", "portrait"), ("signature", "signature"), ("document", "document"), ("left_four", "fingerprints"),
        ("request_kind", "request"), ("court_act_paper", "papers"), ("guardian_or_trustee_consent", "consents"),
    ],
)  # fmt: skip
def test_each_other_item_is_asked_for_alone(bench: Bench, item: str, step: str) -> None:
    _, which = asked(bench, Reason("ANSWER-QUALITY", item))
    assert [each.step_id for each in seen(bench.enroll.view(which)).steps] == [step, "review"]


@pytest.mark.parametrize(
    ("item", "word"), [("court_act_paper", "court_act"), ("mother_or_adopter_consent", "mother_notarised")]
)
def test_a_paper_or_a_consent_is_given_once_more(bench: Bench, demo_settings: Settings, item: str, word: str) -> None:
    """Whatever the answers were on which it hung: they are sealed from view."""
    _, which = asked(bench, Reason("ANSWER-DOCUMENT-UNFIT", item))
    (problem,) = seen(bench.enroll.view(which)).steps[0].problems
    assert problem.field == item
    assert code(bench.enroll.set_fields(which, {"old_document_paper": "OLD_DOCUMENT"})) == "STN-477"
    seen(bench.enroll.set_fields(which, {item: word}))
    told, files = opened(bench, demo_settings, which)
    assert told["biographicData"]["further"] == {item: word.upper()}
    assert files == {"data/application.json", "audit/proof.json"}


def test_that_a_finger_cannot_be_taken_is_an_answer(bench: Bench, demo_settings: Settings) -> None:
    _, which = asked(bench, Reason("ANSWER-QUALITY", "left_thumb"))
    none = tuple(BiometricException(finger, ExceptionReason.AMPUTATED) for finger in Slap.THUMBS.fingers)
    seen(bench.enroll.set_exceptions(which, none))
    told, files = opened(bench, demo_settings, which)
    assert set(told["contextualData"]["exceptions"]) == {"left_thumb", "right_thumb"}
    assert files == {"data/application.json", "audit/proof.json"}


def test_an_officer_here_sends_it_back_within_what_the_centre_named(bench: Bench) -> None:
    _, which = asked(bench, *FINGER)
    seen(bench.enroll.accept_slap(which, slap_candidate(bench.clock.now(), Slap.RIGHT_FOUR)))
    seen(bench.enroll.sign(which))
    seen(bench.approvals.submit(which))
    officer = bench.credential(OFFICER), PINS[OFFICER]
    refused = bench.approvals.send_back(which, ["portrait", "right_index"], REASONS[:1], "", *officer)
    assert code(refused) == "STN-487", "nobody could take it here"
    back = seen(bench.approvals.send_back(which, ["right_index"], REASONS[:1], "", *officer))
    assert back.enrollment.samples.slaps == ()
    assert code(bench.enroll.accept_portrait(which, portrait_candidate(bench.clock.now()))) == "STN-477"
    seen(bench.enroll.accept_slap(which, slap_candidate(bench.clock.now(), Slap.RIGHT_FOUR)))


def test_an_answer_is_begun_once_and_gone_on_with(bench: Bench, demo_settings: Settings) -> None:
    packet_id, which = asked(bench, *FINGER)
    later = open_desk(demo_settings)
    later.sign_in_as(OPERATOR)
    assert seen(later.enroll.recapture(packet_id)).enrollment.enrollment_id == which
    seen(later.enroll.accept_slap(which, slap_candidate(later.clock.now(), Slap.RIGHT_FOUR)))
    opened(later, demo_settings, which)
    assert code(later.enroll.recapture(packet_id)) == "STN-496"
    answered(later, packet_id, Reason("ANSWER-QUALITY", "portrait"))  # the centre asks anew
    anew = seen(later.enroll.recapture(packet_id)).enrollment
    assert anew.enrollment_id != which
    assert anew.recapture is not None
    assert anew.recapture.items == ("portrait",)


def test_one_that_was_given_up_is_begun_anew(bench: Bench) -> None:
    packet_id, which = asked(bench, *FINGER)
    assert bench.enroll.discard(which) is None
    assert standing(bench, packet_id) is None
    assert seen(bench.enroll.recapture(packet_id)).enrollment.enrollment_id != which


def test_a_crash_before_the_draft_is_kept_loses_and_doubles_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    packet_id = sent(bench)
    answered(bench, packet_id, *FINGER)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "save", cut)
        with pytest.raises(KeyboardInterrupt):
            bench.enroll.recapture(packet_id)
    assert standing(bench, packet_id) is EnrollmentState.DRAFT
    which = seen(bench.enroll.recapture(packet_id)).enrollment.enrollment_id
    assert seen(bench.enroll.recapture(packet_id)).enrollment.enrollment_id == which
    (drafts,) = bench.db.execute("SELECT count(*) FROM enrollment WHERE state = 'draft'").fetchone()
    assert drafts == 1


def forgotten(bench: Bench, which: EnrollmentId) -> None:
    """As after the database was lost: nothing is known of that enrollment, nor of its packet."""
    with transaction(bench.db):
        bench.db.execute("DELETE FROM outbox_follower")
        bench.db.execute("DELETE FROM outbox WHERE case_id = ?", (which,))
        bench.db.execute("DELETE FROM enrollment WHERE id = ?", (which,))


def test_after_a_lost_database_the_draft_says_that_it_was_begun(bench: Bench) -> None:
    packet_id, which = asked(bench, *FINGER)
    forgotten(bench, which)
    assert standing(bench, packet_id) is None
    assert seen(bench.enroll.recapture(packet_id)).enrollment.enrollment_id == which
    assert standing(bench, packet_id) is EnrollmentState.DRAFT


def test_after_a_lost_database_the_slip_says_that_it_was_sealed(bench: Bench, demo_settings: Settings) -> None:
    packet_id, which = asked(bench, *FINGER)
    seen(bench.enroll.accept_slap(which, slap_candidate(bench.clock.now(), Slap.RIGHT_FOUR)))
    opened(bench, demo_settings, which)
    forgotten(bench, which)
    trust, events = open_trust(demo_settings, bench.clock), list[AuditEvent]()
    station = load_machine_key(demo_settings.keys, demo_settings.machine_secret).certificate.fingerprint
    found = list(open_orphans(demo_settings, bench.db, trust, station, events.append, bench.clock).settle())
    assert len(found) == 1
    assert isinstance(found[0], TakenUp)
    assert standing(bench, packet_id) is EnrollmentState.SEALED
    assert code(bench.enroll.recapture(packet_id)) == "STN-496"


def test_what_cannot_be_begun_says_why(bench: Bench) -> None:
    packet_id = sent(bench)
    assert code(bench.enroll.recapture(packet_id)) == "STN-495", "not answered"
    answered(bench, packet_id, verdict=Verdict.ACCEPTED)
    assert code(bench.enroll.recapture(packet_id)) == "STN-495"
    answered(bench, packet_id, *FINGER, Reason("ANSWER-DATA-WRONG", "guardian_name"))
    bench.sign_in_as(VOLUNTEER)
    assert code(bench.enroll.recapture(packet_id)) == "STN-402"
    bench.sign_in_as(OFFICER)
    assert isinstance(bench.enroll.recapture(packet_id), EnrollmentView)


def test_no_other_receiver_is_given_a_part_of_an_application(bench: Bench, demo_settings: Settings) -> None:
    from station.receivers.osia.form.form import OsiaEnrollment

    packet_id, which = asked(bench, *FINGER)
    elsewhere = open_desk(demo_settings, form=OsiaEnrollment())
    elsewhere.sign_in_as(OPERATOR)
    seen(elsewhere.enroll.accept_slap(which, slap_candidate(elsewhere.clock.now(), Slap.RIGHT_FOUR)))
    assert code(elsewhere.enroll.sign(which)) == "STN-497"
    assert standing(elsewhere, packet_id) is EnrollmentState.DRAFT
