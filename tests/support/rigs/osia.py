"""The strict OSIA server, and a token that it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from crypto.keys.machine import server_context
from station.settings import Settings
from tests.support.osia_server import TOKEN, OsiaServer
from tests.support.rigs import Rig, Side


@contextmanager
def rig(side: Side) -> Iterator[Rig]:
    home = side.pki.intake_home
    context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
    with OsiaServer(context).running() as server:
        settings = Settings(side.home / "data", side.home / "config", intake=f"osia+{server.url}")
        settings.config.mkdir()
        token = settings.config / "osia.token"
        token.touch(mode=0o600)
        token.write_text(TOKEN, encoding="ascii")
        yield Rig(
            settings=settings,
            nowhere="osia+https://127.0.0.1:9",
            arrived=lambda: len(server.enrollments),
            context=side.pki.client(),
            seen_at=partial(setattr, server, "port"),  # addresses of buffers begin with it
        )
