"""Which descriptions of services this desk works by: those of signed policy, or where it has none of a service, the
program's own.

Those of one publication are taken together or not at all. Where one of them has a fault the former ones stay, kept with
the whole signed state that brought them and proven by it each time; everything else of that policy is followed: a slip
in a service holds no revocation list up.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from crypto import files
from station.domain.clock import Clock
from station.domain.errors import Problem, StationError
from station.domain.events import AuditEvent, EventKind
from station.policy.proof import Verified
from station.policy.store import MOST_BYTES, PolicyStore
from station.storage.files import durable_write

if TYPE_CHECKING:
    from station.profiles import Library

_log = logging.getLogger(__name__)
KEPT = "services.msgpack"


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """state: as `PolicyStore` keeps it, with the profiles that were taken."""

    taken_at: datetime
    state: bytes


@dataclass(frozen=True)
class TakenProfiles:
    """What is in force. texts: of policy, by name of file; taken_at: since when. problem, problems: why what policy
    brings now was not taken, in one sentence and fault by fault."""

    texts: Mapping[str, bytes] = field(default_factory=dict)
    taken_at: datetime | None = None
    problem: Problem | None = None
    problems: tuple[Problem, ...] = ()


class ProfilesInForce:
    """`library` and `taken` from any thread; `follow` from one at a time. Nothing is read before the first of them.

    What describes services is imported then too: nothing on the way to the first window needs it.
    """

    def __init__(
        self,
        folder: Path,
        store: PolicyStore,
        policy: Callable[[], Verified | None],
        clock: Clock,
        record: Callable[[AuditEvent], None] | None,
        *,
        demonstration: bool = False,
    ) -> None:
        """folder: of the store. policy: the one in force. record: writes into the audit log, from any thread; None for
        one that only looks, and keeps nothing. demonstration: whether laws hold there of which no day is known."""
        self._file = folder / KEPT
        self._store = store
        self._policy = policy
        self._clock = clock
        self._record = record
        self._demonstration = demonstration
        self._lock = Lock()
        self._seen: Mapping[str, bytes] | None = None
        self._taken: TakenProfiles | None = None
        self._library: Library | None = None

    @property
    def problem(self) -> Problem | None:
        """Why what policy brings now was not taken, as it was found last. Waits for nothing."""
        return self._taken.problem if self._taken is not None else None

    def library(self) -> "Library":
        """Raises DiskFull, DiskFailed, FileTrouble."""
        import station.profiles  # noqa: F401  # whole before any part of it: another thread may be reading it
        from station.profiles.laws import own_days
        from station.profiles.library import Library, built_in_texts, service_in

        with self._lock:
            taken = self._looked()
            if self._library is None:
                ours = {service_in(name) for name in taken.texts}
                own = built_in_texts()
                shipped = {name: data for name, data in own.items() if service_in(name) not in ours}
                days = own_days(demonstration=self._demonstration)
                self._library = Library({**shipped, **taken.texts}, former=own, own=days)
            return self._library

    def taken(self) -> TakenProfiles:
        """Raises as `library`."""
        with self._lock:
            return self._looked()

    def follow(self) -> None:
        """Take what policy brings now, or say why not. Raises as `library`."""
        with self._lock:
            self._looked()

    def _looked(self) -> TakenProfiles:
        if self._taken is None:
            self._taken = self._former()
        policy = self._policy()
        if policy is None or policy.profiles == self._seen:
            return self._taken
        if policy.profiles == self._taken.texts:
            self._put(TakenProfiles(self._taken.texts, self._taken.taken_at))
        else:
            self._judge(policy)
        self._seen = policy.profiles
        return self._taken

    def _judge(self, policy: Verified) -> None:
        import station.profiles  # noqa: F401  # whole before any part of it: another thread may be reading it
        from station.profiles.library import wrong
        from station.profiles.published import publishable

        former = self._taken or TakenProfiles()
        problems = publishable(policy.profiles, former.texts)
        if problems:
            self._put(TakenProfiles(former.texts, former.taken_at, wrong(problems).problem(), problems))
            first = problems[0]
            self._tell(EventKind.PROFILES_REFUSED, faults=len(problems), place=first.field, code=first.code)
            return
        at = self._clock.now()
        if self._record is not None:
            state = self._store.kept()
            if self._store.proven(state).profiles != policy.profiles:
                return  # a newer policy came meanwhile: it is looked at next
            durable_write(self._file, msgspec.msgpack.encode(_Kept(at, state)))
        self._put(TakenProfiles(policy.profiles, at))
        self._tell(EventKind.PROFILES_TAKEN, **policy.profile_versions)

    def _put(self, taken: TakenProfiles) -> None:
        if self._taken is None or taken.texts != self._taken.texts:
            self._library = None
        self._taken = taken

    def _former(self) -> TakenProfiles:
        """What was taken before, proven once more; none where nothing that holds is there."""
        try:
            kept = msgspec.msgpack.decode(files.read(self._file, MOST_BYTES + 1), type=_Kept)
            return TakenProfiles(self._store.proven(kept.state).profiles, kept.taken_at)
        except FileNotFoundError:
            return TakenProfiles()
        except (StationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            _log.error("profiles: %s", error)  # those of the policy at hand are taken by themselves
            return TakenProfiles()

    def _tell(self, kind: EventKind, **details: str | int) -> None:
        if self._record is not None:
            self._record(AuditEvent(kind, details=details))
