"""The outbox as front ends see it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from station.domain.answers import Answer, AnswerRow, Reason, Verdict
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxCounts, OutboxState, PacketId
from station.outbox.answers import OutboxAnswers
from station.outbox.pages import OutboxPages
from station.profiles import Library
from station.services.deliver import Deliver, OnDisk, packets_on_disk
from station.services.views import EnrollmentView, OutboxSummary, SealedView
from station.services.work import Work
from station.settings import Settings
from station.steps.plans import Plans
from station.storage.database import connect
from station.storage.leftovers import packets_gone, sweep_drafts
from station.storage.vault import Vault
from tests.support.applicants import OF_A_CHILD, WHOLE
from tests.support.clock import NOW
from tests.support.desk import DEVICE, OFFICER, OPERATOR, PINS, Bench, ink, open_desk, portrait_candidate
from tests.support.plans import PLANS

BABY = {
    **WHOLE,
    **OF_A_CHILD,
    "psn_kind": "pending",
}


@pytest.fixture
def desk(demo_settings: Settings) -> Bench:
    return open_desk(demo_settings)


def seal(desk: Bench) -> SealedView:
    """A packet in the outbox, of a child whose fingers are not taken."""
    enroll, at = desk.enroll, desk.clock.now()
    desk.sign_in_as(OPERATOR)
    started = enroll.start("biometric_passport")
    assert isinstance(started, EnrollmentView)
    which = started.enrollment.enrollment_id
    enroll.set_fields(which, {**BABY, "birth_date": f"01.01.{at.year}"})
    enroll.accept_portrait(which, portrait_candidate(at))
    enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)
    enroll.sign(which)
    enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER])
    sealed = enroll.seal(which)
    assert isinstance(sealed, SealedView), sealed
    return sealed


def test_a_draft_whose_packet_is_gone_is_counted(
    desk: Bench, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be all that remains of a visit: kept, and not only told in the program's log."""
    gone = partial(packets_gone, desk.db, demo_settings.drafts, desk.outbox.keeps)
    deliver = Deliver(desk.outbox, OutboxPages(desk.db), OutboxAnswers(desk.db), Work(), lambda: None, gone)
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "wipe", lambda *_: 1 / 0)
        packet = desk.outbox.packet_path(seal(desk).packet_id)
    (demo_settings.drafts / "not-ours").mkdir()
    assert deliver.summary().gone == 0, "what could not be wiped and has its packet is another matter"
    packet.unlink()
    assert sweep_drafts(desk.db, demo_settings.drafts, desk.outbox.keeps) == ()
    assert deliver.summary().gone == 1
    packet.with_name(packet.name.replace(".p7m", ".receipt.p7m")).write_bytes(b"received")
    assert deliver.summary().gone == 0


def test_what_waits_is_counted_and_told(desk: Bench, demo_settings: Settings) -> None:
    work, woken, told = Work(), [], []
    deliver = Deliver(desk.outbox, OutboxPages(desk.db), OutboxAnswers(desk.db), work, lambda: woken.append(1))
    unsubscribe = deliver.subscribe(lambda: told.append(deliver.waiting))
    assert deliver.rows() == ()
    packet_id = seal(desk).packet_id
    deliver.refresh()
    assert told == [1]
    assert deliver.summary() == OutboxSummary(total=1, on_the_way=1)
    (row,) = deliver.rows()
    assert deliver.of_enrollment(row.enrollment_id) == row == deliver.row(packet_id)
    assert deliver.of_enrollment(EnrollmentId("nobody")) is None
    assert deliver.settled()
    (demo_settings.outbox / "stranger").touch()
    assert not deliver.settled()

    desk.outbox.mark_refused(packet_id, "INT-010")
    deliver.refresh()
    (row,) = deliver.rows()
    assert (row.state, row.problem) == (OutboxState.REFUSED, Problem("INT-010", retryable=False))
    assert told == [1, 0]

    assert deliver.retry(packet_id) is None
    assert (deliver.rows()[0].state, told, woken) == (OutboxState.PENDING, [1, 0, 1], [1])
    unsubscribe()
    unsubscribe()
    deliver.refresh()
    assert told == [1, 0, 1]
    assert packets_on_disk(demo_settings) == OnDisk(deliver.rows(), OutboxCounts(total=1, on_the_way=1), under_way=True)
    assert packets_on_disk(demo_settings, None) == packets_on_disk(demo_settings)
    work.close()


