"""Where policy comes from, and the thread that asks: HTTPS as it is spoken, and that nobody waits for it."""

import ssl
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError

from crypto.keys.machine import client_context, server_context
from station.policy import PolicyStore, PolicyUnreachable, Watcher, fetch
from station.policy.fetch import FolderFetcher, HttpsFetcher
from station.settings import Settings
from tests.support.desk import StillClock
from tests.support.policy import Office, keeper_of, open_office, rules_toml

GIVE_UP_S = 10.0
DRIPPED_ENOUGH = Event()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""

    def do_GET(self) -> None:
        if "moved" in self.path:
            self.send_response(302)
            self.send_header("Location", "/metadata/timestamp.json")
            self.end_headers()
            return
        if "short" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
            return
        if "headers" in self.path:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
            self.drip()
            return
        if "drip" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", "60000")
            self.end_headers()
            self.drip()
            return
        super().do_GET()

    def drip(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # left by the other side: the point of it
            while not DRIPPED_ENOUGH.wait(0.02):
                self.wfile.write(b" ")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = open_office(tmp_path / "repository")
    made.publish(trust={"lists": [], "sealing": b"whatever it says"})
    return made


@pytest.fixture
def server(office: Office, demo_settings: Settings) -> Iterator[str]:
    """A plain file server behind TLS, with the demonstration's server certificate."""
    gateway = demo_settings.intake_home / "gateway"
    roots = demo_settings.intake_home / "trust" / "roots" / "station.pem"
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(office.repository.folder)))
    http.socket = server_context(gateway, gateway / "secret", roots, "tls").wrap_socket(http.socket, server_side=True)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://127.0.0.1:{http.server_address[1]}"
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def context(demo_settings: Settings) -> ssl.SSLContext:
    roots = demo_settings.trust / "roots" / "tls.pem"
    return client_context(demo_settings.keys, demo_settings.machine_secret, roots)


def test_a_policy_by_https(tmp_path: Path, office: Office, server: str, context: ssl.SSLContext) -> None:
    source = HttpsFetcher(server, context)
    policy, bundle = PolicyStore(tmp_path / "station", office.first_root).fetch(source)
    source.close()
    by_stick, _ = PolicyStore(tmp_path / "other", office.first_root).fetch(office.source)
    assert policy == by_stick
    assert set(bundle.files) == {"registry.json", "rules.json", "trust.json"}


@pytest.mark.parametrize("name", ["moved", "nothing"])
def test_neither_redirects_nor_errors_are_followed(server: str, context: ssl.SSLContext, name: str) -> None:
    source = HttpsFetcher(server, context)
    with pytest.raises(DownloadHTTPError):
        source.download_bytes(f"{source.base}{name}", 1000)
    source.close()


def test_an_answer_that_breaks_off(server: str, context: ssl.SSLContext) -> None:
    source = HttpsFetcher(server, context)
    with pytest.raises(DownloadError):
        source.download_bytes(f"{source.base}short", 10_000)
    source.close()


@pytest.mark.parametrize("what", ["drip", "headers"])
def test_a_server_that_drips_is_left(
    server: str, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Each byte comes long before the patience with silence is over, and a whole chunk, or the end of the headers,
    never."""
    monkeypatch.setattr(fetch, "_FILE_S", 0.3)
    source = HttpsFetcher(server, context)
    DRIPPED_ENOUGH.clear()
    with pytest.raises(SlowRetrievalError):
        list(source.fetch(f"{server}/{what}"))
    DRIPPED_ENOUGH.set()
    source.close()


def test_one_ask_has_a_deadline_whatever_there_is_to_fetch(
    tmp_path: Path, office: Office, server: str, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_ASK_S", 0.0)
    source = HttpsFetcher(server, context)
    with pytest.raises(PolicyUnreachable):
        PolicyStore(tmp_path / "station", office.first_root).fetch(source)
    monkeypatch.undo()
    assert PolicyStore(tmp_path / "station", office.first_root).fetch(source), "the next ask has its own"


def test_plain_http_is_not_spoken(context: ssl.SSLContext) -> None:
    source = HttpsFetcher("http://127.0.0.1:9", context)
    with pytest.raises(DownloadError, match="HTTPS"):
        source.download_bytes(f"{source.base}metadata/timestamp.json", 1000)


def test_a_server_nobody_vouches_for(tmp_path: Path, office: Office, server: str) -> None:
    source = HttpsFetcher(server, ssl.create_default_context())
    with pytest.raises(PolicyUnreachable):
        PolicyStore(tmp_path / "station", office.first_root).fetch(source)
    source.close()


# --- the thread --------------------------------------------------------------------------------------------------


class Gate(FolderFetcher):
    """A source that hangs until it is let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.open = Event(), Event()
        self.gave_up = False

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.asked.set()
        self.gave_up = not self.open.wait(GIVE_UP_S)
        assert not self.gave_up
        return super()._fetch(url)


def test_a_source_that_hangs_holds_nobody(tmp_path: Path, office: Office) -> None:
    clock = StillClock(office.at)
    assert keeper_of(tmp_path, office, clock).refresh()
    gate = Gate(office.repository.folder)
    office.publish(rules=rules_toml(grace_days=1))
    keeper = keeper_of(tmp_path, office, clock, source=gate)
    watcher = Watcher(keeper)
    watcher.start()
    assert gate.asked.wait(GIVE_UP_S)
    held = keeper.held()
    assert not gate.gave_up, "nobody waited for the source"
    assert held.policy is not None
    assert held.policy.rules.version == 1
    heard = Event()
    keeper.subscribe(heard.set)
    gate.open.set()
    assert heard.wait(GIVE_UP_S)
    taken = keeper.held().policy
    assert taken is not None
    assert taken.rules.version == 2
    watcher.close()
    watcher.close()


def test_it_asks_again_when_woken(tmp_path: Path, office: Office) -> None:
    clock, heard = StillClock(office.at), Event()
    keeper = keeper_of(tmp_path, office, clock)
    keeper.subscribe(heard.set)
    watcher = Watcher(keeper)
    watcher.start()
    assert heard.wait(GIVE_UP_S)
    heard.clear()
    office.publish(rules=rules_toml(grace_days=1))
    watcher.wake()
    assert heard.wait(GIVE_UP_S)
    watcher.close()
    policy = keeper.held().policy
    assert policy is not None
    assert policy.rules.offline.grace_days == 1


def test_a_bug_does_not_end_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    asked = [Event(), Event()]

    class Faulty:
        def refresh(self) -> bool:
            if not asked[0].is_set():
                asked[0].set()
                raise ZeroDivisionError
            asked[1].set()
            return True

        def watch(self) -> None:
            """Nothing changes."""

    watcher = Watcher(Faulty())  # type: ignore[arg-type]
    watcher.start()
    assert asked[0].wait(GIVE_UP_S)
    watcher.wake()
    assert asked[1].wait(GIVE_UP_S)
    watcher.close()
    assert "incident" in caplog.text
