"""The strict MOSIP server, with a machine registered there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from crypto.keys.machine import server_context
from station.domain.clock import SystemClock
from tests.support.mosip_server import MosipServer
from tests.support.mosip_world import make_world
from tests.support.rigs import Rig, Side


@contextmanager
def rig(side: Side) -> Iterator[Rig]:
    home, world = side.pki.intake_home, make_world(side.home, side.pki)
    context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
    with MosipServer(world, context, SystemClock()).running() as server:
        yield Rig(
            settings=replace(world.settings, intake=f"mosip+{server.url}"),
            nowhere="mosip+https://127.0.0.1:9",
            arrived=lambda: len(server.uploads),
            context=side.pki.client(),
        )
