"""Sealing: encrypt the signed container to the centre, and sign the result as the station."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from crypto import cms, envelope
from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from station.domain.errors import Problem
from station.domain.outbox import PacketId, SealedPacket
from station.packet.format import Dossier

_NAME_BYTES = 16


def seal(container: bytes, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime) -> SealedPacket:
    """Encrypt to all `recipients` (RSA-OAEP-SHA256, AES-256-GCM); sign what comes out; give it a blank name.

    From here on nobody at the station can read it. Raises BadRecipient, KeyGone.
    """
    p7m = envelope.encrypt(container, recipients)
    p7s = cms.sign_detached(p7m, station_key, at)
    return SealedPacket(token_hex(_NAME_BYTES), PacketId(sha256(p7m).hexdigest()), p7m, p7s)


class SealedContainer:
    """PacketFormat of our own intake: the container as it was approved, with everything in it."""

    def foresee(self, dossier: Dossier) -> tuple[Problem, ...]:
        return ()

    def seal(
        self, dossier: Dossier, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime
    ) -> SealedPacket:
        return seal(dossier.container, recipients, station_key, at)
