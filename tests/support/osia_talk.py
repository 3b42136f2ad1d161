"""Station and OSIA server, for tests that fake one side."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_hex

from station.domain.clock import Clock, SystemClock
from station.domain.outbox import PacketId, SealedPacket
from station.receivers.line import Line
from station.receivers.osia.submission import Buffer, Submission, decode_submission, encode_submission
from station.receivers.osia.transport.client import OsiaClient
from station.receivers.osia.transport.token import BearerToken
from station.receivers.osia.transport.transport import OsiaTransport
from station.receivers.osia.transport.uploads import Uploads
from tests.support.bad_intake import Behaviour, answering
from tests.support.osia_server import TOKEN
from tests.support.people import ENROLLMENT_ID


def jwt(**claims: object) -> str:
    head, body = (
        urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "ES256"}, claims)
    )
    return f"{head}.{body}.c2ln"


def osia_transport(
    home: Path, url: str, line: Line, clock: Clock | None = None, token: str | None = TOKEN
) -> OsiaTransport:
    """home: of token and memory. token: None where the file is left as it is."""
    file = home / "osia.token"
    if token is not None:
        file.touch(mode=0o600)
        file.write_text(f"{token}\n")
    client = OsiaClient(line, BearerToken(file, clock or SystemClock()))
    return OsiaTransport(line, client, url, Uploads(home / "osia", url))


def osia_packet(size: int = 300_000, enrollment_id: str = ENROLLMENT_ID) -> SealedPacket:
    """Looks sealed: three buffers, `size` bytes together, that nobody ever opens."""
    part = max(1, size // 3)
    buffers = (
        Buffer("/biometricData/0/imageRef", token_bytes(part)),
        Buffer("/biometricData/0/templateRef", token_bytes(part)),
        Buffer("/documentData/0/parts/0/dataRef", token_bytes(part)),
    )
    value = {
        "enrollmentType": "BIOMETRIC_PASSPORT",
        "enrollmentFlags": {"mode": "demo"},
        "contextualData": {"desk": "1", "buffers": [buffer.sha256 for buffer in buffers]},
        "biographicData": "AAAA",
        "biometricData": [{"biometricType": "SIGNATURE"}],
        "documentData": [{"documentType": "OTHER", "parts": [{"pages": [1]}]}],
        "encryption": {"type": "PKCS7", "scope": "$.biographicData"},
        "integrity": [{"id": "station", "scope": "$", "alg": "SHA256", "hash": token_hex(32)}],
    }
    data = encode_submission(Submission(enrollment_id, value, buffers))
    return SealedPacket(token_hex(16), PacketId(sha256(data).hexdigest()), data, b"signature")


def happy_answers(packet: SealedPacket) -> tuple[Behaviour, ...]:
    """From create to finalize, one connection each."""
    count = len(decode_submission(packet.p7m).buffers)
    buffers = (answering(201, b'{"bufferId":"b-%d"}' % number, "application/json") for number in range(count))
    return (answering(204), *buffers, answering(204), answering(204))
