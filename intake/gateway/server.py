"""Running the gateway: TLS 1.3 with client certificates, an address that is announced, a clean stop."""

import asyncio
import json
import logging
import signal
import socket
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from ssl import DER_cert_to_PEM_cert
from threading import Thread

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from crypto.errors import FileTrouble
from crypto.files import write_private
from crypto.keys.machine import load_machine_key, server_context
from crypto.trust import LISTS, note_lists
from intake.gateway.addressed import Receivers
from intake.gateway.app import Gateway
from intake.gateway.trusted import TrustedNow
from intake.mode import Mode, believed
from intake.store.embedded import EmbeddedStore
from station.domain.clock import SystemClock

_GRACE_S = 10
_MOST_CONNECTIONS = 64
_MOST_HEAD_BYTES = 64 * 1024  # a delivery's has 25 000 at most
_HEADER_MARKS = 4  # colon, space, line end
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Home:
    """The intake's folder. The gateway reads `gateway` and `trust`, never `centre`, where the keys that decrypt are."""

    folder: Path

    @property
    def gateway(self) -> Path:
        return self.folder / "gateway"

    @property
    def secret(self) -> Path:
        return self.gateway / "secret"

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    @property
    def data(self) -> Path:
        return self.folder / "data"


class _PeerProtocol(HttpToolsProtocol):
    """HTTP/1.1 that tells the application who the client is, as the ASGI TLS extension words it.

    A request line and headers that go on and on are cut off, whether their end never comes or comes with the same read:
    the parser would keep all of them.
    """

    _in_head = True
    _moved_on = False  # a head or a message ended within the bytes just read
    _head_bytes = 0  # read of a head that has not ended
    _kept_bytes = 0  # of a head, as the parser tells its parts; trailers count too

    def data_received(self, data: bytes) -> None:
        self._moved_on = False
        super().data_received(data)
        self._head_bytes = self._head_bytes + len(data) if self._in_head and not self._moved_on else 0
        if self._head_bytes > _MOST_HEAD_BYTES:
            self.transport.abort()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + _HEADER_MARKS)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._moved_on = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._moved_on = True, True
        super().on_message_complete()

    def on_message_begin(self) -> None:
        self._kept_bytes = 0
        super().on_message_begin()
        certificate = self.transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        self.scope["extensions"] = {"tls": {"client_cert_chain": [DER_cert_to_PEM_cert(certificate)]}}

    def _count(self, size: int) -> None:
        """Raises ValueError over the limit: the parser stops, the request is answered with 400 and never seen."""
        self._kept_bytes += size
        if self._kept_bytes > _MOST_HEAD_BYTES:
            raise ValueError("head too long")


class _Server(uvicorn.Server):
    """Stops on SIGTERM and SIGINT with exit status 0, and says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, address: str, announce: Path | None, with_parent: bool) -> None:
        super().__init__(config)
        self._address = address
        self._announce = announce
        self._with_parent = with_parent

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._announce is not None:
            write_private(self._announce, json.dumps({"url": self._address}).encode())
        _log.info("listening at %s", self._address)
        if self._with_parent:
            loop = asyncio.get_running_loop()
            Thread(target=self._watch_parent, args=(loop,), name="parent", daemon=True).start()

    def _watch_parent(self, loop: asyncio.AbstractEventLoop) -> None:
        """Who started us holds the other end of our standard input; it closes when they are gone, however they go."""
        while sys.stdin.buffer.read(1024):
            pass
        loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        self.should_exit = True


def serve(home: Home, host: str, port: int, mode: str | None, announce: Path | None, with_parent: bool) -> None:
    """Serve until told to stop. mode: as `believed`. Raises ModeUnfit, ReceiversUnknown, KeyGone, KeyDamaged,
    StoreFailed, OSError when the port is taken."""
    judge = believed(home.folder, mode)
    try:
        note_lists(home.trust)
    except FileTrouble as error:
        _log.warning("should trust/%s be removed one day, nobody will notice: %s", LISTS, error)
    receivers = Receivers(home.trust, judge.mode)
    receipt_key = load_machine_key(home.gateway, home.secret, "receipt")
    clients = "training" if judge.mode is Mode.TRAINING else "station"
    context = server_context(home.gateway, home.secret, home.trust / "roots" / f"{clients}.pem", "tls")
    with ThreadPoolExecutor(1, "store") as store_thread, socket.create_server((host, port)) as listener:
        store = store_thread.submit(EmbeddedStore, home.data, TrustedNow(home.trust)).result()
        try:
            gateway = Gateway(store, store_thread, judge, receivers, receipt_key, SystemClock())
            config = uvicorn.Config(
                gateway.app,
                http=_PeerProtocol,
                ws="none",
                lifespan="off",
                ssl_context_factory=lambda _config, _default: context,
                log_config=None,
                access_log=False,
                server_header=False,
                limit_concurrency=_MOST_CONNECTIONS,
                timeout_graceful_shutdown=_GRACE_S,
            )
            address = f"https://{host}:{listener.getsockname()[1]}"
            _Server(config, address, announce, with_parent).run(sockets=[listener])
        finally:
            store_thread.submit(store.close).result()
    _log.info("stopped")
