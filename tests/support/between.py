"""Between a station and a receiver that works: any answer of a delivery can be spoiled, or kept back, on its way."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.support.bad_intake import BadIntake, Behaviour, Request

Truth: TypeAlias = Callable[[], bytes]
"""Asks the receiver, and gives its answer as it came."""
Spoil: TypeAlias = Callable[[Truth, BadIntake, ssl.SSLSocket], None]


@dataclass
class Between:
    """port: of the receiver. asked: requests since the last look. spoiled: at which of those to come, counted from
    `asked`, and how; each once."""

    receiver: int
    client: ssl.SSLContext
    context: ssl.SSLContext
    asked: int = 0
    spoiled: dict[int, Spoil] = field(default_factory=dict)
    port: int = 0

    @contextmanager
    def running(self) -> Iterator["Between"]:
        with BadIntake(self.context, [self._pass]).running() as server:
            self.port = server.port
            yield self

    def _pass(self, server: BadIntake, connection: ssl.SSLSocket) -> None:
        request = server.read(connection)
        spoil = self.spoiled.pop(self.asked, None)
        self.asked += 1

        def truth() -> bytes:
            return self._ask(request)

        if spoil is None:
            connection.sendall(truth())
        else:
            spoil(truth, server, connection)

    def _ask(self, request: Request) -> bytes:
        with (
            socket.create_connection(("127.0.0.1", self.receiver), timeout=20) as plain,
            self.client.wrap_socket(plain, server_hostname="localhost") as connection,
        ):
            connection.sendall(request.head.encode() + b"\r\nConnection: close\r\n\r\n" + request.body)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def instead(status: int, body: bytes = b"", kind: str = "", *, length: int | None = None) -> Spoil:
    """That answer in place of the receiver's, which is never asked."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body) if length is None else length}"]
    head = "\r\n".join([*lines, *([f"Content-Type: {kind}"] if kind else []), "", ""]).encode()
    return lambda _truth, _server, connection: connection.sendall(head + body)


def altered(change: Callable[[bytes], bytes]) -> Spoil:
    """The receiver's own answer, its body changed and its length told anew."""

    def spoil(truth: Truth, _: BadIntake, connection: ssl.SSLSocket) -> None:
        head, _, body = truth().partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
        body = change(body)
        connection.sendall(b"\r\n".join((*lines, b"Content-Length: %d" % len(body), b"", body)))

    return spoil


def cut(part: Callable[[bytes], bytes]) -> Spoil:
    """So much of the answer, and then the line is gone."""
    return lambda truth, _, connection: connection.sendall(part(truth()))


def behaving(behaviour: Behaviour) -> Spoil:
    """The receiver does what it was asked; its answer is kept back, and this is what the station meets."""

    def spoil(truth: Truth, server: BadIntake, connection: ssl.SSLSocket) -> None:
        truth()
        behaviour(_Read(server), connection)

    return spoil


def wait_for_the_other(_: BadIntake, connection: ssl.SSLSocket) -> None:
    """Silent until the station leaves."""
    connection.recv(1)


class _Read(BadIntake):
    """For behaviours that read a request first: it was read."""

    def __init__(self, server: BadIntake) -> None:
        super().__init__(server.context, [], server.requests, server.stopping)

    def read(self, connection: ssl.SSLSocket) -> Request:
        return self.requests[-1]
