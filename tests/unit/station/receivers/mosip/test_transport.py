"""The MOSIP transport against a strict receiver: order, every refusal, lost answers, spent tokens, and its receipt."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.certificate import Certificate
from crypto.keys.machine import server_context
from devices.api import CancelScope
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.outbox import errors
from station.receivers.api import Belief, Way
from station.receivers.line import Answer, Line
from station.receivers.mosip import errors as mosip_errors
from station.receivers.mosip.announcement import Announcement, encode_announcement
from station.receivers.mosip.kept import decode_mosip_receipt, encode_mosip_receipt, status_in
from station.receivers.mosip.receipt import check_mosip_receipt
from station.receivers.mosip.receiver import RECEIVER
from station.receivers.mosip.transport.answers import admittance, errors_in, read_answer, refusal
from station.receivers.mosip.transport.sign_in import read_credentials
from station.receivers.mosip.transport.transport import MosipTransport
from tests.support.clock import NOW, FakeClock
from tests.support.mosip_server import OUTCOME, STATUS, SYNC, TOKEN, UPLOAD, Fault, MosipServer
from tests.support.mosip_talk import RID, mosip_transport
from tests.support.mosip_world import CENTRE, MACHINE, MosipWorld, mosip
from tests.support.pki import Pki, other_pki, pki

__all__ = ["mosip", "other_pki", "pki"]

PACKET = bytes(range(256)) * 40
OWN_ID = PacketId(sha256(PACKET).hexdigest())
ANNOUNCEMENT = Announcement(
    RID, f"{RID}-{CENTRE}_{MACHINE}-20261124223700", f"{CENTRE}_{MACHINE}", "NEW", "hye", OWN_ID, len(PACKET)
)
ROW = OutboxRow(OWN_ID, EnrollmentId("e"), OutboxState.SENDING, NOW, 1, None, "0f" * 16, len(PACKET))


@dataclass
class Bench:
    server: MosipServer
    transport: MosipTransport
    clock: FakeClock
    world: MosipWorld

    def send(self, announcement: Announcement = ANNOUNCEMENT, packet: bytes = PACKET) -> bytes:
        beside = encode_announcement(announcement)
        row = replace(ROW, packet_id=PacketId(sha256(packet).hexdigest()))
        return self.transport.send(Parcel(row, packet, beside), CancelScope(30))

    def fails(self, error: type[StationError], **params: object) -> None:
        with pytest.raises(error) as caught:
            self.send()
        assert caught.value.params == params

    def check(self, receipt: bytes, row: OutboxRow = ROW) -> object:
        return check_mosip_receipt(receipt, row, Certificate.from_der(self.world.answers.der), NOW)


@pytest.fixture
def make_bench(pki: Pki, mosip: MosipWorld) -> Iterator[Callable[[], Bench]]:
    home = pki.intake_home
    with ExitStack() as stack:

        def make() -> Bench:
            context = server_context(
                home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls"
            )
            clock = FakeClock()
            server = stack.enter_context(MosipServer(mosip, context, clock).running())
            line = Line(server.url, pki.client(), connect_s=5.0, answer_s=10.0)
            return Bench(server, mosip_transport(mosip, line, clock), clock, mosip)

        yield make


@pytest.fixture
def bench(make_bench: Callable[[], Bench]) -> Bench:
    return make_bench()


ASK, ANNOUNCE, SEND, SIGN_IN = "packetexternalstatus", "syncV2", "registrationpackets", "useridpwd"
SEARCH = "search"


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


# --- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["RPR-PKR-002", "RPR-PKR-003", "RPR-PKR-009", "RPR-PKR-010", "RPR-PKR-013", "RPR-PKR-015"]
)
def test_upload_codes_that_are_final(bench: Bench, code: str) -> None:
    bench.server.codes[UPLOAD] = [code]
    bench.fails(errors.PacketRefused, reason=code)


@pytest.mark.parametrize("code", ["RPR-PKR-008", "RPR-PKR-099", "RPR-SYS-001", "nonsense"])
def test_upload_codes_that_pass(bench: Bench, code: str) -> None:
    bench.server.codes[UPLOAD] = [code]
    reason = "UNKNOWN" if code == "nonsense" else code
    bench.fails(errors.ReceiverBusy, reason=reason, retry_after_s=0)
    bench.check(bench.send())


@pytest.mark.parametrize("number", [3, 4, 6, 7, 8, 9, 26, 27, 36])
def test_sync_codes_that_are_final(bench: Bench, number: int) -> None:
    bench.server.codes[SYNC] = [f"RPR-RGS-{number:03}"]
    bench.fails(errors.PacketRefused, reason=f"RPR-RGS-{number:03}")


@pytest.mark.parametrize("number", [13, 14, 19, 20, 21, 22, 23, 24, 28])
def test_sync_codes_that_are_the_stations_fault(bench: Bench, number: int) -> None:
    bench.server.codes[SYNC] = [f"RPR-RGS-{number:03}"]
    with pytest.raises(mosip_errors.RequestRefused) as caught:
        bench.send()
    assert caught.value.params == {"reason": f"RPR-RGS-{number:03}"}
    assert caught.value.retryable


def test_a_status_request_may_be_refused_too(bench: Bench) -> None:
    bench.server.codes[STATUS] = ["RPR-RGS-024"]
    bench.fails(mosip_errors.RequestRefused, reason="RPR-RGS-024")


def test_a_wrong_hash_never_leaves_the_station(bench: Bench) -> None:
    with pytest.raises(errors.OtherReceiver):
        bench.send(replace(ANNOUNCEMENT, packet_hash=PacketId("00" * 32)))
    with pytest.raises(errors.OtherReceiver):
        bench.transport.send(Parcel(ROW, PACKET + b"x", encode_announcement(ANNOUNCEMENT)), CancelScope())
    assert bench.server.log == []


def test_a_wrong_size_is_refused_by_the_receiver(bench: Bench) -> None:
    with pytest.raises(errors.PacketRefused) as caught:
        bench.send(replace(ANNOUNCEMENT, packet_size=len(PACKET) + 1))
    assert caught.value.params == {"reason": "RPR-PKR-013"}


def test_a_packet_that_is_too_large_is_refused_by_the_receiver(bench: Bench) -> None:
    bench.server.largest = 100
    bench.fails(errors.PacketRefused, reason="RPR-PKR-002")


def test_a_packet_of_another_receiver_is_not_sent(bench: Bench) -> None:
    with pytest.raises(errors.OtherReceiver) as caught:
        bench.transport.send(Parcel(ROW, PACKET, b"a CMS signature"), CancelScope())
    assert not caught.value.retryable
    assert bench.server.log == []


# --- signing in -------------------------------------------------------------------------------------------------------


@pytest.mark.drawn(3)
@pytest.mark.parametrize("fault", ["spend the token", "refuse the token"])
@pytest.mark.parametrize("path", [STATUS, SYNC, UPLOAD, OUTCOME])
def test_a_spent_token_is_renewed_once_on_the_way(bench: Bench, path: str, fault: Fault) -> None:
    bench.server.faults[path] = [fault]
    bench.check(bench.send())
    assert bench.server.paths().count(SIGN_IN) == 2
    assert bench.server.uploads == {ANNOUNCEMENT.packet_id: [PACKET]}


def test_a_token_refused_twice_is_given_up_for_now(bench: Bench) -> None:
    bench.server.faults[STATUS] = ["refuse the token", "refuse the token"]
    with pytest.raises(mosip_errors.SignInRefused) as caught:
        bench.send()
    assert caught.value.retryable
    bench.check(bench.send())


def test_a_token_is_renewed_before_its_time_is_over(bench: Bench) -> None:
    bench.send()
    bench.clock.advance(3600 - 29)
    bench.send()
    assert bench.server.paths().count(SIGN_IN) == 2


def test_missing_rights(bench: Bench) -> None:
    bench.server.faults[STATUS] = ["forbid"]
    bench.fails(mosip_errors.SignInRefused, reason="HTTP 403")
    bench.server.codes[STATUS] = ["KER-ATH-403"]
    bench.fails(mosip_errors.SignInRefused, reason="HTTP 200")


def test_a_wrong_password(bench: Bench) -> None:
    bench.server.password = "another"
    bench.fails(mosip_errors.SignInRefused, reason="KER-ATH-008")


def test_a_forbidden_sign_in(bench: Bench) -> None:
    bench.server.faults[TOKEN] = ["forbid"]
    bench.fails(mosip_errors.SignInRefused, reason="HTTP 403")


def test_a_clock_that_is_wrong_cannot_sign_in(bench: Bench) -> None:
    bench.server.clock = FakeClock(NOW + timedelta(minutes=6))
    bench.fails(mosip_errors.SignInRefused, reason="KER-SNC-145")


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (None, 0o600, "file"),
        ("user = ", 0o600, "file"),
        ('user = "a"\n', 0o600, "entries"),
        ('user = ""\npassword = "b"\n', 0o600, "entries"),
        ('user = "a"\npassword = 7\n', 0o600, "entries"),
        ('user = "a"\npassword = "b"\n', 0o640, "rights"),
        ('user = "a"\npassword = "b"\n', 0o604, "rights"),
    ],
)
def test_credentials_that_cannot_be_used(tmp_path: Path, text: str | None, mode: int, reason: str) -> None:
    file = tmp_path / "mosip-credentials.toml"
    if text is not None:
        file.write_text(text)
        file.chmod(mode)
    with pytest.raises(mosip_errors.CredentialsMissing) as caught:
        read_credentials(file)
    assert caught.value.params == {"reason": reason}


# --- the receipt ------------------------------------------------------------------------------------------------------


def test_receipt_is_the_receivers_signed_word(bench: Bench) -> None:
    receipt = decode_mosip_receipt(bench.send())
    assert receipt.announcement == ANNOUNCEMENT
    assert json.loads(receipt.answer)["response"] == [{"registrationId": RID, "statusCode": "PROCESSED"}]


def test_without_a_signature_there_is_no_receipt(bench: Bench) -> None:
    bench.server.signs = False
    with pytest.raises(errors.ReceiptUntrusted):
        bench.check(bench.send())


def test_what_is_no_receipt(bench: Bench) -> None:
    good = decode_mosip_receipt(bench.send())
    forged = good.answer.replace(b"PROCESSED", b"PROCESSeD")
    with pytest.raises(errors.ReceiptUntrusted):
        bench.check(encode_mosip_receipt(replace(good, answer=forged)))
    with pytest.raises(errors.ReceiptUntrusted):
        bench.check(encode_mosip_receipt(replace(good, signature=bench.world.policy.jws(good.answer))))
    with pytest.raises(errors.ReceiptOtherPacket):
        bench.check(encode_mosip_receipt(good), replace(ROW, packet_id=PacketId("00" * 32)))
    with pytest.raises(errors.ReceiptUnreadable):
        bench.check(b"\x30\x82")


def signed(bench: Bench, answer: bytes) -> bytes:
    good = decode_mosip_receipt(bench.send())
    return encode_mosip_receipt(replace(good, answer=answer, signature=bench.world.answers.jws(answer)))


def test_a_receipt_of_the_first_version_still_holds(bench: Bench) -> None:
    """It kept what was said of the packet."""
    said = {"packetId": ANNOUNCEMENT.packet_id, "statusCode": "PROCESSED"}
    bench.check(signed(bench, json.dumps({"response": [said]}).encode()))


def test_a_signed_word_about_something_else_is_no_receipt(bench: Bench) -> None:
    for said in (
        {"registrationId": f"{RID[:-1]}0", "statusCode": "PROCESSED"},
        {"registrationId": RID, "statusCode": "REJECTED"},
        {"registrationId": RID, "statusCode": "ACCEPTED"},
        {"packetId": "another", "statusCode": "PROCESSED"},
        {"packetId": ANNOUNCEMENT.packet_id, "statusCode": "ACCEPTED"},
    ):
        with pytest.raises(errors.ReceiptOtherPacket):
            bench.check(signed(bench, json.dumps({"response": [said]}).encode()))
    with pytest.raises(errors.ReceiptUnreadable):
        bench.check(signed(bench, b"[]"))


# --- from the settings ------------------------------------------------------------------------------------------------


def test_settings_open_transport_and_check(bench: Bench, pki: Pki) -> None:
    settings = bench.world.settings
    # What is opened by settings tells the true time, and the server minds five minutes; a test run takes longer.
    bench.clock.advance((datetime.now(UTC) - bench.clock.now()).total_seconds())
    transport = RECEIVER.open_transport(Way(bench.server.url, pki.client(), settings))
    receipt = transport.send(Parcel(ROW, PACKET, encode_announcement(ANNOUNCEMENT)), CancelScope(30))
    RECEIVER.open_check(Belief(settings, pki.trust, bench.clock, ""))(receipt, ROW)
    transport.close()


# --- any answer -------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["response", "errors", "errorCode", "packetId", "statusCode"])
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["response", "errors", "errorCode", "packetId", "statusCode"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(st.binary(max_size=60) | JSON_VALUES.map(lambda value: json.dumps(value).encode()), st.integers(200, 499))
def test_any_answer_is_understood_or_refused_calmly(body: bytes, status: int) -> None:
    answer = Answer(status, {}, body)
    assert admittance(answer) in ("admitted", "token refused", "forbidden")
    try:
        value = read_answer(answer)
    except (errors.AnswerUnexpected, errors.ReceiverBusy):
        return
    assert isinstance(refusal(errors_in(value)), StationError)
    with suppress(ValueError):
        status_in(body, "1")
