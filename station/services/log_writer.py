"""The audit log as the services write it, and the proof that goes into a packet.

Nothing is remembered here: what was written within a transaction may be rolled back with it.
"""

from collections.abc import Callable

from station.audit import AuditLog, LogSigner
from station.domain.events import AuditEvent
from station.domain.outbox import Logged


class LogWriter:
    """For the work thread."""

    def __init__(self, log: AuditLog, signer: LogSigner) -> None:
        self._log = log
        self._signer = signer
        self._hear: Callable[[AuditEvent], None] = lambda event: None

    def listen(self, hear: Callable[[AuditEvent], None]) -> None:
        """hear: is told each event within the transaction that writes it."""
        self._hear = hear

    def note(self, event: AuditEvent) -> None:
        """Write it down for good."""
        with self._log.still():
            self._log.append(event)
            self._hear(event)

    def proof(self) -> bytes:
        """That the newest event stands in the log that a fresh checkpoint signs: audit/proof.json."""
        with self._log.still():
            self._log.checkpoint(self._signer)
            return self._log.proof(self._log.size)

    def note_signed(self, *events: AuditEvent) -> Logged:
        """Write them down, in this order, and sign the log up to the last one. Within a transaction: part of it."""
        with self._log.still():
            newest = max(self._log.append(event) for event in events)
            for event in events:
                self._hear(event)
            return Logged(newest, self._log.checkpoint(self._signer))
