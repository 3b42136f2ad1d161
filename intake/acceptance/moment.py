"""By which moment a signer is judged: the earliest at which somebody else saw what was signed, after it was.

A card that ended, or a person who left, after that changes nothing about what they signed before; a key that was
compromised is believed at no time. Witnesses are the centre's receipt, time-stamps, those over its augmented copy, and
whoever cosigned the station's log after the sealing. Where there is none it is judged by now, unless somebody who knows
better names the moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from crypto import cms
from crypto.errors import BadTimeStamp, CryptoError, MalformedDer, SignedInFuture, TooLarge
from crypto.time_stamp import verify_time_stamp
from crypto.trust import CLOCK_SKEW, TrustStore, refuse_future
from intake.acceptance.archived import Archived
from intake.acceptance.signed_here import signed_here
from intake.errors import ReceiptUnfit, TrustUnfit, WitnessUnfit
from intake.store.layout import receipt_of
from station.domain.outbox import PacketId
from station.formats.note import Verifier, read_verifier
from station.formats.receipt import decode_receipt
from station.formats.witnessed import read_witnessed

By = Literal["receipt", "time-stamp", "archive", "checkpoint", "sealing", "asked", "now"]


_UNKNOWN_WITNESS = "STN-135"  # as stations say it (station.audit.errors)


@dataclass(frozen=True)
class Moment:
    """by: "sealing" is the station's own word: it renewed its certificate while the packet waited, and the receipt
    proves that the newer one delivered it."""

    at: datetime
    by: By


@dataclass(frozen=True)
class Judged:
    """By which moment each signer was judged. officer: whoever gave the post-quantum signature too, which is over the
    officer's. not_used: witnesses that are not believed here, each with the code of why."""

    station: Moment
    operator: Moment
    officer: Moment
    not_used: tuple[tuple[str, str], ...] = ()


class Witnesses:
    """Of one packet. trust: a store that judges the past."""

    def __init__(self, trust: TrustStore, now: datetime) -> None:
        self._trust, self._now = trust, now
        self.not_used: list[tuple[str, str]] = []

    def stamp_on(self, p7s: bytes, name: str) -> tuple[Moment, ...]:
        """The time-stamp beside a signature, within its message; none where there is none. Raises as `stamp`."""
        found = cms.time_stamp_of(p7s)
        return () if found is None else self.stamp(*found, name)

    def stamp_in(self, file: Path, stamped: bytes, name: str) -> tuple[Moment, ...]:
        """The time-stamp in a file of its own. Raises as `stamp`, and OSError."""
        return self.stamp(file.read_bytes(), stamped, name) if file.exists() else ()

    def archive(self, archived: Archived) -> tuple[Moment, ...]:
        """The time-stamps over all that was archived, oldest first. Raises as `stamp`."""
        return tuple(
            replace(moment, by="archive")
            for number, each in enumerate(archived.stamps, start=1)
            for moment in self.stamp(each.token, each.manifest, f"time-stamp {number} of the augmented copy")
        )

    def stamp(self, token: bytes, stamped: bytes, name: str) -> tuple[Moment, ...]:
        """What an authority that is not believed here says is not used, and that is told; what is no time-stamp of
        these bytes at all is an error. Raises BadTimeStamp, MalformedDer, TooLarge."""
        try:
            return (Moment(verify_time_stamp(token, stamped, self._trust, self._now), "time-stamp"),)
        except (BadTimeStamp, MalformedDer, TooLarge):
            raise
        except CryptoError as error:
            self.not_used.append((name, error.code))
            return ()

    def checkpoint(self, file: Path, packet_id: PacketId, keys: Path) -> tuple[Moment, ...]:
        """The earliest cosignature on a checkpoint of the log that holds the sealing; keys: folder of the witnesses'.

        It shows that the packet was there, and so what is in it; the station's signature lies beside the packet and is
        not seen by it. Raises WitnessUnfit, TrustUnfit, OSError.
        """
        name = "checkpoint beside the packet"
        if not file.exists():
            return ()
        try:
            found = read_witnessed(file.read_bytes())
        except ValueError as error:
            raise WitnessUnfit("form") from error
        if found.packet_id != packet_id:
            raise WitnessUnfit("other-packet")
        seen = found.seen_by(witness_keys(keys))
        try:
            for at in seen[:1]:
                refuse_future(at, self._now)
        except SignedInFuture as error:
            self.not_used.append((name, error.code))
            return ()
        if not seen:
            self.not_used.append((name, _UNKNOWN_WITNESS))
        return tuple(Moment(at, "checkpoint") for at in seen[:1])


def witness_keys(folder: Path) -> tuple[Verifier, ...]:
    """Of those whose cosignatures count here: `*.key`, one a line as C2SP writes them. Raises TrustUnfit, OSError."""
    found: list[Verifier] = []
    for file in sorted(folder.glob("*.key")):
        try:
            found += [read_verifier(line) for line in file.read_text(encoding="ascii").split()]
        except ValueError as error:
            raise TrustUnfit(file.name) from error
    return tuple(found)


def earliest(witnesses: Iterable[Moment], signed_at: datetime) -> Moment:
    """The first of `witnesses` that is not before they say that they signed; the last where all are."""
    in_order = sorted(witnesses, key=lambda moment: moment.at)
    after = (moment for moment in in_order if moment.at + CLOCK_SKEW >= signed_at)
    return next(after, in_order[-1])


def received(file: Path, packet_id: PacketId, trust: TrustStore, now: datetime) -> Moment | None:
    """When the centre had the packet, by its own signed receipt; None where none lies in `file`.

    The receipt's signer is judged by when the receipt says it was signed. Raises ReceiptUnfit, OSError.
    """
    if not file.exists():
        return None
    receipt = signed_here(
        file, packet_id, decode_receipt, lambda receipt: receipt.received_at, ReceiptUnfit, trust, now
    )
    return Moment(receipt.received_at, "receipt")


def delivered_by(packet: Path) -> str:
    """Fingerprint of the certificate that delivered `packet`, as the receipt beside it says, which `received` believes;
    "" where there is none that can be read. Raises OSError."""
    file = receipt_of(packet)
    if not file.exists():
        return ""
    try:
        return decode_receipt(cms.claimed_content(file.read_bytes())).station_id
    except (CryptoError, ValueError):
        return ""
