"""The audit log as the services write it, and the proof that goes into a packet."""

from crypto.keys.api import SigningKey
from station.audit import AuditLog
from station.domain.events import AuditEvent


class Diary:
    """For the work thread."""

    def __init__(self, log: AuditLog, key: SigningKey) -> None:
        """key: the station's own; it signs the checkpoints."""
        self._log = log
        self._key = key
        self._newest = 0

    def note(self, event: AuditEvent) -> None:
        """Write it down for good."""
        self._newest = self._log.append(event)

    def proof(self) -> bytes:
        """That the newest event noted here stands in the log that a fresh checkpoint signs: audit/proof.json."""
        self._log.checkpoint(self._key)
        return self._log.proof(self._newest)
