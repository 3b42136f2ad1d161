"""Requests to an ASGI application in this process, as a connection behind TLS makes them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ssl import DER_cert_to_PEM_cert
from typing import Any

from crypto.certificate import Certificate
from station.receivers.line import Answer

Chunk = bytes | None
"""None: the client hangs up there."""


@dataclass
class Body:
    """What a client sends, chunk by chunk, as it is asked for. waits: before the end, until it is cut off."""

    chunks: tuple[Chunk, ...] = ()
    waits: bool = False
    asked: int = 0  # times
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> dict[str, Any]:
        self.asked += 1
        if self.asked > len(self.chunks):
            if self.waits:
                self.waiting.set()
                await asyncio.Event().wait()
            return {"type": "http.request", "body": b"", "more_body": False}
        chunk = self.chunks[self.asked - 1]
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": self.waits or self.asked < len(self.chunks)}


App = Callable[[Any, Any, Any], Awaitable[None]]


async def call(
    app: App, peer: Certificate, method: str, path: str, headers: Mapping[str, str], body: Body | None = None
) -> Answer:
    body = body or Body()
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "extensions": {"tls": {"client_cert_chain": [DER_cert_to_PEM_cert(peer.der)]}},
    }
    await app(scope, body, send)
    start, *rest = sent
    told = {name.decode().title(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], told, b"".join(message["body"] for message in rest))
