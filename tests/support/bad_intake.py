"""A receiver that misbehaves on purpose: one behaviour a connection, the last one for ever."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TypeAlias


@dataclass(frozen=True)
class Request:
    head: str
    body: bytes

    def header(self, name: str) -> str:
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""


Behaviour: TypeAlias = Callable[["BadIntake", ssl.SSLSocket], None]


@dataclass
class BadIntake:
    """Listens on localhost until the context ends. `requests` holds what was read whole."""

    context: ssl.SSLContext
    behaviours: list[Behaviour]
    requests: list[Request] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator["BadIntake"]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            listener.settimeout(0.05)
            thread = Thread(target=self._run, args=(listener,), name="bad-intake")
            thread.start()
            try:
                yield self
            finally:
                self.stopping.set()
                thread.join(10)

    def read(self, connection: ssl.SSLSocket) -> Request:
        """One whole request."""
        data = bytearray()
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536) or _gone()
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(Request(head.decode(), b"").header("Content-Length") or 0)
        while len(body) < length:
            body += connection.recv(65536) or _gone()
        request = Request(head.decode(), bytes(body))
        self.requests.append(request)
        return request

    def _run(self, listener: socket.socket) -> None:
        while not self.stopping.is_set():
            try:
                plain, _ = listener.accept()
            except TimeoutError:
                continue
            behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
            plain.settimeout(5)
            with plain, suppress(OSError), self.context.wrap_socket(plain, server_side=True) as connection:
                behaviour(self, connection)


def _gone() -> bytes:
    raise ConnectionResetError


def answering(status: int, body: bytes = b"", kind: str = "", *extra: str, length: int | None = None) -> Behaviour:
    """Read everything, then answer so. length: what Content-Length claims."""

    def behave(server: BadIntake, connection: ssl.SSLSocket) -> None:
        server.read(connection)
        lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body) if length is None else length}", *extra]
        if kind:
            lines.append(f"Content-Type: {kind}")
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    return behave


def lose_the_reply(server: BadIntake, connection: ssl.SSLSocket) -> None:
    server.read(connection)


def hang_up_at_once(_: BadIntake, connection: ssl.SSLSocket) -> None:
    connection.recv(100)


def say_nothing(server: BadIntake, connection: ssl.SSLSocket) -> None:
    server.read(connection)
    server.stopping.wait(10)


def read_nothing(server: BadIntake, _: ssl.SSLSocket) -> None:
    server.stopping.wait(10)


def talk_nonsense(server: BadIntake, connection: ssl.SSLSocket) -> None:
    server.read(connection)
    connection.sendall(b"220 mail.example.org ESMTP ready\r\n")


DRIP_S = 0.02


def _drip(server: BadIntake, connection: ssl.SSLSocket, data: bytes) -> None:
    """A byte now and then, for ever: never silent, never done."""
    for place in range(len(data)):
        if server.stopping.wait(DRIP_S):
            return
        connection.sendall(data[place : place + 1])
    while not server.stopping.wait(DRIP_S):
        connection.sendall(b" ")


def drip_the_status_line(server: BadIntake, connection: ssl.SSLSocket) -> None:
    server.read(connection)
    _drip(server, connection, b"HTTP/1.1 2")


def drip_the_headers(server: BadIntake, connection: ssl.SSLSocket) -> None:
    server.read(connection)
    connection.sendall(b"HTTP/1.1 201 Said\r\n")
    _drip(server, connection, b"X-Slow: ")


def drip_the_body(server: BadIntake, connection: ssl.SSLSocket) -> None:
    server.read(connection)
    connection.sendall(b"HTTP/1.1 201 Said\r\nContent-Type: application/pkcs7-mime\r\nContent-Length: 60000\r\n\r\n")
    _drip(server, connection, b"receipt")


def drip_a_body_without_length(server: BadIntake, connection: ssl.SSLSocket) -> None:
    """Cut anywhere, it looks whole."""
    server.read(connection)
    connection.sendall(b"HTTP/1.1 201 Said\r\nContent-Type: application/pkcs7-mime\r\nConnection: close\r\n\r\n")
    _drip(server, connection, b"receipt")


def sip_the_upload(server: BadIntake, connection: ssl.SSLSocket) -> None:
    """Takes a little of the request now and then."""
    while not server.stopping.wait(DRIP_S):
        connection.recv(4096)


DRIPPING = (drip_the_status_line, drip_the_headers, drip_the_body, drip_a_body_without_length, sip_the_upload)
