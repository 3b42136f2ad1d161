"""What every way out must do with what a receiver may do to it. One suite, each transport of the table.

What only one of them does stands beside: `test_https_*` here, MOSIP's talk and OSIA's in tests/unit/station/outbox.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from ssl import SSLContext
from threading import Timer

import pytest

from crypto.keys.machine import server_context
from devices.api import Cancelled, CancelScope
from station.domain.outbox import PacketId, SealedPacket
from station.outbox import errors
from station.outbox.transport import Transport
from station.receivers.intake.transport import HttpsTransport
from station.receivers.line import Line
from station.receivers.osia.submission import decode_submission
from tests.support import bad_intake, osia_talk
from tests.support.bad_intake import BadIntake, Behaviour, answering
from tests.support.mosip_talk import announcement_of, happy_answers, mosip_transport
from tests.support.mosip_world import MosipWorld
from tests.support.osia_talk import osia_packet, osia_transport
from tests.support.packets import parcel_of, random_packet
from tests.support.pki import Pki

RECEIPT = "application/pkcs7-mime"
PROBLEM = "application/problem+json"
NONCE = "0f" * 16
OSIA = "osia+https"


@dataclass(frozen=True)
class Bench:
    """One transport at a time. good: the answers that lead from the first request to a receipt."""

    pki: Pki
    mosip: MosipWorld
    home: Path
    scheme: str

    def open(
        self, url: str, context: SSLContext | None = None, *, connect_s: float = 2.0, answer_s: float = 0.3
    ) -> Transport:
        context = context or self.pki.client()
        if self.scheme == "https":
            whole = 1 << 30  # pieces have their own tests: tests/unit/station/receivers/intake/test_pieces.py
            return HttpsTransport(url, context, connect_s=connect_s, answer_s=answer_s, piece_bytes=whole)
        line = Line(url, context, connect_s=connect_s, answer_s=answer_s)
        return osia_transport(self.home, url, line) if self.scheme == OSIA else mosip_transport(self.mosip, line)

    def packet(self, size: int = 300_000) -> SealedPacket:
        if self.scheme == "https":
            return random_packet(size)
        if self.scheme == OSIA:
            return osia_packet(size)
        data = token_bytes(size)
        own_id = PacketId(sha256(data).hexdigest())
        return SealedPacket("name", own_id, data, announcement_of(data))

    def good(self, packet: SealedPacket) -> tuple[Behaviour, ...]:
        if self.scheme == "https":
            return (answering(201, b"receipt", RECEIPT),)
        return osia_talk.happy_answers(packet) if self.scheme == OSIA else happy_answers(self.mosip, packet)

    def carried(self, packet: SealedPacket) -> tuple[bytes, ...]:
        """What must arrive whole, each in one request."""
        if self.scheme == OSIA:
            return tuple(buffer.data for buffer in decode_submission(packet.p7m).buffers)
        return (packet.p7m,)


Start = Callable[..., tuple[Transport, BadIntake]]


@pytest.fixture(params=["https", "mosip+https", OSIA])
def bench(request: pytest.FixtureRequest, pki: Pki, mosip: MosipWorld, tmp_path: Path) -> Bench:
    return Bench(pki, mosip, tmp_path, request.param)


def gateway(pki: Pki, roots: Pki | None = None) -> SSLContext:
    home = pki.intake_home
    trusted = home / "trust/roots/station.pem" if roots is None else roots.trust_folder / "roots" / "station.pem"
    return server_context(home / "gateway", home / "gateway" / "secret", trusted, "tls")


@pytest.fixture
def start(bench: Bench) -> Iterator[Start]:
    """start(behaviour, ...) gives a transport and the receiver at its other end."""
    with ExitStack() as stack:

        def begin(*behaviours: Behaviour) -> tuple[Transport, BadIntake]:
            server = stack.enter_context(BadIntake(gateway(bench.pki), list(behaviours)).running())
            return bench.open(server.url), server

        yield begin


@pytest.fixture
def https(pki: Pki) -> Iterator[Start]:
    """The same for our own intake's transport alone."""
    with ExitStack() as stack:

        def begin(*behaviours: Behaviour) -> tuple[Transport, BadIntake]:
            server = stack.enter_context(BadIntake(gateway(pki), list(behaviours)).running())
            return HttpsTransport(server.url, pki.client(), connect_s=2.0, answer_s=0.3), server

        yield begin


def send(bench: Bench, transport: Transport, size: int = 300_000, scope: CancelScope | None = None) -> bytes:
    packet = bench.packet(size)
    return transport.send(parcel_of(packet, NONCE), scope or CancelScope())


def problem(code: str) -> bytes:
    return b'{"code":"%s","title":"no"}' % code.encode()


