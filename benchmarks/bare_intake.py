"""The gateway's server, TLS and all, around a handler that does nothing but write and sync what comes: the floor.

python -m benchmarks.bare_intake <the intake's home> <folder> <announce>
"""

import asyncio
import os
import socket
import sys
from pathlib import Path
from time import monotonic

from starlette.types import Receive, Scope, Send

from crypto.keys.machine import server_context
from intake.gateway.server import Home, Server
from intake.gateway.tally import Tally
from intake.store.disk import sync


class Bare:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._folder / scope["path"].rpartition("/")[2]
        with file.open("wb", buffering=0) as opened:
            more = True
            while more:
                message = await receive()
                opened.write(message.get("body", b""))
                more = message.get("more_body", False)
            await asyncio.to_thread(self._sync, opened.fileno())
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    def _sync(self, descriptor: int) -> None:
        os.fsync(descriptor)
        sync(self._folder)


def main(home: Home, folder: Path, announce: Path) -> None:
    context = server_context(home.gateway, home.secret, home.trust / "roots" / "station.pem", "tls")
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        Server(Bare(folder), context, listener, Tally(monotonic), announce, True, lambda: None).run()


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]))
