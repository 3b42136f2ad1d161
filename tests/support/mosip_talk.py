"""What is said between station and MOSIP receiver, for tests that fake one side."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from crypto.certificate import Certificate
from station.domain.clock import Clock, SystemClock
from station.domain.outbox import PacketId, SealedPacket
from station.receivers.line import Line
from station.receivers.mosip.announcement import Announcement, decode_announcement, encode_announcement
from station.receivers.mosip.transport.desk import MosipDesk
from station.receivers.mosip.transport.sign_in import MosipSignIn
from station.receivers.mosip.transport.transport import MosipTransport
from tests.support.bad_intake import Behaviour, answering
from tests.support.mosip_layout import encrypt_to_machine
from tests.support.mosip_world import CENTRE, MACHINE, MosipWorld

RID = "10001100771006920261124223618"
JSON = "application/json"


def announcement_of(packet: bytes) -> bytes:
    """As it lies beside `packet`."""
    own_id = PacketId(sha256(packet).hexdigest())
    packet_id = f"{RID}-{CENTRE}_{MACHINE}-20261124223700"
    return encode_announcement(Announcement(RID, packet_id, f"{CENTRE}_{MACHINE}", "NEW", "hye", own_id, len(packet)))


def mosip_transport(world: MosipWorld, line: Line, clock: Clock | None = None) -> MosipTransport:
    clock, settings = clock or SystemClock(), world.settings
    sign_in = MosipSignIn(line, world.machine, settings.config / "mosip-credentials.toml", clock)
    policy = Certificate.from_der(world.policy.der)
    return MosipTransport(line, MosipDesk(line, sign_in, world.machine, f"{CENTRE}_{MACHINE}", policy, clock))


def token_answer(world: MosipWorld, token: str = "token-1", expiry_s: int = 3600) -> bytes:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key: Any = load_der_public_key(world.machine.encrypt_key)
    plain = json.dumps({"token": token, "refreshToken": "r", "expiryTime": expiry_s, "refreshExpiryTime": 86400})
    sealed = encrypt_to_machine(plain.encode(), key)
    return json.dumps({"response": urlsafe_b64encode(sealed).decode(), "errors": None}).encode()


def status_answer(packet_id: str, status: str | None) -> bytes:
    response = [] if status is None else [{"packetId": packet_id, "statusCode": status}]
    errors = [] if status else [{"errorCode": "RPR-RGS-037", "message": "not found", "packetId": packet_id}]
    return json.dumps({"id": "x", "version": "1.0", "response": response, "errors": errors}).encode()


def happy_answers(world: MosipWorld, packet: SealedPacket) -> tuple[Behaviour, ...]:
    """From the token to a signed answer that the registration was processed, one connection each."""
    announcement = decode_announcement(packet.p7s)
    synced = {"response": [{"registrationId": announcement.registration_id, "status": "SUCCESS"}], "errors": None}
    received = {"response": {"status": "Packet has reached Packet Receiver"}, "errors": None}
    accepted = status_answer(announcement.packet_id, "ACCEPTED")
    outcome = [{"registrationId": announcement.registration_id, "statusCode": "PROCESSED"}]
    done = json.dumps({"id": "x", "version": "1.0", "response": outcome, "errors": []}).encode()
    bodies = (
        token_answer(world),
        status_answer(announcement.packet_id, None),
        json.dumps(synced).encode(),
        json.dumps(received).encode(),
        accepted,
    )
    return (
        *(answering(200, body, JSON) for body in bodies),
        answering(200, done, JSON, f"Response-Signature: {world.answers.jws(done)}"),
    )