def test_packet_arrives_and_a_receipt_comes_back(bench: Bench, start: Start) -> None:
    packet = bench.packet()
    transport, server = start(*bench.good(packet))
    answer = transport.send(parcel_of(packet, NONCE), CancelScope())
    assert answer
    for data in bench.carried(packet):
        assert any(data in request.body for request in server.requests)


def test_lost_reply_is_retryable_and_the_next_try_works(bench: Bench, start: Start) -> None:
    packet = bench.packet()
    transport, _ = start(bad_intake.lose_the_reply, *bench.good(packet))
    with pytest.raises(errors.TransportDown) as caught:
        transport.send(parcel_of(packet, NONCE), CancelScope())
    assert caught.value.retryable
    assert transport.send(parcel_of(packet, NONCE), CancelScope())


def test_hanging_up_in_the_upload(bench: Bench, start: Start) -> None:
    transport, _ = start(bad_intake.hang_up_at_once)
    with pytest.raises(errors.TransportDown):
        send(bench, transport, 5_000_000)


@pytest.mark.parametrize("behaviour", [bad_intake.say_nothing, bad_intake.read_nothing])
def test_silence_ends_in_time(bench: Bench, start: Start, behaviour: Behaviour) -> None:
    transport, _ = start(behaviour)
    with pytest.raises(errors.TransportTimeout) as caught:
        send(bench, transport, 20_000_000)
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("behaviour", "reason", "asked_s"),
    [
        (answering(503, b"<html>", "text/html", "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"), "HTTP 503", 0),
        (answering(500, b"", ""), "HTTP 500", 0),
        (answering(429, b"", "", "Retry-After: 5"), "HTTP 429", 5),
    ],
)
def test_busy_is_retryable_and_patient(
    bench: Bench, start: Start, behaviour: Behaviour, reason: str, asked_s: int
) -> None:
    transport, _ = start(behaviour)
    with pytest.raises(errors.ReceiverBusy) as caught:
        send(bench, transport)
    assert caught.value.params == {"reason": reason, "retry_after_s": asked_s}
    assert caught.value.retryable


@pytest.mark.parametrize(
    "behaviour",
    [
        answering(302, b"", "", "Location: https://example.org/"),
        answering(200, b"<html>welcome</html>", "text/html"),
        answering(204),
        answering(404, problem("not ours"), PROBLEM),
        answering(404, b"[" * 5000, PROBLEM),
        answering(404, b"[]", PROBLEM),
        answering(201, b"x" * 70_000, RECEIPT),
    ],
)
def test_strange_answers_are_no_receipt_and_no_refusal(bench: Bench, start: Start, behaviour: Behaviour) -> None:
    """A captive portal must neither lose a packet nor mark it refused."""
    transport, _ = start(behaviour)
    with pytest.raises(errors.AnswerUnexpected) as caught:
        send(bench, transport)
    assert caught.value.retryable


@pytest.mark.parametrize("behaviour", [bad_intake.talk_nonsense, answering(201, b"half a rec", RECEIPT, length=2000)])
def test_broken_answers_are_retryable(bench: Bench, start: Start, behaviour: Behaviour) -> None:
    transport, _ = start(behaviour)
    with pytest.raises(errors.TransportDown):
        send(bench, transport)


def test_nobody_listens(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.TransportDown) as caught:
        send(bench, bench.open(f"https://127.0.0.1:{port}"))
    assert caught.value.retryable
    assert caught.value.params["reason"] == "NewConnectionError", "it was refused: nobody waited"


def test_name_that_nobody_knows(bench: Bench) -> None:
    with pytest.raises(errors.TransportDown):
        send(bench, bench.open("https://intake.invalid"))


def test_close_breaks_a_transfer_off(bench: Bench, start: Start) -> None:
    _, server = start(bad_intake.say_nothing)
    transport = bench.open(server.url, answer_s=20.0)
    scope = CancelScope()

    def stop() -> None:
        scope.cancel()
        transport.close()

    timer = Timer(0.3, stop)
    timer.start()
    with pytest.raises(Cancelled):  # the end of the wait for an answer would be another error
        send(bench, transport, scope=scope)
    timer.join()
    transport.close()


def test_cancelled_before_the_start(bench: Bench, start: Start) -> None:
    packet = bench.packet()
    transport, _ = start(*bench.good(packet))
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        transport.send(parcel_of(packet, NONCE), scope)


def test_deadline_of_the_scope_holds(bench: Bench, start: Start) -> None:
    _, server = start(bad_intake.say_nothing)
    transport = bench.open(server.url, answer_s=3600.0)  # nothing else ends it
    with pytest.raises(errors.TransportTimeout):
        send(bench, transport, scope=CancelScope(0.5))


