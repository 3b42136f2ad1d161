"""Asking over HTTP: an answer comes through as it is, whatever else happens is told, and nobody waits for long."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from ssl import create_default_context
from threading import Event, Thread

import pytest

from station.domain.errors import StationError
from station.time_authority import MOST_BYTES, AuthorityAway, AuthorityUnfit, TimeAuthority

PATIENT_S, IMPATIENT_S = 20.0, 0.2
SEEN: list[tuple[str, str | None, bytes]] = []
ENOUGH, LEFT, ASKED = Event(), Event(), Event()


class Answers(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        SEEN.append((self.path, self.headers["Content-Type"], body))
        self.close_connection = True
        if self.path == "/silent":
            ASKED.set()
            ENOUGH.wait(PATIENT_S)
            return
        if self.path == "/drip":
            self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 60000\r\n\r\n")
            try:
                while not ENOUGH.wait(0.02):
                    self.wfile.write(b" ")
            except OSError:  # left by the other side: the point of it
                LEFT.set()
            return
        self.send_response({"/moved": 302, "/broken": 500}.get(self.path, 200))
        self.send_header("Location", "/")
        self.end_headers()
        self.wfile.write(b"-" * (MOST_BYTES + 1) if self.path == "/long" else b"told")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    ENOUGH.clear()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}"
    ENOUGH.set()
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture(scope="module")
def authority() -> TimeAuthority:
    return TimeAuthority(create_default_context())


def refused(authority: TimeAuthority, address: str, patience_s: float = PATIENT_S) -> tuple[type[StationError], object]:
    with pytest.raises(StationError) as caught:
        authority.ask(address, b"asked", patience_s)
    return type(caught.value), next(iter(caught.value.params.values()))


def test_what_is_asked_and_answered(authority: TimeAuthority, address: str) -> None:
    assert authority.ask(f"{address}/tsa", b"asked", PATIENT_S) == b"told"
    assert authority.ask(address, b"asked", PATIENT_S) == b"told"
    kind = "application/timestamp-query"
    assert SEEN[-2:] == [("/tsa", kind, b"asked"), ("/", kind, b"asked")]


def test_whoever_gives_no_time_stamps(authority: TimeAuthority, address: str) -> None:
    asked = len(SEEN)
    assert refused(authority, f"{address}/broken") == (AuthorityUnfit, 500)
    assert refused(authority, f"{address}/moved") == (AuthorityUnfit, 302)
    assert refused(authority, f"{address}/long") == (AuthorityUnfit, 200)
    assert len(SEEN) == asked + 3, "nobody follows where an answer points"


def test_whoever_is_not_there(authority: TimeAuthority, address: str) -> None:
    assert refused(authority, "http://127.0.0.1:1/") == (AuthorityAway, "NewConnectionError")
    assert refused(authority, address.replace("http:", "https:"))[0] is AuthorityAway
    assert refused(authority, "http://a..b/")[0] is AuthorityAway


@pytest.mark.parametrize("how", ["silent", "drip"])
def test_nobody_waits_longer_than_they_said(authority: TimeAuthority, address: str, how: str) -> None:
    assert refused(authority, f"{address}/{how}", IMPATIENT_S) == (AuthorityAway, "timeout")
    assert how == "silent" or LEFT.wait(PATIENT_S), "nothing goes on behind their back"


def test_nobody_waits_once_the_station_closes(address: str) -> None:
    ASKED.clear()
    authority, told = TimeAuthority(create_default_context()), SimpleQueue[object]()
    waiting = Thread(target=lambda: told.put(refused(authority, f"{address}/silent", PATIENT_S)))
    waiting.start()
    assert ASKED.wait(PATIENT_S)
    authority.close()
    assert told.get(timeout=PATIENT_S) == (AuthorityAway, "closed")
    waiting.join()
    asked = len(SEEN)
    assert refused(authority, address) == (AuthorityAway, "closed")
    assert len(SEEN) == asked


def test_nor_for_a_name_that_is_never_found(authority: TimeAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Event()

    def look_up(*_: object, **__: object) -> list[object]:
        found.wait(PATIENT_S)
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    assert refused(authority, "http://authority.example/", IMPATIENT_S) == (AuthorityAway, "timeout")
    found.set()
