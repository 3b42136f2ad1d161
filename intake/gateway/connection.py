"""One connection of HTTP/1.1 behind TLS: who it is, how it gets on, and how long a head may be."""

import asyncio
from hashlib import sha256
from ssl import DER_cert_to_PEM_cert

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from intake.gateway.guests import Guests
from intake.gateway.pace import Pace, Phase

_MOST_HEAD_BYTES = 64 * 1024  # a delivery's has 25 000 at most
_HEADER_MARKS = 4  # colon, space, line end


class Connection(HttpToolsProtocol):
    """Tells the application who the client is, as the ASGI TLS extension words it.

    A request line and headers that go on and on are cut off, whether their end never comes or comes with the same read:
    the parser would keep all of them.
    """

    _in_head = True
    _moved_on = False  # a head or a message ended within the bytes just read
    _head_bytes = 0  # read of a head that has not ended
    _kept_bytes = 0  # of a head, as the parser tells its parts; trailers count too

    def __init__(self, config: uvicorn.Config, state: ServerState, guests: Guests, busy: bytes) -> None:
        """busy: what is sent, whole, to whom there is no room for."""
        super().__init__(config=config, server_state=state, app_state={})
        self._guests = guests
        self._busy = busy
        self.certificate = ""
        self.pace = Pace(self.loop.time())

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        self._der = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        self.certificate = sha256(self._der).hexdigest()
        self.pace = Pace(self.loop.time())
        if not self._guests.enter(self, self.loop.time()):
            transport.write(self._busy)
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._guests.leave(self)
        super().connection_lost(exc)

    def dismiss(self) -> None:
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self._moved_on = False
        self.pace.moved(len(data), self.loop.time())
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
        self._enter(Phase.BODY)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._moved_on = True, True
        answered = self.cycle is not None and self.cycle.response_complete
        self._enter(Phase.HEAD if answered else Phase.OURS)
        super().on_message_complete()

    def on_message_begin(self) -> None:
        self._kept_bytes = 0
        super().on_message_begin()
        self.scope["extensions"] = {"tls": {"client_cert_chain": [DER_cert_to_PEM_cert(self._der)]}}

    def on_response_complete(self) -> None:
        self._enter(Phase.HEAD if self._in_head else Phase.DRAIN)
        super().on_response_complete()

    def _enter(self, phase: Phase) -> None:
        self.pace.enter(phase, self.loop.time())

    def _count(self, size: int) -> None:
        """Raises ValueError over the limit: the parser stops, the request is answered with 400 and never seen."""
        self._kept_bytes += size
        if self._kept_bytes > _MOST_HEAD_BYTES:
            raise ValueError("head too long")
