"""Reading the body of a request as it comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from intake.errors import RequestMalformed, UploadCut

UPLOAD_S = 600.0


async def signature_and_parts(request: Request, signature_bytes: int) -> AsyncIterator[bytes]:
    """The signature, whole, then what comes of the packet. Raises UploadCut."""
    signature, whole = bytearray(), False
    async for chunk in request.stream():
        if not whole:
            wanted = signature_bytes - len(signature)
            signature += chunk[:wanted]
            chunk = chunk[wanted:]
            if len(signature) < signature_bytes:
                continue
            whole = True
            yield bytes(signature)
        if chunk:
            yield chunk
    if not whole:
        raise UploadCut


async def whole_body(request: Request, most: int) -> bytes:
    """Raises RequestMalformed, UploadCut."""
    body = bytearray()
    async with in_time():
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise RequestMalformed("content-length")
    return bytes(body)


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """For reading a body. Raises UploadCut where it does not come to its end."""
    try:
        async with asyncio.timeout(UPLOAD_S):
            yield
    except (ClientDisconnect, TimeoutError) as error:
        raise UploadCut from error
