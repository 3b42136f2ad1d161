"""Packets that come in pieces over lines that break: tus 1.0, its core and `creation` (https://tus.io).

HEAD  /v1/uploads/<packet id>   how much is here: Upload-Offset, of Upload-Length; 404 where nothing is
POST  the same                  Upload-Length: begins it; what was here of it stays
PATCH the same                  Upload-Offset: a piece; what came of it counts, even if the line breaks within it

Then the packet is delivered as any other (PUT /v1/packets/<packet id>), with `Upload-Length` in place of its bytes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from re import fullmatch
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from crypto.certificate import Certificate
from intake.errors import (
    IntakeError,
    OffsetDiffers,
    PacketTooLarge,
    PartMissing,
    ProtocolOther,
    RequestMalformed,
    UploadCut,
)
from intake.gateway.admission import MAX_PACKET_BYTES
from intake.store.parts import Part, Parts, Progress, Whole
from station.domain.clock import Clock
from station.domain.outbox import PacketId

PATH = "/v1/uploads"
VERSION = {"Tus-Resumable": "1.0.0"}
PIECE_S = 600.0
T = TypeVar("T")
Key = tuple[str, PacketId]  # whose, and which


class InStore(Protocol):
    """Runs a call on the store's thread."""

    def __call__(self, call: Callable[[], T]) -> Awaitable[T]: ...


class Pieces:
    """For the event loop's thread.

    held: the length of a packet that has its receipt, None for any other. believe: raises where a station may not
    deliver. peer: who is connected.
    """

    def __init__(
        self,
        parts: Parts,
        in_store: InStore,
        held: Callable[[PacketId], int | None],
        believe: Callable[[Certificate], None],
        peer: Callable[[Request], Certificate],
        clock: Clock,
    ) -> None:
        self._parts = parts
        self._in_store = in_store
        self._held = held
        self._believe = believe
        self._peer = peer
        self._clock = clock
        self._locks: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()
        self._writing: dict[Key, asyncio.Timeout] = {}
        place = f"{PATH}/{{packet_id}}"
        self.routes = [
            Route(place, self._tell, methods=["HEAD"]),
            Route(place, self._create, methods=["POST"]),
            Route(place, self._append, methods=["PATCH"]),
        ]

    def stop(self) -> None:
        """Break off whoever writes: what came counts, and the gateway need not wait for the rest."""
        for key in self._writing:
            self._break_off(key)

    @asynccontextmanager
    async def complete(self, packet_id: PacketId, peer: Certificate) -> AsyncIterator[Callable[[], Awaitable[Whole]]]:
        """A packet that came in pieces is delivered: what it gives raises PartMissing where not all is here.

        Delivered or refused, the part goes; where the station is to come again it stays.
        """
        key = peer.fingerprint, packet_id
        async with self._alone(key):
            try:
                yield partial(self._whole, key)
            except IntakeError as error:
                if error.status < 500 and not isinstance(error, PartMissing):
                    await self._in_store(partial(self._parts.remove, *key))
                raise
            await self._in_store(partial(self._parts.remove, *key))

    async def _whole(self, key: Key) -> Whole:
        found = await asyncio.to_thread(self._parts.whole, *key)  # reads all of it: the store has other work
        if found is None:
            raise PartMissing
        return found

    async def _tell(self, request: Request) -> Response:
        """Whoever wrote is broken off: its line is dead, or it asks and writes at once."""
        peer, packet_id = self._asked(request)
        length = await self._in_store(partial(self._held, packet_id))
        if length is not None:
            return _offset(200, Progress(length, length))
        key = peer.fingerprint, packet_id
        async with self._alone(key):
            progress = await self._in_store(partial(self._parts.progress, *key))
        if progress is None:
            raise PartMissing
        return _offset(200, progress)

    async def _create(self, request: Request) -> Response:
        peer, packet_id = self._asked(request)
        length = _number(request, "upload-length")
        if not length:
            raise RequestMalformed("upload-length")
        if length > MAX_PACKET_BYTES:
            raise PacketTooLarge
        key = peer.fingerprint, packet_id
        async with self._alone(key):
            progress = await self._in_store(lambda: self._begin(peer, packet_id, length))
        response = _offset(201, progress)
        response.headers["Location"] = request.url.path
        return response

    def _begin(self, peer: Certificate, packet_id: PacketId, length: int) -> Progress:
        self._believe(peer)
        self._parts.sweep(self._clock.now())
        progress = self._parts.progress(peer.fingerprint, packet_id)
        if progress is None or progress.length != length:
            self._parts.create(peer.fingerprint, packet_id, length)
            progress = Progress(0, length)
        return progress

    async def _append(self, request: Request) -> Response:
        peer, packet_id = self._asked(request)
        offset = _number(request, "upload-offset")
        key = peer.fingerprint, packet_id
        async with self._alone(key):
            part = await self._in_store(lambda: self._open(peer, packet_id))
            try:
                if offset != part.size:
                    raise OffsetDiffers
                if _number(request, "content-length") > part.length - offset:
                    raise RequestMalformed("content-length")
                await self._fill(request, part, key)
            finally:
                await self._in_store(part.settle)
        return _offset(204, Progress(part.size, part.length))

    def _open(self, peer: Certificate, packet_id: PacketId) -> Part:
        self._believe(peer)
        part = self._parts.open(peer.fingerprint, packet_id)
        if part is None:
            raise PartMissing
        return part

    async def _fill(self, request: Request, part: Part, key: Key) -> None:
        """Raises UploadCut."""
        try:
            async with asyncio.timeout(PIECE_S) as patience:
                self._writing[key] = patience
                async for chunk in request.stream():
                    part.write(chunk)
        except (ClientDisconnect, TimeoutError) as error:
            raise UploadCut from error
        finally:
            del self._writing[key]

    @asynccontextmanager
    async def _alone(self, key: Key) -> AsyncIterator[None]:
        """With a part, as soon as whoever writes to it has been broken off: who comes later knows more of the line."""
        self._break_off(key)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            yield

    def _break_off(self, key: Key) -> None:
        """Harmless where nobody writes."""
        writing = self._writing.get(key)
        if writing is not None and not writing.expired():
            writing.reschedule(asyncio.get_running_loop().time())

    def _asked(self, request: Request) -> tuple[Certificate, PacketId]:
        if request.headers.get("tus-resumable") != VERSION["Tus-Resumable"]:
            raise ProtocolOther
        packet_id = request.path_params["packet_id"]
        if not fullmatch(r"[0-9a-f]{64}", packet_id):
            raise RequestMalformed("packet-id")
        return self._peer(request), PacketId(packet_id)


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not fullmatch(r"[0-9]{1,12}", text):
        raise RequestMalformed(name)
    return int(text)


def _offset(status: int, progress: Progress) -> Response:
    lengths = {"Upload-Offset": str(progress.offset), "Upload-Length": str(progress.length)}
    return Response(None, status, {**VERSION, **lengths, "Cache-Control": "no-store"})
