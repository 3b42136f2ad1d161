"""The gateway as a Starlette application."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from re import fullmatch
from ssl import PEM_cert_to_DER_cert
from typing import TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from intake.errors import IntakeError, PartMissing, RequestMalformed, StoreFailed, TooManyConnections, UploadCut
from intake.gateway.addressed import Receivers, verify_envelope
from intake.gateway.admission import (
    Announced,
    believe_peer,
    read_announcement,
    receipt_again,
    same_delivery,
    same_sender,
    sign_receipt,
    verify_activity,
    verify_hash,
    verify_provenance,
)
from intake.gateway.body import in_time, signature_and_parts, whole_body
from intake.gateway.pieces import PATH, VERSION, Pieces
from intake.gateway.tally import Tally
from intake.mode import Believed
from intake.store import Held, PacketStore, Upload
from intake.store.parts import Parts
from intake.store.places import Copies
from station.domain.clock import Clock
from station.domain.outbox import PacketId
from station.formats.activity import MAX_MESSAGE_BYTES
from station.texts import text_for

_JUDGED_FOR_S = 1.0  # whom a list names meanwhile is refused
_RETRY_AFTER_S = 30
_log = logging.getLogger(__name__)
T = TypeVar("T")
Signing = Callable[[Sequence[str]], bytes]


class Gateway:
    """store_thread: an executor of one thread, where everything is judged and parts are kept. keeping: one of several,
    for what waits for the disk."""

    def __init__(
        self,
        store: PacketStore,
        parts: Parts,
        store_thread: Executor,
        keeping: Executor,
        believed: Believed,
        receivers: Receivers,
        receipt_key: SigningKey,
        clock: Clock,
        tally: Tally,
        copies: Copies | None = None,
    ) -> None:
        self._store = store
        self._store_thread = store_thread
        self._keeping = keeping
        self._copies = copies or Copies(())
        self._believed = believed
        self._receivers = receivers
        self._receipt_key = receipt_key
        self._clock = clock
        self._tally = tally
        self._pieces = Pieces(parts, self._in_store, self._length_held, self._believe, _peer, clock)
        self.app = Starlette(
            routes=[
                Route("/v1/health", self._health, methods=["GET"]),
                Route("/v1/packets/{packet_id}", self._packet, methods=["PUT"]),
                Route("/v1/packets/{packet_id}/answer", self._decision, methods=["GET"]),
                Route("/v1/packets/{packet_id}/activity", self._activity, methods=["PUT"]),
                *self._pieces.routes,
            ],
            exception_handlers={IntakeError: self._refuse},
        )

    def stop(self) -> None:
        """Nobody is let in any more: what can go on another time ends now."""
        self._pieces.stop()

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _packet(self, request: Request) -> Response:
        header = request.headers.get
        came_before = header("upload-length", "")  # in pieces: the signature alone comes now
        announced = read_announcement(
            request.path_params["packet_id"],
            header("x-nonce", ""),
            header("x-signature-length", ""),
            header("content-length", ""),
            header("x-checkpoint", ""),
            header("x-receipt-version", "1"),
            header("x-witnessed", ""),
            came_before,
        )
        if not came_before:
            return await self._take(request, announced, self._begin, announced.packet_bytes)
        async with self._pieces.complete(announced.packet_id, _peer(request)) as whole:
            return await self._take(request, announced, whole, 0)

    async def _decision(self, request: Request) -> Response:
        """What the centre decided about a packet, for who sent it; 204 while it has not."""
        packet_id, peer = PacketId(request.path_params["packet_id"]), _peer(request)
        if not fullmatch(r"[0-9a-f]{64}", packet_id):
            raise RequestMalformed("packet-id")
        await self._in_store(partial(self._believe, peer))
        message = await self._in_store(lambda: self._decided(packet_id, peer))
        return Response(status_code=204) if message is None else _answer(message, 200)

    def _decided(self, packet_id: PacketId, peer: Certificate) -> bytes | None:
        held = self._store.find(packet_id)
        if held is None:
            raise PartMissing
        same_sender(held, peer, lambda: self._store.signature(packet_id))
        return self._store.answer(packet_id)

    async def _activity(self, request: Request) -> Response:
        """That the visit of a packet ended, from who sent the packet: kept beside it, once."""
        packet_id, peer = PacketId(request.path_params["packet_id"]), _peer(request)
        if not fullmatch(r"[0-9a-f]{64}", packet_id):
            raise RequestMalformed("packet-id")
        await self._in_store(partial(self._believe, peer))
        message = await whole_body(request, MAX_MESSAGE_BYTES)
        await self._in_store(partial(self._admit_activity, packet_id, message, peer))
        if await self._waiting(partial(self._store.keep_activity, packet_id, message)) != message:
            raise RequestMalformed("activity-differs")
        return Response(status_code=200)

    def _admit_activity(self, packet_id: PacketId, message: bytes, peer: Certificate) -> None:
        held = self._store.find(packet_id)
        if held is None:
            raise PartMissing
        same_sender(held, peer, lambda: self._store.signature(packet_id))
        verify_activity(packet_id, message, peer, self._believed.store_for_peer(peer), self._clock.now())

    async def _begin(self) -> Upload:
        return self._store.begin()

    async def _take(
        self, request: Request, announced: Announced, begin: Callable[[], Awaitable[Upload]], packet_bytes: int
    ) -> Response:
        """packet_bytes: how much of the packet is in the body."""
        peer = _peer(request)
        held = await self._in_store(partial(self._look_up, announced.packet_id, peer))
        if held is not None:  # the server drops the rest of the body by itself
            await self._in_store(partial(self._same_delivery, held, announced, peer))
            return self._receipt(held, announced, status=200)
        upload = await begin()
        try:
            p7s, sign = await self._receive(request, announced, upload, packet_bytes, peer)
            verify_hash(announced, upload.digest)
        except BaseException:
            upload.discard()
            raise
        # It is the store's from here on, even if this ends: nothing is taken away from under it.
        given, receipt = await self._waiting(partial(self._keep, announced, upload, p7s, sign))
        _log.info("stored %s, %d bytes", announced.packet_id[:12], announced.packet_bytes)
        if given == receipt:
            return _answer(receipt, 201)
        return _answer(await self._in_store(partial(self._given_to_another, announced, peer)), 201)

    def _look_up(self, packet_id: PacketId, peer: Certificate) -> Held | None:
        """One that is here already; where it is not, whoever delivers may."""
        held = self._store.find(packet_id)
        if held is None:
            self._believe(peer)
        return held

    def _length_held(self, packet_id: PacketId) -> int | None:
        return self._store.length(packet_id) if self._store.find(packet_id) is not None else None

    def _believe(self, peer: Certificate) -> None:
        """Before the first byte of a body: whoever was taken back sends none."""
        believe_peer(peer, self._believed.store_for_peer(peer), self._clock.now())

    async def _receive(
        self, request: Request, announced: Announced, upload: Upload, packet_bytes: int, peer: Certificate
    ) -> tuple[bytes, Signing]:
        """The signature, and what makes the receipt; so much of the packet is in the upload. Who sealed what is
        announced is judged while it comes, and once more where that took its time. Raises UploadCut."""
        clock = asyncio.get_running_loop().time
        parts = signature_and_parts(request, announced.signature_bytes)
        async with in_time():
            p7s = await anext(parts)
            judge, began = partial(self._admit, announced, p7s, peer), clock()
            judged = asyncio.ensure_future(self._in_store(judge))
            try:
                left = packet_bytes
                async for part in parts:
                    left -= len(part)
                    if left < 0:
                        raise RequestMalformed("content-length")
                    upload.write(part)
                if left:
                    raise UploadCut
            finally:
                await asyncio.wait([judged])
                refused = judged.exception()
        if refused is not None:
            raise refused
        if clock() - began > _JUDGED_FOR_S:
            return p7s, await self._in_store(judge)
        return p7s, judged.result()

    def _admit(self, announced: Announced, p7s: bytes, peer: Certificate) -> Signing:
        """What makes the receipt that it is to get once it is stored for good, by where that is."""
        at = self._clock.now()
        verify_provenance(announced, p7s, peer, self._believed.store_for(p7s), at)
        return partial(sign_receipt, announced, peer, self._receipt_key, at, self._believed.mode)

    def _keep(self, announced: Announced, upload: Upload, p7s: bytes, sign: Signing) -> tuple[bytes, bytes]:
        """The receipt that the packet has then, and the one that was made for this upload."""
        try:
            upload.complete()
            verify_envelope(upload, announced.packet_bytes, self._receivers)
            held_at = self._copies.hold(upload, announced.packet_id, p7s, announced.witnessed)
            receipt = sign(held_at)
            given = self._store.keep(upload, p7s, announced.packet_id, lambda: receipt, announced.witnessed)
        finally:
            upload.discard()
        self._copies.settle(announced.packet_id, given, held_at)
        return given, receipt

    def _given_to_another(self, announced: Announced, peer: Certificate) -> bytes:
        """The receipt that another connection got, which was faster."""
        held = self._store.find(announced.packet_id)
        if held is None:
            raise StoreFailed("receipt")
        self._same_delivery(held, announced, peer)
        return receipt_again(held, announced, self._receipt_key, self._clock.now())

    def _receipt(self, held: Held, announced: Announced, status: int) -> Response:
        return _answer(receipt_again(held, announced, self._receipt_key, self._clock.now()), status)

    def _same_delivery(self, held: Held, announced: Announced, peer: Certificate) -> None:
        same_delivery(held, announced, peer, lambda: self._store.signature(held.packet_id))

    async def _refuse(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, IntakeError):
            raise error
        self._tally.note(f"refused: {error}")
        response = _problem(error)
        if request.url.path.startswith(PATH):
            response.headers.update(VERSION)
        return response

    async def _in_store(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._store_thread, call)

    async def _waiting(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._keeping, call)


def _peer(request: Request) -> Certificate:
    """Who delivers: the TLS layer has verified the certificate against the stations' root."""
    (pem,) = request.scope["extensions"]["tls"]["client_cert_chain"]
    return Certificate.from_der(PEM_cert_to_DER_cert(pem))


def _answer(message: bytes, status: int) -> Response:
    return Response(message, status, media_type="application/pkcs7-mime")


def _problem(error: IntakeError) -> Response:
    text = text_for(error.code, "en", {})
    document = {
        "title": text.happened,
        "detail": text.remedy,
        "status": error.status,
        "code": error.code,
        "reason": error.reason,
    }
    headers = {"Retry-After": str(_RETRY_AFTER_S)} if error.status >= 500 else None
    return JSONResponse(document, error.status, headers, media_type="application/problem+json")


def _whole(response: Response) -> bytes:
    """As it goes over the line, before anybody asked."""
    head = b"".join(b"%s: %s\r\n" % pair for pair in response.raw_headers)
    return b"HTTP/1.1 %d Busy\r\nconnection: close\r\n%s\r\n%s" % (response.status_code, head, response.body)


BUSY = _whole(_problem(TooManyConnections()))
