"""What a packet format is: it makes, of one approved enrollment, the bytes that leave the station."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.outbox import SealedPacket
from station.domain.sample import Digest
from station.packet.application import PacketContext
from station.packet.part import Part


@dataclass(frozen=True)
class Dossier:
    """Everything known of one enrollment that the operator signed and the officer approved.

    given: by all steps. container: the ASiC-E with both signatures. under_duress: one of the two was forced; for forms
    that have no room for the container.
    """

    enrollment: Enrollment
    given: Part
    context: PacketContext
    container: bytes
    get_blob: Callable[[Digest], bytes]
    under_duress: bool = False


class PacketFormat(Protocol):
    def foresee(self, dossier: Dossier) -> tuple[Problem, ...]:
        """What of the packet everybody must know before they sign: whatever will not be in it as it was captured. The
        dossier is not signed yet and has no container. Asked often: what takes long is remembered.

        Raises StationError, CryptoError where no packet can be made of it: then nobody is asked to sign.
        """
        ...

    def seal(
        self, dossier: Dossier, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime
    ) -> SealedPacket:
        """Encrypt to the receiver and sign. Nobody at the station can read what comes out.

        Raises StationError, CryptoError; then nothing has changed.
        """
        ...
