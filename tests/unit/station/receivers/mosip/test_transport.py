"""The MOSIP transport against a strict receiver: order, lost answers, and what becomes of a packet there."""

from datetime import UTC, datetime

import pytest

from devices.api import CancelScope
from station.domain.outbox import Parcel
from station.outbox import errors
from station.receivers.api import Belief, Way
from station.receivers.mosip import errors as mosip_errors
from station.receivers.mosip.announcement import encode_announcement
from station.receivers.mosip.receiver import RECEIVER
from tests.support.mosip_bench import ANNOUNCE, ANNOUNCEMENT, ASK, PACKET, ROW, SEARCH, SEND, SIGN_IN, Bench
from tests.support.mosip_server import OUTCOME, STATUS, SYNC, TOKEN, UPLOAD, Fault
from tests.support.pki import Pki

# --- the way of one packet --------------------------------------------------------------------------------------------


def test_asked_announced_sent_and_asked_again(bench: Bench) -> None:
    bench.check(bench.send())
    assert bench.server.paths() == [SIGN_IN, ASK, ANNOUNCE, SEND, ASK, SEARCH]
    assert bench.server.uploads == {ANNOUNCEMENT.packet_id: [PACKET]}
    assert {code for _, code in bench.server.log} == {""}


def test_a_second_packet_needs_no_second_sign_in(bench: Bench) -> None:
    bench.send()
    bench.check(bench.send())
    assert bench.server.paths().count(SIGN_IN) == 1
    assert len(bench.server.uploads[ANNOUNCEMENT.packet_id]) == 1, "what is processed is not sent again"


def test_a_packet_under_way_is_only_asked_for(bench: Bench) -> None:
    bench.server.outcome = "PROCESSING"
    bench.fails(errors.StillProcessing, status="PROCESSING")
    bench.server.log.clear()
    bench.server.outcome = "PROCESSED"
    bench.check(bench.send())
    assert bench.server.paths() == [ASK, SEARCH]


def test_announced_but_never_arrived(bench: Bench) -> None:
    bench.server.faults[UPLOAD] = ["hang up"]
    with pytest.raises(errors.TransportDown):
        bench.send()
    bench.server.log.clear()
    bench.check(bench.send())
    assert bench.server.paths() == [ASK, SEND, ASK, SEARCH]


def test_lost_answer_to_the_upload_costs_no_second_upload(bench: Bench) -> None:
    bench.server.faults[UPLOAD] = ["lose the answer"]
    with pytest.raises(errors.TransportDown) as caught:
        bench.send()
    assert caught.value.retryable
    bench.check(bench.send())
    assert len(bench.server.uploads[ANNOUNCEMENT.packet_id]) == 1


@pytest.mark.drawn(4)
@pytest.mark.parametrize("path", [TOKEN, STATUS, SYNC, UPLOAD, OUTCOME])
@pytest.mark.parametrize("fault", ["lose the answer", "hang up"])
def test_whatever_answer_is_lost_the_next_try_arrives_once(bench: Bench, path: str, fault: Fault) -> None:
    bench.server.faults[path] = [fault]
    with pytest.raises(errors.TransportDown):
        bench.send()
    bench.check(bench.send())
    assert bench.server.uploads == {ANNOUNCEMENT.packet_id: [PACKET]}


@pytest.mark.parametrize("path", [TOKEN, STATUS, SYNC, UPLOAD, OUTCOME])
def test_a_busy_receiver_is_tried_again(bench: Bench, path: str) -> None:
    bench.server.faults[path] = ["busy"]
    with pytest.raises(errors.ReceiverBusy) as caught:
        bench.send()
    assert caught.value.retryable
    bench.check(bench.send())


def test_resend_sends_the_same_file_again(bench: Bench) -> None:
    bench.send()
    bench.server.statuses[ANNOUNCEMENT.packet_id] = "RESEND"
    bench.check(bench.send())
    assert bench.server.uploads[ANNOUNCEMENT.packet_id] == [PACKET, PACKET]


def test_duplicate_is_success(bench: Bench) -> None:
    """Two stations' clocks, a restored backup: the receiver has it, says so, and that is all we want."""
    bench.server.codes[UPLOAD] = ["RPR-PKR-005"]
    bench.server.statuses[ANNOUNCEMENT.packet_id] = "UPLOAD_PENDING"
    bench.server.synced[ANNOUNCEMENT.packet_id] = {}
    bench.fails(errors.StillProcessing, status="UPLOAD_PENDING")


