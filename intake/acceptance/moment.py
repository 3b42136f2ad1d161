"""By which moment a packet is judged: the earliest at which somebody other than its signers saw that it was signed.

A card that ended, or a person who left, after that changes nothing about what they signed before; a key that was
compromised is believed at no time. The receipt is such a witness. Without one it is judged by now, unless somebody who
knows better names the moment.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from crypto import cms
from crypto.errors import CryptoError
from crypto.trust import Purpose, TrustStore, refuse_future
from intake.errors import ReceiptUnfit
from station.domain.outbox import PacketId
from station.formats.receipt import decode_receipt

By = Literal["receipt", "sealing", "asked", "now"]


@dataclass(frozen=True)
class Moment:
    """by: "sealing" is the station's own word: it renewed its certificate while the packet waited, and the receipt
    proves that the newer one delivered it."""

    at: datetime
    by: By


def received(file: Path, packet_id: PacketId, trust: TrustStore, now: datetime) -> Moment | None:
    """When the centre had the packet, by its own signed receipt; None where none lies in `file`.

    The receipt's signer is judged by when the receipt says it was signed. Raises ReceiptUnfit, OSError.
    """
    if not file.exists():
        return None
    message = file.read_bytes()
    try:
        content, _ = cms.verify_attached(message, trust, Purpose.INTAKE, cms.claimed_time(message))
        receipt = decode_receipt(content)
        refuse_future(receipt.received_at, now)
    except CryptoError as error:
        raise ReceiptUnfit(error.code) from error
    except ValueError as error:
        raise ReceiptUnfit("form") from error
    if receipt.packet_id != packet_id:
        raise ReceiptUnfit("other-packet")
    return Moment(receipt.received_at, "receipt")
