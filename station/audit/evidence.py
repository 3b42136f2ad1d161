"""What others saw of this log: a cosigned note, a supervisor's signature, an intake's or a citizen's receipt.

Any one is a witness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crypto import cms
from crypto.errors import BadRevocationList, CertificateNotYetValid, CryptoError, RevocationUnknown, SignedInFuture
from crypto.trust import Purpose, TrustStore
from station.audit.errors import WitnessAhead, WitnessNotJudged, WitnessUnusable
from station.formats.checkpoint import Checkpoint, read_checkpoint
from station.formats.citizen_receipt import PREFIX, read_citizen_receipt
from station.formats.note import MAX_NOTE_BYTES, Note, Verifier, read_note
from station.formats.receipt import decode_receipt

_DER_SEQUENCE = b"\x30"


@dataclass(frozen=True)
class Evidence:
    """A checkpoint that this log signed, as `source` kept it. signer: who vouches for having seen it, "" for a note;
    at: when, by their own word."""

    source: str
    note: Note
    checkpoint: Checkpoint
    signer: str = ""
    at: datetime | None = None


def read_evidence(data: bytes, source: str, logs: Sequence[Verifier], trust: TrustStore, at: datetime) -> Evidence:
    """A witness file: a note as text; the text of the code on a citizen's receipt; CMS by a state officer over a note,
    or by the intake over a receipt.

    logs: this station's, the one it writes and former ones. The log's own signature must hold: what it did not sign
    says nothing against it. Who vouches is judged by when they say that they did, never later than `at`: their
    certificate may have ended since. Raises WitnessUnusable, WitnessAhead, WitnessNotJudged.
    """
    signer, signed_at = "", None
    if data[:1] == _DER_SEQUENCE:
        data, signer, signed_at = _out_of_cms(data, source, trust, at)
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
    return Evidence(source, note, checkpoint, signer, signed_at)


def _out_of_cms(data: bytes, source: str, trust: TrustStore, at: datetime) -> tuple[bytes, str, datetime]:
    try:
        at, trust = min(trust.judged(at), cms.claimed_time(data)), trust.in_the_past()
        content, signer = cms.verify_attached(data, trust, Purpose.INTAKE, at)
        receipt = decode_receipt(content)
        return receipt.checkpoint.encode(), signer.certificate.fingerprint, receipt.received_at
    except CryptoError as error:  # not an intake's: then a person's
        _later(error, source)
    except ValueError:
        raise WitnessUnusable(file=source, reason="form") from None
    try:
        content, signer = cms.verify_attached(data, trust, Purpose.OFFICER, at)
    except CryptoError as error:
        _later(error, source)
        raise WitnessUnusable(file=source, reason="signature") from None
    return content, signer.certificate.fingerprint, signer.signing_time


def _later(error: CryptoError, source: str) -> None:
    """What time or a newer list heals is no fault of the witness, nor of the log."""
    if isinstance(error, SignedInFuture | CertificateNotYetValid):
        raise WitnessAhead(file=source) from None
    if isinstance(error, RevocationUnknown | BadRevocationList):
        raise WitnessNotJudged(file=source) from None
