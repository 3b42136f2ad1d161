"""What others saw of this log: a cosigned note, a supervisor's signature, an intake's or a citizen's receipt.

Any one is a witness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crypto import cms
from crypto.errors import CryptoError
from crypto.trust import Purpose, TrustStore
from station.audit.errors import WitnessUnusable
from station.formats.checkpoint import Checkpoint, read_checkpoint
from station.formats.citizen_receipt import PREFIX, read_citizen_receipt
from station.formats.note import MAX_NOTE_BYTES, Note, Verifier, read_note
from station.formats.receipt import decode_receipt

_DER_SEQUENCE = b"\x30"


@dataclass(frozen=True)
class Evidence:
    """A checkpoint that this log signed, as `source` kept it. signer: who vouches for having seen it, "" for a note."""

    source: str
    note: Note
    checkpoint: Checkpoint
    signer: str = ""


def read_evidence(data: bytes, source: str, logs: Sequence[Verifier], trust: TrustStore, at: datetime) -> Evidence:
    """A witness file: a note as text; the text of the code on a citizen's receipt; CMS by a state officer over a note,
    or by the intake over a receipt.

    logs: this station's, the one it writes and former ones. The log's own signature must hold: what it did not sign
    says nothing against it. Who vouches is judged by when they say that they did, never later than `at`: their
    certificate may have ended since. Raises WitnessUnusable.
    """
    signer = ""
    if data[:1] == _DER_SEQUENCE:
        data, signer = _out_of_cms(data, source, trust, at)
    try:
        if len(data) > MAX_NOTE_BYTES:
            raise ValueError("too long")
        text = data.decode()
        citizens = text.startswith(PREFIX)
        note = read_citizen_receipt(text.removesuffix("\n")).note if citizens else read_note(text)
        checkpoint = read_checkpoint(note)
    except ValueError:
        raise WitnessUnusable(file=source, reason="form") from None
    log = next((known for known in logs if known.name == checkpoint.origin), None)
    if log is None:
        raise WitnessUnusable(file=source, reason="other-log")
    if not log.signed(note):
        raise WitnessUnusable(file=source, reason="signature")
    return Evidence(source, note, checkpoint, signer)


def _out_of_cms(data: bytes, source: str, trust: TrustStore, at: datetime) -> tuple[bytes, str]:
    try:
        at = min(at, cms.claimed_time(data))
        content, signer = cms.verify_attached(data, trust, Purpose.INTAKE, at)
        return decode_receipt(content).checkpoint.encode(), signer.certificate.fingerprint
    except CryptoError:
        pass  # not an intake's: then a person's
    except ValueError:
        raise WitnessUnusable(file=source, reason="form") from None
    try:
        content, signer = cms.verify_attached(data, trust, Purpose.OFFICER, at)
    except CryptoError:
        raise WitnessUnusable(file=source, reason="signature") from None
    return content, signer.certificate.fingerprint
