"""Running the gateway: TLS 1.3 with client certificates, an address that is announced, a clean stop."""

import asyncio
import gc
import json
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from time import monotonic

import uvicorn
from starlette.types import ASGIApp

from crypto.errors import FileTrouble
from crypto.files import Looks, write_private
from crypto.keys.machine import load_machine_key, server_context
from crypto.trust_folder import LISTS, note_lists
from intake.counted import packets
from intake.gateway.addressed import Receivers
from intake.gateway.app import BUSY, Gateway
from intake.gateway.connection import Connection
from intake.gateway.door import Door
from intake.gateway.guests import Guests
from intake.gateway.limits import MADE_AHEAD, Limits
from intake.gateway.tally import Tally
from intake.gateway.trusted import TrustedNow
from intake.mode import Mode, believed
from intake.store.comparing import compare_and_register
from intake.store.embedded import EmbeddedStore
from intake.store.parts import Parts
from intake.store.places import Copies, read_places
from station.domain.clock import SystemClock

_GRACE_S = 10
_BACKLOG = 2048
_KEPT_AT_ONCE = 16  # packets; they share their wait for the disk
_LOOK_S = 0.05  # so long one look at whom we believe serves all packets that come
_NAMED = 5  # packets in a line of the log
_TICKS_A_SECOND = 10  # of uvicorn's main loop
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


class Server(uvicorn.Server):
    """Takes connections in through a door of our own. Stops on SIGTERM and SIGINT with exit status 0, and says where it
    listens once it does."""

    def __init__(
        self,
        app: ASGIApp,
        context: SSLContext,
        listener: socket.socket,
        tally: Tally,
        announce: Path | None,
        with_parent: bool,
        on_stop: Callable[[], None],
    ) -> None:
        config = uvicorn.Config(
            app,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        super().__init__(config)
        limits = Limits.here()
        self._guests = Guests(limits, tally)
        self._door = Door(context, self._connection, limits.greeting, tally)
        self._listener = listener
        self._tally = tally
        self._announce = announce
        self._with_parent = with_parent
        self._on_stop = on_stop

    def _connection(self) -> Connection:
        return Connection(self.config, self.server_state, self._guests, BUSY)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self.lifespan.startup()
        self.servers = []
        self._door.open(self._listener)
        self.started = True
        host, port = self._listener.getsockname()[:2]
        address = f"https://{f'[{host}]' if ':' in host else host}:{port}"
        if self._announce is not None:
            write_private(self._announce, json.dumps({"url": address}).encode())
        _log.info("listening at %s", address)
        if self._with_parent:
            loop = asyncio.get_running_loop()
            Thread(target=self._watch_parent, args=(loop,), name="parent", daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._door.close()
        self._on_stop()
        ending = asyncio.ensure_future(self._end_stalled())
        await super().shutdown(sockets)
        ending.cancel()
        self._tally.sum_up(all_of_it=True)

    async def _end_stalled(self) -> None:
        """Whoever moves may come to an end; nobody waits for those who do not."""
        while True:
            self._guests.end_stalled(asyncio.get_running_loop().time())
            await asyncio.sleep(1 / _TICKS_A_SECOND)

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_A_SECOND == 0:
            now = asyncio.get_running_loop().time()
            self._door.sweep(now)
            self._guests.sweep(now)
            self._tally.sum_up()
        return await super().on_tick(counter)

    def _watch_parent(self, loop: asyncio.AbstractEventLoop) -> None:
        """Who started us holds the other end of our standard input; it closes when they are gone, however they go."""
        while sys.stdin.buffer.read(1024):
            pass
        loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        self.should_exit = True


def _compare(data: Path) -> None:
    """What the centre received is still there, as far as names and sizes tell; `intake verify` looks closer."""
    try:
        compared = compare_and_register(data)
    except OSError as error:
        _log.warning("the store could not be compared with its register: %s", error.strerror)
        return
    _log.info("%s held", packets(len(compared.held)))
    if compared.cut_off:
        _log.info("%s cut off before the receipt: the stations come again", packets(len(compared.cut_off)))
    if compared.foreign:
        _log.warning("names among the packets that are none of ours, left as they are: %d", len(compared.foreign))
    if compared.gone:
        named = ", ".join(each[:12] for each in compared.gone[:_NAMED])
        _log.warning("%s receipted, but gone or changed: %s", packets(len(compared.gone)), named)


@contextmanager
def _counted(tally: Tally) -> Iterator[None]:
    """What the HTTP library warns of, once a malformed request, is summed up too."""
    library = logging.getLogger("uvicorn.error")
    library.addFilter(tally.filter)
    try:
        yield
    finally:
        library.removeFilter(tally.filter)


def serve(home: Home, host: str, port: int, mode: str | None, announce: Path | None, with_parent: bool) -> None:
    """Serve until told to stop. mode: as `believed`. Raises ModeUnfit, ReceiversUnknown, TrustUnfit, KeyGone,
    KeyDamaged, StoreFailed, OSError when the port is taken."""
    judge = believed(home.folder, mode, Looks(_LOOK_S))
    try:
        note_lists(home.trust)
    except FileTrouble as error:
        _log.warning("should trust/%s be removed one day, nobody will notice: %s", LISTS, error)
    receivers = Receivers(home.trust, judge.mode)
    copies = Copies(read_places(home.trust), partial(TrustedNow, home.trust))
    receipt_key = load_machine_key(home.gateway, home.secret, "receipt")
    clients = "training" if judge.mode is Mode.TRAINING else "station"
    context = server_context(home.gateway, home.secret, home.trust / "roots" / f"{clients}.pem", "tls")
    with (
        ThreadPoolExecutor(1, "store") as store_thread,
        ThreadPoolExecutor(_KEPT_AT_ONCE, "keep") as keeping,
        socket.create_server((host, port), backlog=_BACKLOG) as listener,
    ):
        store = store_thread.submit(EmbeddedStore, home.data, TrustedNow(home.trust), MADE_AHEAD).result()
        try:
            Thread(target=_compare, args=(home.data,), name="compare", daemon=True).start()
            tally = Tally(monotonic)
            clock, parts = SystemClock(), Parts(home.data)
            parts.sweep(clock.now())
            gateway = Gateway(store, parts, store_thread, keeping, judge, receivers, receipt_key, clock, tally, copies)
            gc.collect()
            gc.freeze()  # what serves all packets is not looked through again for each of them
            with _counted(tally):
                Server(gateway.app, context, listener, tally, announce, with_parent, gateway.stop).run()
        finally:
            keeping.shutdown()
            copies.close()
            store.close()
    _log.info("stopped")
