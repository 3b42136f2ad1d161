"""Puts a draft's own key into the hands of two people, beside the draft, each time one is opened or kept.

    <drafts>/<enrollment id>/recovery-<whom>.p7m     whom: a digest of the certificates that policy names

It needs the key, so it is done where the draft is open, on the work thread, once for each draft and each set of people;
to look whether it is done is one look at a name. Nothing here ever stops a draft: what fails is said (`problem`).
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from crypto.errors import CryptoError
from crypto.keys.api import SigningKey
from crypto.trust import TrustStore
from station.copies.enclosure import enclose
from station.copies.people import load_halves
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem, StationError
from station.incident import unforeseen
from station.policy import Recovery
from station.storage.files import durable_remove, durable_write


class Escrow:
    """Follows the vault, on the work thread; `problem` from any."""

    def __init__(
        self,
        drafts: Path,
        trust_folder: Path,
        trust: TrustStore,
        station: SigningKey,
        clock: Clock,
        named: Callable[[], Recovery | None],
        wake: Callable[[], None],
    ) -> None:
        """named: whom policy names now; None where it asks for no copies. wake: there is something new to copy."""
        self._drafts = drafts
        self._trust_folder = trust_folder
        self._trust = trust
        self._station = station
        self._clock = clock
        self._named = named
        self._wake = wake
        self.problem: Problem | None = None

    def opened(self, enrollment_id: EnrollmentId, own_key: Callable[[], bytes]) -> None:
        """A draft is open. own_key: reads its own key."""
        named = self._named()
        if named is None:
            return
        file = self._drafts / enrollment_id / enclosed_as(named)
        if file.exists():
            return
        try:
            self._enclose(file, enrollment_id, named, own_key())
        except (StationError, CryptoError) as error:
            self.problem = Problem(error.code, error.params, error.retryable)
        except Exception as error:  # noqa: BLE001 - a bug: reported with a number; the draft is kept all the same
            self.problem = unforeseen(error).problem()
        else:
            self.problem = None
            self._wake()

    def changed(self) -> None:
        """A draft was kept, or wiped."""
        self._wake()

    def _enclose(self, file: Path, enrollment_id: EnrollmentId, named: Recovery, own_key: bytes) -> None:
        at = self._clock.now()
        halves = load_halves(named, self._trust_folder, self._trust, at)
        durable_write(file, enclose(own_key, enrollment_id, halves, self._station, at))
        durable_remove(tuple(each for each in file.parent.glob("recovery-*.p7m") if each != file))


def enclosed_as(named: Recovery) -> str:
    """The name of the file for these people."""
    whom = "\n".join((*sorted(named.first), "", *sorted(named.second)))
    return f"recovery-{sha256(whom.encode()).hexdigest()[:16]}.p7m"
