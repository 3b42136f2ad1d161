"""The audit log as the services write it, and the proof that goes into a packet."""

from station.audit import AuditLog, LogSigner
from station.domain.events import AuditEvent
from station.domain.outbox import Logged


class Diary:
    """For the work thread."""

    def __init__(self, log: AuditLog, signer: LogSigner) -> None:
        self._log = log
        self._signer = signer
        self._newest = 0

    def note(self, event: AuditEvent) -> None:
        """Write it down for good."""
        self._newest = self._log.append(event)

    def proof(self) -> bytes:
        """That the newest event noted here stands in the log that a fresh checkpoint signs: audit/proof.json."""
        self._log.checkpoint(self._signer)
        return self._log.proof(self._newest)

    def note_signed(self, *events: AuditEvent) -> Logged:
        """Write them down, in this order, and sign the log up to the last one. Within a transaction: part of it."""
        for event in events:
            self.note(event)
        return Logged(self._newest, self._log.checkpoint(self._signer))
