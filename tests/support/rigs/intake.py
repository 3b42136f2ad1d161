"""An intake that stores nothing: it signs for what it is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from ssl import SSLSocket

from crypto import cms
from crypto.keys.machine import server_context
from station.domain.outbox import PacketId
from station.formats.receipt import Receipt, encode_receipt
from station.settings import Settings
from tests.support.bad_intake import BadIntake
from tests.support.rigs import Rig, Side


@contextmanager
def rig(side: Side) -> Iterator[Rig]:
    home, pki = side.pki.intake_home, side.pki
    station = pki.station.certificate.fingerprint
    taken: set[str] = set()

    def take(server: BadIntake, connection: SSLSocket) -> None:
        request = server.read(connection)
        if request.head.startswith("GET /v1/health"):
            connection.sendall(_whole(b'{"status": "ready"}', "application/json"))
            return
        packet = request.body[int(request.header("X-Signature-Length")) :]
        packet_id = PacketId(sha256(packet).hexdigest())
        taken.add(packet_id)
        receipt = Receipt(packet_id, station, request.header("X-Nonce"), side.clock.now())
        signed = cms.sign_attached(encode_receipt(receipt), pki.receipt_key, side.clock.now())
        connection.sendall(_whole(signed, "application/pkcs7-mime"))

    context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
    with BadIntake(context, [take]).running() as server:
        yield Rig(
            settings=Settings(side.home / "data", side.home / "config", intake=server.url),
            nowhere="https://127.0.0.1:9",
            arrived=lambda: len(taken),
            context=pki.client(),
        )


def _whole(body: bytes, kind: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
