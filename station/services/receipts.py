"""The citizen's receipt: what the log proves of one packet, as a page to take home."""

import json
from collections.abc import Callable

from crypto import cms
from crypto.errors import CryptoError
from crypto.keys.log import load_log_keys
from station.audit import AuditLog, ProofUnavailable, log_verifier
from station.audit.former import former_database, former_logs
from station.domain.clock import Clock, SystemClock
from station.domain.events import EventKind
from station.domain.outbox import OutboxRow, OutboxState, PacketId
from station.formats.checkpoint import read_checkpoint
from station.formats.citizen_receipt import CitizenReceipt
from station.formats.moment import read_moment
from station.formats.note import Note, Verifier, read_note
from station.formats.receipt import decode_receipt
from station.outbox.errors import ReceiptMissing
from station.outbox.pages import OutboxPages
from station.outbox.store import OutboxStore
from station.services.door import answering
from station.services.views import PolicyView
from station.settings import Settings
from station.storage.database import reading


class Receipts:
    """For the work thread."""

    def __init__(
        self,
        settings: Settings,
        outbox: OutboxStore,
        log: AuditLog,
        verifier: Verifier,
        policy: Callable[[], PolicyView] = lambda: PolicyView("none"),
    ) -> None:
        """verifier: of this station's log. policy: what the registry calls unit and desk; else as they are set up."""
        self._settings = settings
        self._outbox = outbox
        self._log = log
        self._verifier = verifier
        self._policy = policy

    @answering
    def citizen(self, packet_id: PacketId, language: str) -> bytes:
        """The receipt as a page: PDF. language: "hy", "ru" or "en". A packet that is erased here has one too."""
        return self.page(packet_id, language)

    @answering
    def code(self, packet_id: PacketId) -> tuple[str, ...]:
        """The square code that stands on the receipt: its rows, "1" for a dark module, "0" for a light one."""
        from station.printing.square_code import modules  # here: no start has to wait for a printer

        rows = modules(self._receipt(self._outbox.row(packet_id)).text)
        return tuple("".join("01"[dark] for dark in row) for row in rows)

    def page(self, packet_id: PacketId, language: str) -> bytes:
        """As `citizen`. Raises PacketUnknown, ProofUnavailable."""
        from station.printing.receipt_page import ReceiptFacts, receipt_page  # here: no start has to wait for a printer

        row = self._outbox.row(packet_id)
        receipt, place = self._receipt(row), self._policy()
        facts = ReceiptFacts(
            packet_id=packet_id,
            sealed_at=receipt.sealed_at,
            unit=place.unit.get(language, self._settings.unit),
            desk=place.desk_names.get(language, place.desk or self._settings.desk),
            entry=receipt.index + 1,
            log_size=receipt.log_size,
            origin=receipt.origin,
            code=receipt.text,
            demo=self._settings.mode == "demo",
            copies=self._copies(row),
            takes_back=self._outbox.followers.takes_back(packet_id),
            papers_due=self._outbox.papers_due(packet_id),
        )
        return receipt_page(facts, language)

    def _copies(self, row: OutboxRow) -> tuple[str, ...]:
        """Where the centre says that it holds the packet: in a receipt that was believed when it came; () before."""
        if row.state is not OutboxState.RECEIPTED or row.unsigned:
            return ()
        try:
            return decode_receipt(cms.claimed_content(self._outbox.receipt(row.packet_id))).copies
        except (CryptoError, ValueError, ReceiptMissing):
            return ()  # of another receiver, or gone: the page proves the sealing without it

    def _receipt(self, row: OutboxRow) -> CitizenReceipt:
        if row.logged is None:
            raise ProofUnavailable
        seq, note = row.logged.seq, read_note(row.logged.checkpoint)
        checkpoint = read_checkpoint(note)
        if checkpoint.origin == self._verifier.name:
            return _of_log(self._log, self._verifier, seq, note, row.packet_id)
        for log in former_logs(self._settings.logs, self._settings.keys, self._settings.machine_secret):
            if log.verifier.name == checkpoint.origin and log.salt_key is not None and log.database.exists():
                with former_database(log.database) as db:
                    return _of_log(AuditLog(db, SystemClock(), log.salt_key), log.verifier, seq, note, row.packet_id)
        raise ProofUnavailable


def _of_log(log: AuditLog, own: Verifier, seq: int, note: Note, packet_id: PacketId) -> CitizenReceipt:
    """From the log that sealed it, the one in use or a former one. Raises ProofUnavailable."""
    checkpoint = read_checkpoint(note)
    line = note.line_of(own.name, own.key_id)
    if line is None:
        raise ProofUnavailable
    opening = log.opening(seq)
    event = json.loads(opening.event)
    if event["kind"] != EventKind.PACKET_SEALED or event["subject"] != packet_id:
        raise ProofUnavailable  # the packet was taken up from its files: this log is younger, or another
    return CitizenReceipt(
        packet_hash=bytes.fromhex(event["subject"]),
        packet_size=event["details"]["size"],
        sealed_at=read_moment(event["at"]),
        salt=opening.salt,
        index=seq - 1,
        log_size=checkpoint.size,
        path=log.path(seq, checkpoint.size),
        origin=checkpoint.origin,
        key_id=line.key_id,
        signature=line.signature,
    )


def receipt_from_disk(settings: Settings, packet: str, language: str, clock: Clock | None = None) -> bytes:
    """The same page without a station, beside whichever runs. packet: its id, or enough of the beginning to know it.

    Raises PacketUnknown, ProofUnavailable, and what keys and database raise.
    """
    keys = load_log_keys(settings.keys, settings.machine_secret)
    with reading(settings.database) as db:
        outbox = OutboxStore(db, settings.outbox)
        found = OutboxPages(db).beginning_with(packet)
        log = AuditLog(db, clock or SystemClock(), keys.salt_key)
        packet_id = found[0] if len(found) == 1 else PacketId(packet)
        return Receipts(settings, outbox, log, log_verifier(keys)).page(packet_id, language)