def test_what_the_centre_decided_is_shown_and_counted_until_seen(desk: Bench) -> None:
    work, told, answers = Work(), [], OutboxAnswers(desk.db)
    deliver = Deliver(desk.outbox, OutboxPages(desk.db), answers, work, lambda: None)
    packet_id = seal(desk).packet_id
    desk.outbox.mark_receipted(packet_id, b"receipt", NOW)
    assert (deliver.row(packet_id).answer, deliver.summary().answers) == (None, 0)
    answer = Answer(packet_id, Verdict.REJECTED, NOW, (Reason("ANSWER-INCOMPLETE"),))
    with desk.outbox.together():
        assert answers.keep(answer)
    for row in (deliver.rows()[0], deliver.row(packet_id)):
        assert row.answer == AnswerRow(answer, unseen=True)
    assert deliver.summary().answers == 1
    deliver.subscribe(lambda: told.append(1))
    assert deliver.see_answer(packet_id) is None
    assert (told, deliver.summary().answers) == ([1], 0)
    assert deliver.row(packet_id).answer == AnswerRow(answer)
    work.close()


def test_what_the_centre_asks_for_is_called_as_its_service_calls_it(desk: Bench) -> None:
    """Of a service that this desk does not know, or that can not be read, the program's words serve."""
    packet_id = seal(desk).packet_id
    reasons = tuple(Reason("ANSWER-QUALITY", item) for item in ("portrait", "request_kind"))
    answers, plans, work = OutboxAnswers(desk.db), [PLANS], Work()
    desk.outbox.mark_receipted(packet_id, b"receipt", NOW)
    with desk.outbox.together():
        assert answers.keep(Answer(packet_id, Verdict.AGAIN, NOW, reasons))

    def called(service: str, item: str) -> Mapping[str, str]:
        return plans[-1].called(service, item)

    deliver = Deliver(desk.outbox, OutboxPages(desk.db), answers, work, lambda: None, called=called)
    (row,) = deliver.rows()
    assert row.called == {"request_kind": PLANS.called("biometric_passport", "request_kind")}
    assert set(row.called["request_kind"]) == {"hy", "ru", "en"}
    plans.append(Plans(lambda: Library({})))
    assert deliver.rows()[0].called == {"request_kind": {}}
    plans.append(Plans(lambda: Library({"biometric_passport.toml": b"id = 1"})))
    assert deliver.row(packet_id) == replace(row, called={})
    work.close()


def test_paths_are_told_for_known_packets(desk: Bench) -> None:
    work = Work()
    deliver = Deliver(desk.outbox, OutboxPages(desk.db), OutboxAnswers(desk.db), work, lambda: None)
    sealed = seal(desk)
    assert deliver.packet_path(sealed.packet_id) == sealed.packet_path
    receipt = deliver.receipt_path(sealed.packet_id)
    assert isinstance(receipt, str)
    assert Path(receipt).parent == Path(sealed.packet_path).parent
    for call in (deliver.packet_path, deliver.receipt_path, deliver.retry):
        answer = call(PacketId("0" * 64))
        assert isinstance(answer, Problem)
        assert answer.code == "STN-311"
    work.close()


def test_the_dispatchers_news_go_through_the_work_thread(desk: Bench, tmp_path: Path) -> None:
    work, told = Work(), []

    db = work.call(connect, tmp_path / "station.db")
    work.at_end(db.close)
    deliver = Deliver(desk.outbox, OutboxPages(db), OutboxAnswers(db), work, lambda: None)
    deliver.subscribe(lambda: told.append("changed"))
    deliver.changed()
    work.close()
    assert told == ["changed"]


def test_a_listener_that_breaks_keeps_no_other_from_hearing(desk: Bench, caplog: pytest.LogCaptureFixture) -> None:
    work, told = Work(), []
    deliver = Deliver(desk.outbox, OutboxPages(desk.db), OutboxAnswers(desk.db), work, lambda: None)
    deliver.subscribe(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    deliver.subscribe(lambda: told.append(1))
    deliver.refresh()
    work.close()
    assert told == [1]
    assert "incident" in caplog.text
