"""Whose a packet is, and what its receipt tells, when no row says so. Only the files are asked."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from crypto import cms
from crypto.certificate import Certificate
from crypto.errors import CryptoError, KeyGone
from crypto.keys.station import STATION, TRAINING, certificate_of, current, former_certificates
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import Logged, PacketId
from station.formats.checkpoint import read_checkpoint
from station.formats.mosip.announcement import decode_announcement
from station.formats.mosip.place import read_place
from station.formats.mosip.receipt import decode_mosip_receipt
from station.formats.note import read_note
from station.formats.osia.statement import decode_statement
from station.formats.receipt import decode_receipt
from station.outbox.slip import UNKNOWN, Slip
from station.settings import Settings

_NONCE_BYTES = 16


@dataclass(frozen=True)
class Provenance:
    """certificates: of this station, with those it had before. mosip: how MOSIP knows it, "" where it does not."""

    certificates: Collection[Certificate]
    mosip: str = ""

    def sealed_here(self, p7m: bytes, p7s: bytes) -> bool:
        """Whether this station made the packet: its signature, of any of its certificates and at any time; or, since a
        MOSIP packet bears none outside, an announcement of that file in this station's name."""
        try:
            cms.verify_own(p7s, p7m, self.certificates)
        except CryptoError:
            return self._announced(p7m, p7s)
        return True

    def _announced(self, p7m: bytes, p7s: bytes) -> bool:
        try:
            announcement = decode_announcement(p7s)
        except (ValueError, RecursionError):
            return False
        return announcement.reference == self.mosip and announcement.packet_hash == sha256(p7m).hexdigest()


def open_provenance(settings: Settings) -> Provenance:
    """Raises KeyGone, KeyDamaged, and SettingsWrong where the place at a MOSIP receiver cannot be read."""
    own = [certificate_of(current(settings.keys), STATION)]
    with suppress(KeyGone):
        own.append(certificate_of(settings.keys, TRAINING))
    mosip = read_place(settings).reference if settings.receiver_scheme.startswith("mosip") else ""
    return Provenance((*own, *former_certificates(settings.keys)), mosip)


def slip_anew(packet_id: PacketId, name: str, at: datetime) -> Slip:
    """For a packet of a version that wrote none: which enrollment it was nobody knows any more, and the receiver is
    asked under a new nonce."""
    return Slip(packet_id, EnrollmentId(f"{UNKNOWN}{name}"), token_hex(_NONCE_BYTES), at)


def slip_of_receipt(receipt: bytes, name: str, at: datetime) -> Slip:
    """What a receipt, or our own statement, tells of its packet. Nothing in it is believed yet. Raises ValueError."""
    readers = (_of_intake, _of_mosip, _of_osia)
    for read in readers:
        try:
            return read(receipt, name, at)
        except (ValueError, CryptoError):
            continue
    raise ValueError("not a receipt")


def _of_intake(data: bytes, name: str, at: datetime) -> Slip:
    receipt = decode_receipt(cms.claimed_content(data))
    logged = None
    if receipt.checkpoint:  # it covers the log up to the event of the sealing, which is therefore the last
        logged = Logged(read_checkpoint(read_note(receipt.checkpoint)).size, receipt.checkpoint)
    return replace(slip_anew(receipt.packet_id, name, at), nonce=receipt.nonce, logged=logged)


def _of_mosip(data: bytes, name: str, at: datetime) -> Slip:
    return slip_anew(decode_mosip_receipt(data).announcement.packet_hash, name, at)


def _of_osia(data: bytes, name: str, at: datetime) -> Slip:
    statement = decode_statement(data)
    slip = slip_anew(statement.packet_id, name, at)
    return replace(slip, enrollment_id=EnrollmentId(statement.enrollment_id), nonce=statement.transaction_id)
