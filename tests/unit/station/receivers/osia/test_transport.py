"""A packet's way to a strict OSIA server: each fault of the way, of the server and of the token, and going on after."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto.keys.machine import server_context
from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.outbox import SealedPacket
from station.outbox import errors
from station.packet.format import Dossier
from station.receivers.line import Line
from station.receivers.osia import errors as osia_errors
from station.receivers.osia.form.form import OsiaEnrollment
from station.receivers.osia.statement import decode_statement
from station.receivers.osia.submission import decode_submission, encode_submission
from station.receivers.osia.transport.transport import OsiaTransport
from station.receivers.osia.transport.uploads import Uploads
from tests.support import osia_server
from tests.support.clock import NOW, FakeClock
from tests.support.osia_centre import Centre
from tests.support.osia_server import OsiaServer, answer, lose_the_reply, lose_the_request, problem
from tests.support.osia_talk import jwt, osia_packet, osia_transport
from tests.support.packets import parcel_of
from tests.support.people import ENROLLMENT_ID, Shelf, context, enrollment, given
from tests.support.pki import Pki
from tests.support.sealing import signed_container

NONCE = "0f" * 16
WAY = ["create", "buffer", "buffer", "buffer", "patch", "finalize"]


class Bench:
    """A server and, as often as asked, a station that starts anew."""

    def __init__(self, pki: Pki, home: Path, server: OsiaServer) -> None:
        self.pki, self.home, self.server = pki, home, server
        self.packet = osia_packet(3000)

    def station(self, token: str | None = osia_server.TOKEN) -> OsiaTransport:
        line = Line(self.server.url, self.pki.client(), connect_s=2.0, answer_s=0.5)
        return osia_transport(self.home, self.server.url, line, FakeClock(), token)

    def send(self, packet: SealedPacket | None = None, station: OsiaTransport | None = None) -> bytes:
        packet, station = packet or self.packet, station or self.station()
        return station.send(parcel_of(packet, NONCE), CancelScope())

    def fails(self, expected: type[StationError], station: OsiaTransport | None = None) -> StationError:
        with pytest.raises(expected) as caught:
            self.send(station=station)
        assert type(caught.value) is expected
        return caught.value

    def arrived_whole(self) -> None:
        held = self.server.enrollments[ENROLLMENT_ID]
        assert held["status"] == "FINALIZED"
        places = (
            held["biometricData"][0]["imageRef"],
            held["biometricData"][0]["templateRef"],
            held["documentData"][0]["parts"][0]["dataRef"],
        )
        buffers = decode_submission(self.packet.p7m).buffers
        assert [self.server.fetch(place) for place in places] == [buffer.data for buffer in buffers]
        assert not list((self.home / "osia").glob("*")), "nothing is remembered once it is delivered"


@pytest.fixture
def bench(pki: Pki, tmp_path: Path) -> Iterator[Bench]:
    yield from _bench(pki, tmp_path)


def _bench(pki: Pki, home: Path, **options: object) -> Iterator[Bench]:
    gateway = pki.intake_home / "gateway"
    roots = pki.intake_home / "trust/roots/station.pem"
    tls = server_context(gateway, gateway / "secret", roots, "tls")
    with ExitStack() as stack:
        server = replace(OsiaServer(tls), **options)  # type: ignore[arg-type]
        yield Bench(pki, home, stack.enter_context(server.running()))


def test_whole_way(bench: Bench) -> None:
    statement = decode_statement(bench.send())
    assert bench.server.operations == WAY
    bench.arrived_whole()
    assert statement.packet_id == bench.packet.packet_id
    assert (statement.enrollment_id, statement.transaction_id) == (ENROLLMENT_ID, NONCE)
    assert statement.receiver == bench.server.url
    for call in bench.server.calls:
        assert call.query["transactionId"] == NONCE
        assert call.headers["Authorization"] == f"Bearer {osia_server.TOKEN}"
    first, buffer, *_ = bench.server.calls
    assert first.headers["Content-Type"] == "application/json"
    assert buffer.headers["Content-Type"] == "application/pkcs7-mime"
    assert buffer.headers["Digest"].startswith("SHA-256=")


def test_server_that_takes_buffers_only_with_an_enrollment(pki: Pki, tmp_path: Path) -> None:
    for first in (True, False):
        home = tmp_path / str(first)
        home.mkdir()
        for bench in _bench(pki, home, buffers_first=first):
            bench.send()
            bench.arrived_whole()


def test_real_packet_arrives_and_the_centre_opens_it(bench: Bench) -> None:
    shelf = Shelf()
    made = enrollment(shelf)
    container = signed_container(bench.pki)
    dossier = Dossier(made, given(made), context(made), container, shelf.get)
    packet = OsiaEnrollment().seal(dossier, bench.pki.recipients, bench.pki.station, NOW)
    bench.send(packet)
    held = bench.server.enrollments[ENROLLMENT_ID]
    centre = Centre(bench.pki, {**held, "enrollmentId": ENROLLMENT_ID}, bench.server.fetch)
    assert centre.check_integrity().certificate == bench.pki.station.certificate
    assert centre.container() == container


# --- lost replies, lost requests, a crash anywhere --------------------------------------------------------------------


@pytest.mark.drawn(8)
@pytest.mark.parametrize("fault", [lose_the_reply, lose_the_request, answer(problem(500)), answer(problem(503))])
@pytest.mark.parametrize("place", ["create", "buffer:1", "buffer:2", "buffer:3", "patch", "finalize"])
def test_any_fault_anywhere_and_the_next_try_goes_on(bench: Bench, place: str, fault: osia_server.Fault) -> None:
    """The station dies with the fault: the next try starts with nothing but the disk."""
    bench.server.faults[place] = fault
    with pytest.raises((errors.TransportDown, errors.ReceiverBusy)) as caught:
        bench.send()
    assert caught.value.retryable
    decode_statement(bench.send())
    bench.arrived_whole()


@pytest.mark.parametrize("operation", ["create", "buffer", "patch", "finalize"])
def test_silence_ends_in_time(bench: Bench, operation: str) -> None:
    bench.server.faults[operation] = osia_server.say_nothing
    bench.fails(errors.TransportTimeout)
    bench.send()
    bench.arrived_whole()


def test_buffers_that_are_up_are_not_sent_again(bench: Bench) -> None:
    bench.server.faults["buffer:3"] = lose_the_request
    bench.fails(errors.TransportDown)
    assert bench.server.operations == ["create", "buffer", "buffer", "buffer"]
    bench.server.calls.clear()
    bench.send()
    assert bench.server.operations == ["create", "read", "buffer", "patch", "finalize"]
    bench.arrived_whole()


def test_finalize_answered_into_the_void_sends_nothing_again(bench: Bench) -> None:
    bench.server.faults["finalize"] = lose_the_reply
    bench.fails(errors.TransportDown)
    bench.server.calls.clear()
    bench.send()
    assert bench.server.operations == ["create", "read"]
    bench.arrived_whole()


def test_memory_lost_after_the_patch_is_read_back_from_the_server(bench: Bench) -> None:
    bench.server.faults["finalize"] = lose_the_request
    bench.fails(errors.TransportDown)
    for file in (bench.home / "osia").iterdir():
        file.unlink()
    bench.server.calls.clear()
    bench.send()
    assert bench.server.operations == ["create", "read", "finalize"]
    bench.arrived_whole()


@pytest.mark.drawn(3)
@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b"[" * 10_000, b'{"buffers": 1}', b"\xff"])
def test_damaged_memory_costs_an_upload_and_nothing_else(bench: Bench, damage: bytes) -> None:
    bench.server.faults["patch"] = lose_the_request
    bench.fails(errors.TransportDown)
    (file,) = (bench.home / "osia").iterdir()
    file.write_bytes(damage)
    bench.send()
    bench.arrived_whole()


def test_memory_of_another_server_does_not_count(bench: Bench) -> None:
    bench.server.faults["patch"] = lose_the_request
    bench.fails(errors.TransportDown)
    assert len(Uploads(bench.home / "osia", bench.server.url).remembered(bench.packet.packet_id)) == 3
    assert Uploads(bench.home / "osia", "https://elsewhere").remembered(bench.packet.packet_id) == {}


def test_server_that_forgot_everything_gets_everything(bench: Bench) -> None:
    bench.server.faults["finalize"] = lose_the_request
    bench.fails(errors.TransportDown)
    bench.server.enrollments.clear()
    bench.server.buffers.clear()
    bench.send()
    bench.arrived_whole()


def test_server_that_forgot_its_buffers_gets_them_again(bench: Bench) -> None:
    bench.server.faults["patch"] = lose_the_request
    bench.fails(errors.TransportDown)
    bench.server.buffers.clear()
    assert bench.fails(osia_errors.EnrollmentGone).retryable
    bench.send()
    bench.arrived_whole()


@pytest.mark.parametrize("operation", ["buffer", "patch", "finalize"])
def test_enrollment_that_vanishes_on_the_way_is_begun_anew(bench: Bench, operation: str) -> None:
    def vanish(server: OsiaServer, call: osia_server.Call) -> osia_server.Reply:
        server.enrollments.clear()
        server.buffers.clear()
        return server.handle(call)

    bench.server.faults[operation] = vanish
    assert bench.fails(osia_errors.EnrollmentGone).retryable
    bench.send()
    bench.arrived_whole()


def test_wrong_digest_on_the_way_is_refused_by_the_server(bench: Bench) -> None:
    """What arrives damaged is not kept: the server checks the digest that came with it."""

    def damage(server: OsiaServer, call: osia_server.Call) -> osia_server.Reply:
        return server.handle(replace(call, body=bytes([call.body[0] ^ 1]) + call.body[1:]))

    bench.server.faults["buffer"] = damage
    assert bench.fails(osia_errors.EnrollmentMalformed).params == {"reason": "OSIA 7"}


# --- what the server says no to ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["create", "buffer", "patch", "finalize"])
def test_400_and_403_are_refusals_with_their_reason(bench: Bench, operation: str) -> None:
    bench.server.faults[operation] = answer(problem(400, 4711, "Անի Հակոբյան is not welcome"))
    refused = bench.fails(osia_errors.EnrollmentMalformed)
    assert refused.params == {"reason": "OSIA 4711"}
    assert not refused.retryable
    bench.server.faults[operation] = answer(osia_server.Reply(403))
    assert isinstance(bench.fails(osia_errors.EnrollmentForbidden), errors.PacketRefused)


def test_token_without_the_scope(pki: Pki, tmp_path: Path) -> None:
    for bench in _bench(pki, tmp_path, scopes=frozenset({"enroll.write", "enroll.read"})):
        bench.fails(osia_errors.EnrollmentForbidden)
        assert bench.server.operations == ["create", "buffer"]


def test_a_proxys_page_refuses_nothing(bench: Bench) -> None:
    for status in (400, 403, 404):
        bench.server.faults["create"] = answer(osia_server.Reply(status, b"<html>no</html>", "text/html"))
        assert bench.fails(errors.AnswerUnexpected).params == {"status": status}


@pytest.mark.parametrize(
    ("operation", "reply"),
    [
        ("create", osia_server.Reply(404)),
        ("create", osia_server.Reply(200, b"{}", "application/json")),
        ("buffer", osia_server.Reply(201, b"{}", "application/json")),
        ("buffer", osia_server.Reply(201, b'{"bufferId":5}', "application/json")),
        ("buffer", osia_server.Reply(201, b'{"bufferId":""}', "application/json")),
        ("buffer", osia_server.Reply(201, b'{"bufferId":"a\\nb"}', "application/json")),
        ("buffer", osia_server.Reply(201, b"[" * 5000, "application/json")),
        ("buffer", osia_server.Reply(201, b'{"bufferId":"b"}', "text/html")),
        ("patch", osia_server.Reply(200, b"<html>", "text/html")),
        ("finalize", osia_server.Reply(202)),
        ("finalize", osia_server.Reply(400, b'{"code":"4","message":"x"}', "application/json")),
        ("finalize", osia_server.Reply(400, b'{"code":99999999999,"message":"x"}', "application/json")),
    ],
)
def test_answers_outside_the_interface(bench: Bench, operation: str, reply: osia_server.Reply) -> None:
    bench.server.faults[operation] = answer(reply)
    assert bench.fails(errors.AnswerUnexpected).retryable
    bench.send()
    bench.arrived_whole()


def test_read_that_makes_no_sense(bench: Bench) -> None:
    bench.server.faults["patch"] = lose_the_request
    bench.fails(errors.TransportDown)
    bench.server.faults["read"] = answer(osia_server.Reply(200, b'{"status":"LOST"}', "application/json"))
    bench.fails(errors.AnswerUnexpected)
    bench.send()
    bench.arrived_whole()


def test_too_many_requests_are_patient(bench: Bench) -> None:
    bench.server.faults["patch"] = answer(osia_server.Reply(429, headers=(("Retry-After", "7"),)))
    assert bench.fails(errors.ReceiverBusy).params == {"reason": "HTTP 429", "retry_after_s": 7}


# --- somebody else's enrollment ---------------------------------------------------------------------------------------


def test_another_enrollment_of_that_id_is_left_alone(bench: Bench) -> None:
    bench.send(osia_packet(300))
    before = dict(bench.server.enrollments[ENROLLMENT_ID])
    taken = bench.fails(osia_errors.EnrollmentTaken)
    assert not taken.retryable
    assert bench.server.enrollments[ENROLLMENT_ID] == before


def test_ours_but_closed_before_it_was_whole(bench: Bench) -> None:
    bench.server.faults["patch"] = lose_the_request
    bench.fails(errors.TransportDown)
    bench.server.enrollments[ENROLLMENT_ID]["status"] = "FINALIZED"
    bench.fails(osia_errors.EnrollmentTaken)


def test_what_the_server_adds_of_its_own_stays(bench: Bench) -> None:
    def annotate(server: OsiaServer, call: osia_server.Call) -> osia_server.Reply:
        reply = server.handle(call)
        server.enrollments[ENROLLMENT_ID]["contextualData"]["receivedBy"] = "node 7"
        return reply

    bench.server.faults["create"] = annotate
    bench.server.faults["patch"] = lose_the_request
    bench.fails(errors.TransportDown)
    bench.send()
    bench.arrived_whole()
    assert bench.server.enrollments[ENROLLMENT_ID]["contextualData"]["receivedBy"] == "node 7"


# --- the token --------------------------------------------------------------------------------------------------------


def test_expired_token_sends_nothing(bench: Bench) -> None:
    expired = jwt(exp=int((NOW - timedelta(seconds=1)).timestamp()))
    assert bench.fails(osia_errors.TokenExpired, bench.station(expired)).retryable
    assert bench.server.calls == []


def test_new_token_works_without_a_restart(bench: Bench) -> None:
    station = bench.station(jwt(exp=0))
    bench.fails(osia_errors.TokenExpired, station)
    bench.server.token = jwt(exp=int((NOW + timedelta(hours=1)).timestamp()))
    (bench.home / "osia.token").write_text(bench.server.token)
    bench.send(station=station)
    bench.arrived_whole()


def test_token_that_the_server_does_not_know(bench: Bench) -> None:
    assert bench.fails(osia_errors.TokenRefused, bench.station(jwt(sub="somebody"))).retryable


@pytest.mark.parametrize("token", ["", "password", "a.b", "a.b.c", "!.e30.c", "x" * 20_000, "a.W10.c", jwt(exp="soon")])
def test_what_is_no_token(bench: Bench, token: str) -> None:
    assert bench.fails(osia_errors.TokenMissing, bench.station(token)).params == {"reason": "no JWT"}
    assert bench.server.calls == []


def test_token_file_missing_or_open_to_others(bench: Bench) -> None:
    assert bench.fails(osia_errors.TokenMissing, bench.station(token=None)).params == {"reason": "no file"}
    station = bench.station()
    (bench.home / "osia.token").chmod(0o644)
    assert bench.fails(osia_errors.TokenMissing, station).params == {"reason": "readable by others"}
    (bench.home / "osia.token").chmod(0o600)
    (bench.home / "osia.token").write_bytes("ключ".encode())
    assert bench.fails(osia_errors.TokenMissing, station).params == {"reason": "no JWT"}


# --- the packet -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: b"\x30\x82" + data[2:], lambda _: b""])
def test_packet_of_another_kind(bench: Bench, change: Callable[[bytes], bytes]) -> None:
    bench.packet = replace(bench.packet, p7m=change(bench.packet.p7m))
    bench.fails(errors.OtherReceiver)
    assert bench.server.calls == []


def test_malformed_object_is_refused_and_stays_refused(bench: Bench) -> None:
    submission = decode_submission(bench.packet.p7m)
    wrong = replace(submission, value={**submission.value, "biographicData": "x", "unknown": 1})
    bench.packet = replace(bench.packet, p7m=encode_submission(wrong))
    bench.fails(osia_errors.EnrollmentMalformed)
    # The buffers are remembered: the server gets the chance to say that it had lost them, then it has had it.
    bench.fails(osia_errors.EnrollmentGone)
    bench.fails(osia_errors.EnrollmentMalformed)
