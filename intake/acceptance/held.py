"""Everything that the store holds, by its hashes and signatures: `intake verify`, and it takes its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from crypto import cms
from crypto.errors import CryptoError
from crypto.trust import TrustStore
from intake.acceptance.judging import answered
from intake.acceptance.moment import received
from intake.errors import AnswerUnfit, ReceiptUnfit
from intake.store.comparing import Compared
from intake.store.layout import EVIDENCE, PACKET, PACKETS, RECEIPT, answers_of, augmented_of, is_as_named, signature_of
from intake.store.register import proof_in
from station.domain.outbox import PacketId


@dataclass(frozen=True)
class Finding:
    """name: of a packet, or of a file of evidence.

    what: gone, packet, signature, receipt, answer, augmented, proof, evidence, foreign.
    """

    name: str
    what: str


def findings(data: Path, compared: Compared, own: TrustStore, now: datetime) -> Iterator[Finding]:
    """data: the store's folder. own: who signs this centre's receipts. Raises OSError."""
    yield from (Finding(name, "gone") for name in compared.gone)
    yield from (Finding(name, "foreign") for name in compared.foreign)
    for packet_id in compared.held:
        folder, entry = data / PACKETS / packet_id, compared.registered.get(packet_id)
        what = _fault(folder, packet_id, own, now)
        if not what and entry is not None and entry.proof != proof_in(folder):
            what = "proof"
        if what:
            yield Finding(packet_id, what)
    for file in sorted((data / EVIDENCE).iterdir()):
        if _digest(file).hex() != file.name:
            yield Finding(file.name, "evidence")


def _fault(folder: Path, packet_id: PacketId, own: TrustStore, now: datetime) -> str:
    """The first that is found, in a word; "" where all is as it was."""
    digest = _digest(folder / PACKET)
    if digest.hex() != packet_id:
        return "packet"
    try:
        cms.require_over(signature_of(folder / PACKET).read_bytes(), digest)
    except CryptoError:
        return "signature"
    try:
        received(folder / RECEIPT, packet_id, own, now)
    except ReceiptUnfit:
        return "receipt"
    try:
        for file in answers_of(folder / PACKET):
            answered(file, packet_id, own, now)
    except AnswerUnfit:
        return "answer"
    return "" if all(map(is_as_named, augmented_of(folder / PACKET))) else "augmented"


def _digest(file: Path) -> bytes:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").digest()