@pytest.mark.parametrize("behaviour", bad_intake.DRIPPING)
def test_a_receiver_that_never_quite_ends_is_left_at_the_deadline(
    bench: Bench, start: Start, behaviour: Behaviour
) -> None:
    """Each byte comes long before the patience with silence is over: only the deadline of the whole ends it."""
    _, server = start(behaviour)
    transport = bench.open(server.url, answer_s=20.0)
    with pytest.raises(errors.TransportTimeout) as caught:
        send(bench, transport, 20_000_000, CancelScope(0.7))
    assert caught.value.retryable


def test_nothing_is_asked_after_the_deadline(bench: Bench, start: Start) -> None:
    packet = bench.packet()
    transport, server = start(*bench.good(packet))
    with pytest.raises(errors.TransportTimeout):
        transport.send(parcel_of(packet, NONCE), CancelScope(0.0))
    assert server.requests == []


# --- TLS: who is at the other end ------------------------------------------------------------------------------------


def test_receiver_of_another_authority(bench: Bench, start: Start, other_pki: Pki) -> None:
    _, server = start(answering(201, b"receipt", RECEIPT))
    transport = bench.open(server.url, other_pki.client())
    with pytest.raises(errors.ReceiverUntrusted) as caught:
        send(bench, transport)
    assert caught.value.retryable
    assert server.requests == [], "not a byte of the packet went to a stranger"


def test_receiver_that_refuses_our_certificate(bench: Bench, other_pki: Pki) -> None:
    with BadIntake(gateway(bench.pki, other_pki), [answering(201, b"receipt", RECEIPT)]).running() as server:
        transport = bench.open(server.url)
        with pytest.raises((errors.ReceiverUntrusted, errors.TransportDown)):
            send(bench, transport)
        assert server.requests == []


def test_host_name_must_fit(bench: Bench, start: Start) -> None:
    _, server = start(answering(201, b"receipt", RECEIPT))
    transport = bench.open(server.url.replace("127.0.0.1", "127.0.0.2"))
    with pytest.raises((errors.ReceiverUntrusted, errors.TransportDown)):
        send(bench, transport)
    assert server.requests == []


@pytest.mark.parametrize("url", ["http://intake.example.org", "intake.example.org", "https://", "ftp://x"])
def test_address_must_be_https(bench: Bench, url: str) -> None:
    with pytest.raises(ValueError):
        bench.open(url)


# --- our own intake's transport alone --------------------------------------------------------------------------------


def test_https_packet_arrives_whole(https: Start) -> None:
    transport, server = https(answering(201, b"receipt", RECEIPT))
    packet = random_packet(1_000_000)
    answer = transport.send(parcel_of(packet, NONCE), CancelScope())
    assert answer == b"receipt"
    (request,) = server.requests
    assert request.head.startswith(f"PUT /v1/packets/{packet.packet_id} HTTP/1.1\r\n")
    assert request.header("X-Nonce") == NONCE
    split = int(request.header("X-Signature-Length"))
    assert (request.body[:split], request.body[split:]) == (packet.p7s, packet.p7m)


def test_https_same_packet_twice(https: Start) -> None:
    transport, server = https(answering(201, b"receipt", RECEIPT), answering(200, b"receipt", RECEIPT))
    packet = random_packet()
    answers = {transport.send(parcel_of(packet, NONCE), CancelScope()) for _ in range(2)}
    assert answers == {b"receipt"}
    assert server.requests[0].body == server.requests[1].body


def test_https_refusal_names_its_reason(https: Start) -> None:
    transport, _ = https(answering(422, problem("INT-010"), PROBLEM))
    packet = random_packet()
    with pytest.raises(errors.PacketRefused) as caught:
        transport.send(parcel_of(packet, NONCE), CancelScope())
    assert caught.value.params == {"reason": "INT-010"}
    assert not caught.value.retryable


def test_https_busy_names_its_reason(https: Start) -> None:
    transport, _ = https(answering(507, problem("INT-030"), PROBLEM, "Retry-After: 30"))
    packet = random_packet()
    with pytest.raises(errors.ReceiverBusy) as caught:
        transport.send(parcel_of(packet, NONCE), CancelScope())
    assert caught.value.params == {"reason": "INT-030", "retry_after_s": 30}


def test_https_a_proxys_refusal_is_none_of_ours(https: Start) -> None:
    transport, _ = https(answering(403, b"<html>proxy</html>", "text/html"))
    packet = random_packet()
    with pytest.raises(errors.AnswerUnexpected):
        transport.send(parcel_of(packet, NONCE), CancelScope())
