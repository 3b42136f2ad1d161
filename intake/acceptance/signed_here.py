"""What this centre signed itself and laid beside a packet: receipts and answers, believed by one rule."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from crypto import cms
from crypto.errors import CryptoError
from crypto.trust import Purpose, TrustStore, refuse_future
from intake.errors import IntakeError
from station.domain.outbox import PacketId


class _OfAPacket(Protocol):
    @property
    def packet_id(self) -> PacketId: ...


Said = TypeVar("Said", bound=_OfAPacket)


def signed_here(
    file: Path,
    packet_id: PacketId,
    decode: Callable[[bytes], Said],
    said_at: Callable[[Said], datetime],
    unfit: Callable[[str], IntakeError],
    trust: TrustStore,
    now: datetime,
) -> Said:
    """What lies in `file`, of that packet and not of the future. trust: whose word counts; who signed is judged by when
    they did. decode: raises ValueError. unfit: the error, of a reason. Raises that, and OSError."""
    message = file.read_bytes()
    try:
        content, _ = cms.verify_attached(message, trust, Purpose.INTAKE, cms.claimed_time(message))
        said = decode(content)
        refuse_future(said_at(said), now)
    except CryptoError as error:
        raise unfit(error.code) from error
    except ValueError as error:
        raise unfit("form") from error
    if said.packet_id != packet_id:
        raise unfit("other-packet")
    return said
