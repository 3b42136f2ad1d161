"""One packet, its transport and a strict MOSIP receiver."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from crypto.certificate import Certificate
from crypto.keys.machine import server_context
from devices.api import CancelScope
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.receivers.line import Line
from station.receivers.mosip.announcement import Announcement, encode_announcement
from station.receivers.mosip.receipt import check_mosip_receipt
from station.receivers.mosip.transport.transport import MosipTransport
from tests.support.clock import NOW, FakeClock
from tests.support.mosip_server import MosipServer
from tests.support.mosip_talk import RID, mosip_transport
from tests.support.mosip_world import CENTRE, MACHINE, MosipWorld
from tests.support.pki import Pki

PACKET = bytes(range(256)) * 40
OWN_ID = PacketId(sha256(PACKET).hexdigest())
ANNOUNCEMENT = Announcement(
    RID, f"{RID}-{CENTRE}_{MACHINE}-20261124223700", f"{CENTRE}_{MACHINE}", "NEW", "hye", OWN_ID, len(PACKET)
)
ROW = OutboxRow(OWN_ID, EnrollmentId("e"), OutboxState.SENDING, NOW, 1, None, "0f" * 16, len(PACKET))


@dataclass
class Bench:
    server: MosipServer
    transport: MosipTransport
    clock: FakeClock
    world: MosipWorld

    def send(self, announcement: Announcement = ANNOUNCEMENT, packet: bytes = PACKET) -> bytes:
        beside = encode_announcement(announcement)
        row = replace(ROW, packet_id=PacketId(sha256(packet).hexdigest()))
        return self.transport.send(Parcel(row, packet, beside), CancelScope(30))

    def fails(self, error: type[StationError], **params: object) -> None:
        with pytest.raises(error) as caught:
            self.send()
        assert caught.value.params == params

    def check(self, receipt: bytes, row: OutboxRow = ROW) -> object:
        return check_mosip_receipt(receipt, row, Certificate.from_der(self.world.answers.der), NOW)


@pytest.fixture
def make_bench(pki: Pki, mosip: MosipWorld) -> Iterator[Callable[[], Bench]]:
    home = pki.intake_home
    with ExitStack() as stack:

        def make() -> Bench:
            context = server_context(
                home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls"
            )
            clock = FakeClock()
            server = stack.enter_context(MosipServer(mosip, context, clock).running())
            line = Line(server.url, pki.client(), connect_s=5.0, answer_s=10.0)
            return Bench(server, mosip_transport(mosip, line, clock), clock, mosip)

        yield make


@pytest.fixture
def bench(make_bench: Callable[[], Bench]) -> Bench:
    return make_bench()


ASK, ANNOUNCE, SEND, SIGN_IN = "packetexternalstatus", "syncV2", "registrationpackets", "useridpwd"
SEARCH = "search"