def test_upload_before_sync_is_announced_and_sent_again(bench: Bench) -> None:
    """The receiver says that it waits for the upload, and has lost the announcement."""
    bench.server.statuses[ANNOUNCEMENT.packet_id] = "UPLOAD_PENDING"
    bench.check(bench.send())
    assert bench.server.paths() == [SIGN_IN, ASK, SEND, ANNOUNCE, SEND, ASK, SEARCH]
    assert bench.server.log[2] == (UPLOAD, "RPR-PKR-001")


def test_never_announced_in_spite_of_all_is_left_waiting(bench: Bench) -> None:
    bench.server.codes[UPLOAD] = ["RPR-PKR-001", "RPR-PKR-001"]
    bench.fails(errors.StillProcessing, status="UPLOAD_PENDING")


# --- what the receiver makes of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["PROCESSED", "UIN_GENERATED"])
def test_a_final_outcome_is_a_receipt(bench: Bench, outcome: str) -> None:
    bench.server.outcome = outcome
    bench.check(bench.send())


@pytest.mark.parametrize("status", ["RECEIVED", "RESEND", "UPLOAD_PENDING"])
def test_an_upload_that_is_not_accepted_yet_waits(bench: Bench, status: str) -> None:
    bench.server.status_after_upload = status
    with pytest.raises(errors.StillProcessing) as caught:
        bench.send()
    assert caught.value.params == {"status": status}
    assert caught.value.retryable
    assert SEARCH not in bench.server.paths()


@pytest.mark.parametrize("outcome", ["RECEIVED", "PROCESSING", "RESEND", "UPLOAD_PENDING", None])
def test_accepted_is_no_end(bench: Bench, outcome: str | None) -> None:
    """Every later stage can still fail: only the registration's outcome lets go of a packet."""
    bench.server.outcome = outcome
    bench.fails(errors.StillProcessing, status=outcome or "UNKNOWN")
    assert bench.server.statuses[ANNOUNCEMENT.packet_id] == "ACCEPTED"


@pytest.mark.parametrize("word", ["PROCESSING", "PROCESSED", "UIN_GENERATED"])
def test_what_an_older_receiver_says_of_a_packet_is_no_end_either(bench: Bench, word: str) -> None:
    bench.server.status_after_upload, bench.server.outcome = word, "REJECTED"
    bench.fails(errors.PacketRefused, reason="REJECTED")


def test_a_rejected_upload_is_refused(bench: Bench) -> None:
    bench.server.status_after_upload = "REJECTED"
    bench.fails(errors.PacketRefused, reason="REJECTED")


@pytest.mark.parametrize("outcome", ["REJECTED", "REREGISTER", "REPROCESS_FAILED"])
def test_a_rejected_registration_is_refused(bench: Bench, outcome: str) -> None:
    bench.server.outcome = outcome
    bench.fails(errors.PacketRefused, reason=outcome)


def test_more_information_needs_a_person(bench: Bench) -> None:
    bench.server.outcome = "AWAITING_INFORMATION"
    with pytest.raises(mosip_errors.InformationWanted) as caught:
        bench.send()
    assert not caught.value.retryable


def test_a_word_nobody_knows_changes_nothing(bench: Bench) -> None:
    bench.server.outcome = "BLESSED"
    bench.fails(errors.AnswerUnexpected, status=200)
    bench.server.statuses[ANNOUNCEMENT.packet_id] = "BLESSED"
    bench.fails(errors.AnswerUnexpected, status=200)


# --- from the settings ------------------------------------------------------------------------------------------------


def test_settings_open_transport_and_check(bench: Bench, pki: Pki) -> None:
    settings = bench.world.settings
    # What is opened by settings tells the true time, and the server minds five minutes; a test run takes longer.
    bench.clock.advance((datetime.now(UTC) - bench.clock.now()).total_seconds())
    transport = RECEIVER.open_transport(Way(bench.server.url, pki.client(), settings))
    receipt = transport.send(Parcel(ROW, PACKET, encode_announcement(ANNOUNCEMENT)), CancelScope(30))
    RECEIVER.open_check(Belief(settings, pki.trust, bench.clock, ""))(receipt, ROW)
    transport.close()
