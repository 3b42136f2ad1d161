"""What every way out must do with what a receiver may do to it. One suite, each transport of the table."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Timer
from time import monotonic

import pytest

from crypto.keys.machine import server_context
from devices.api import Cancelled, CancelScope
from station.outbox import errors
from station.outbox.transports import TRANSPORTS, Transport
from station.outbox.transports.https import HttpsTransport
from tests.support import bad_intake
from tests.support.bad_intake import BadIntake, Behaviour, answering
from tests.support.packets import random_packet
from tests.support.pki import Pki

RECEIPT = "application/pkcs7-mime"
PROBLEM = "application/problem+json"
NONCE = "0f" * 16

Start = Callable[..., tuple[Transport, BadIntake]]


def https_bench(pki: Pki, server: BadIntake) -> Transport:
    return HttpsTransport(server.url, pki.client(), connect_s=2.0, answer_s=0.3)


BENCHES = {"https": https_bench}


@pytest.fixture(params=TRANSPORTS)
def start(request: pytest.FixtureRequest, pki: Pki) -> Iterator[Start]:
    """start(behaviour, ...) gives a transport and the receiver at its other end."""
    home = pki.intake_home
    context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
    with ExitStack() as stack:

        def begin(*behaviours: Behaviour) -> tuple[Transport, BadIntake]:
            server = stack.enter_context(BadIntake(context, list(behaviours)).running())
            return BENCHES[request.param](pki, server), server

        yield begin


def send(transport: Transport, size: int = 300_000, scope: CancelScope | None = None) -> bytes:
    packet = random_packet(size)
    return transport.send(packet.packet_id, packet.p7m, packet.p7s, NONCE, scope or CancelScope())


def problem(code: str) -> bytes:
    return b'{"code":"%s","title":"no"}' % code.encode()


def test_packet_arrives_whole_and_the_receipt_comes_back(start: Start) -> None:
    transport, server = start(answering(201, b"receipt", RECEIPT))
    packet = random_packet(1_000_000)
    answer = transport.send(packet.packet_id, packet.p7m, packet.p7s, NONCE, CancelScope())
    assert answer == b"receipt"
    (request,) = server.requests
    assert request.head.startswith(f"PUT /v1/packets/{packet.packet_id} HTTP/1.1\r\n")
    assert request.header("X-Nonce") == NONCE
    split = int(request.header("X-Signature-Length"))
    assert (request.body[:split], request.body[split:]) == (packet.p7s, packet.p7m)


def test_same_packet_twice(start: Start) -> None:
    transport, server = start(answering(201, b"receipt", RECEIPT), answering(200, b"receipt", RECEIPT))
    packet = random_packet()
    answers = {transport.send(packet.packet_id, packet.p7m, packet.p7s, NONCE, CancelScope()) for _ in range(2)}
    assert answers == {b"receipt"}
    assert server.requests[0].body == server.requests[1].body


def test_lost_reply_is_retryable_and_the_next_try_works(start: Start) -> None:
    transport, _ = start(bad_intake.lose_the_reply, answering(200, b"receipt", RECEIPT))
    with pytest.raises(errors.TransportDown) as caught:
        send(transport)
    assert caught.value.retryable
    assert send(transport) == b"receipt"


def test_hanging_up_in_the_upload(start: Start) -> None:
    transport, _ = start(bad_intake.hang_up_at_once)
    with pytest.raises(errors.TransportDown):
        send(transport, 5_000_000)


@pytest.mark.parametrize("behaviour", [bad_intake.say_nothing, bad_intake.read_nothing])
def test_silence_ends_in_time(start: Start, behaviour: Behaviour) -> None:
    transport, _ = start(behaviour)
    began = monotonic()
    with pytest.raises(errors.TransportTimeout) as caught:
        send(transport, 20_000_000)
    assert caught.value.retryable
    assert monotonic() - began < 5


def test_refusal_names_its_reason(start: Start) -> None:
    transport, _ = start(answering(422, problem("INT-010"), PROBLEM))
    with pytest.raises(errors.PacketRefused) as caught:
        send(transport)
    assert caught.value.params == {"reason": "INT-010"}
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("behaviour", "reason", "asked_s"),
    [
        (answering(507, problem("INT-030"), PROBLEM, "Retry-After: 30"), "INT-030", 30),
        (answering(503, b"<html>", "text/html", "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"), "HTTP 503", 0),
        (answering(500, b"", ""), "HTTP 500", 0),
        (answering(429, b"", "", "Retry-After: 5"), "HTTP 429", 5),
    ],
)
def test_busy_is_retryable_and_patient(start: Start, behaviour: Behaviour, reason: str, asked_s: int) -> None:
    transport, _ = start(behaviour)
    with pytest.raises(errors.ReceiverBusy) as caught:
        send(transport)
    assert caught.value.params == {"reason": reason, "retry_after_s": asked_s}
    assert caught.value.retryable


@pytest.mark.parametrize(
    "behaviour",
    [
        answering(403, b"<html>proxy</html>", "text/html"),
        answering(302, b"", "", "Location: https://example.org/"),
        answering(200, b"<html>welcome</html>", "text/html"),
        answering(204),
        answering(404, problem("not ours"), PROBLEM),
        answering(404, b"[" * 5000, PROBLEM),
        answering(404, b"[]", PROBLEM),
        answering(201, b"x" * 70_000, RECEIPT),
    ],
)
def test_strange_answers_are_no_receipt_and_no_refusal(start: Start, behaviour: Behaviour) -> None:
    """A captive portal must neither lose a packet nor mark it refused."""
    transport, _ = start(behaviour)
    with pytest.raises(errors.AnswerUnexpected) as caught:
        send(transport)
    assert caught.value.retryable


@pytest.mark.parametrize("behaviour", [bad_intake.talk_nonsense, answering(201, b"half a rec", RECEIPT, length=2000)])
def test_broken_answers_are_retryable(start: Start, behaviour: Behaviour) -> None:
    transport, _ = start(behaviour)
    with pytest.raises(errors.TransportDown):
        send(transport)


def test_nobody_listens(pki: Pki) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.TransportDown) as caught:
        send(HttpsTransport(f"https://127.0.0.1:{port}", pki.client()))
    assert caught.value.retryable


def test_name_that_nobody_knows(pki: Pki) -> None:
    with pytest.raises(errors.TransportDown):
        send(HttpsTransport("https://intake.invalid", pki.client()))


def test_close_breaks_a_transfer_off(start: Start, pki: Pki) -> None:
    _, server = start(bad_intake.say_nothing)
    transport = HttpsTransport(server.url, pki.client(), answer_s=20.0)
    scope = CancelScope()

    def stop() -> None:
        scope.cancel()
        transport.close()

    timer = Timer(0.3, stop)
    timer.start()
    began = monotonic()
    with pytest.raises(Cancelled):
        send(transport, scope=scope)
    assert monotonic() - began < 5
    timer.join()
    transport.close()


def test_cancelled_before_the_start(start: Start) -> None:
    transport, _ = start(answering(201, b"receipt", RECEIPT))
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        send(transport, scope=scope)


def test_deadline_of_the_scope_holds(start: Start, pki: Pki) -> None:
    _, server = start(bad_intake.say_nothing)
    transport = HttpsTransport(server.url, pki.client(), answer_s=20.0)
    began = monotonic()
    with pytest.raises(errors.TransportTimeout):
        send(transport, scope=CancelScope(0.5))
    assert monotonic() - began < 5


# --- TLS: who is at the other end ------------------------------------------------------------------------------------


def test_receiver_of_another_authority(start: Start, pki: Pki, other_pki: Pki) -> None:
    _, server = start(answering(201, b"receipt", RECEIPT))
    transport = HttpsTransport(server.url, other_pki.client())
    with pytest.raises(errors.ReceiverUntrusted) as caught:
        send(transport)
    assert caught.value.retryable
    assert server.requests == [], "not a byte of the packet went to a stranger"


def test_receiver_that_refuses_our_certificate(pki: Pki, other_pki: Pki) -> None:
    home = pki.intake_home
    roots = other_pki.trust_folder / "roots" / "station.pem"
    context = server_context(home / "gateway", home / "gateway" / "secret", roots, "tls")
    with BadIntake(context, [answering(201, b"receipt", RECEIPT)]).running() as server:
        transport = HttpsTransport(server.url, pki.client())
        with pytest.raises((errors.ReceiverUntrusted, errors.TransportDown)):
            send(transport)
        assert server.requests == []


def test_host_name_must_fit(pki: Pki, start: Start) -> None:
    _, server = start(answering(201, b"receipt", RECEIPT))
    transport = HttpsTransport(server.url.replace("127.0.0.1", "127.0.0.2"), pki.client())
    with pytest.raises((errors.ReceiverUntrusted, errors.TransportDown)):
        send(transport)
    assert server.requests == []


@pytest.mark.parametrize("url", ["http://intake.example.org", "intake.example.org", "https://", "ftp://x"])
def test_address_must_be_https(pki: Pki, url: str) -> None:
    with pytest.raises(ValueError):
        HttpsTransport(url, pki.client())


def test_every_transport_has_a_bench() -> None:
    assert BENCHES.keys() == TRANSPORTS.keys()
