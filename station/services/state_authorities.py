"""Which authorities of States are believed when the chip of a document is verified: lists that a pinned publisher
signed. On the work thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

from station.domain.events import AuditEvent, EventKind
from station.storage.database import transaction

if TYPE_CHECKING:
    from crypto.emrtd.verifier.csca_folder import CscaFolder
    from crypto.emrtd.verifier.master_list import Difference


@dataclass(frozen=True)
class PublishedList:
    """at, certificates: of the list in use; None and 0 where a publisher is pinned and none was taken yet."""

    publisher: str
    at: datetime | None
    certificates: int


class StateAuthorities:
    def __init__(self, folder: Path, db: Connection, audit: Callable[[AuditEvent], None]) -> None:
        self._where, self._db, self._audit = folder, db, audit

    @property
    def _folder(self) -> "CscaFolder":
        from crypto.emrtd.verifier.csca_folder import CscaFolder  # here: the window starts without its arithmetic

        return CscaFolder(self._where)

    @property
    def publishers(self) -> tuple[str, ...]:
        """Those that are pinned."""
        return self._folder.publishers

    def lists(self) -> tuple[PublishedList, ...]:
        """Of each publisher that is pinned. Raises BadMasterList, FileTrouble."""
        found = ((publisher, self._folder.in_use(publisher)) for publisher in self._folder.publishers)
        return tuple(
            PublishedList(publisher, None, 0)
            if one is None
            else PublishedList(publisher, one.at, len(one.certificates))
            for publisher, one in found
        )

    def compare(self, publisher: str, offered: bytes) -> "Difference":
        """What the offered list would change; nothing is. Raises BadMasterList, FileTrouble."""
        return self._folder.compare(publisher, offered)

    def take(self, publisher: str, offered: bytes, confirmed: str, *, older: bool) -> "Difference":
        """confirmed: the digest of the difference that somebody saw. Written into the log with it.

        Raises DifferenceNotConfirmed, MasterListOlder, BadMasterList, FileTrouble, DatabaseFailed, DiskFull.
        """
        found = self.compare(publisher, offered)
        details: dict[str, str | int] = {
            "of": f"{found.after:%Y-%m-%d}",
            "added": sum(each.added for each in found.states),
            "removed": sum(each.removed for each in found.states),
            "renewed": sum(each.changed for each in found.states),
        }
        with transaction(self._db):
            self._audit(AuditEvent(EventKind.AUTHORITIES_TAKEN, subject=publisher, details=details))
            self._folder.activate(publisher, offered, confirmed, older=older)
        return found
