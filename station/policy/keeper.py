"""The policy in force, for everybody who asks; fetched anew when told to. A refusal takes nothing away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from station.domain.clock import Clock
from station.domain.errors import Problem, StationError
from station.domain.events import AuditEvent, EventKind
from station.listeners import Listeners
from station.policy.errors import PolicyFrozen, PolicyUnreachable
from station.policy.fetch import FolderFetcher, HttpsFetcher
from station.policy.floor import read_floor, write_floor
from station.policy.proof import Verified
from station.policy.store import PolicyStore
from station.policy.validity import Validity, validity_of
from station.storage.signed_time import SignedTime, Source

_REMEMBER_EVERY_S = 3600.0


@dataclass(frozen=True)
class Held:
    """What is known now. refused: why the source's newest policy was not taken; None while it is merely out of reach.

    missing: why there is no policy at all.
    """

    policy: Verified | None
    validity: Validity | None
    refused: Problem | None
    missing: Problem | None
    clock_behind: bool


class Follower(Protocol):
    """Who puts in place what a policy brings beside its rules."""

    def require(self, policy: Verified, /) -> None:
        """Raises StationError where it cannot be followed; nothing is changed."""

    def follow(self, policy: Verified, /) -> None:
        """Raises StationError where the disk refuses; done again, it is completed."""


class Keeper:
    """`held` and `subscribe` from any thread; `refresh` and `watch` from one (the watcher's, once it runs)."""

    def __init__(
        self,
        store: PolicyStore,
        source: FolderFetcher | HttpsFetcher,
        floor_file: Path,
        signed: SignedTime,
        clock: Clock,
        record: Callable[[AuditEvent], None],
        follower: Follower | None = None,
    ) -> None:
        """signed: how late it is at least; a policy that is taken says more of it. record: writes into the audit log,
        from any thread. Reads what is on disk; asks the source nothing, and leaves the follower alone."""
        self._store = store
        self._source = source
        self._file = floor_file
        self._signed = signed
        self._clock = clock
        self._record = record
        self._follower = follower
        self._lock = Lock()
        self._listeners = Listeners()
        self._floor = read_floor(floor_file)
        self._written, self._written_s = self._floor.seen, clock.monotonic_s()
        self._policy: Verified | None = None
        self._refused: Problem | None = None
        self._missing: Problem | None = None
        self._told: Held | None = None
        try:
            policy = store.read()
            self._floor.demand(policy)
            self._policy = policy
        except StationError as error:
            self._missing = error.problem()
        else:
            signed.learn(Source.POLICY, policy.issued)

    def held(self) -> Held:
        """Never waits for the disk or the source."""
        with self._lock:
            now, least = self._clock.now(), self._signed.least()
            behind = self._floor.behind(now, least)
            self._floor = self._floor.at(now, least, self._policy)
            worth = validity_of(self._policy, max(now, least)) if self._policy is not None else None
            return Held(self._policy, worth, self._refused, self._missing, behind)

    def judged(self) -> datetime:
        """By which moment the registry and the rules are read: the clock's, but never before what others signed."""
        return max(self._clock.now(), self._signed.least())

    def refresh(self) -> bool:
        """Ask the source; whether it could be reached. What it refuses with is kept in `held`."""
        try:
            with self._store.alone():
                policy, bundle = self._store.fetch(self._source)
                self._join_floor()
                self._floor.demand(policy)
                self._not_over(policy)
                if self._follower is not None:
                    self._follower.require(policy)
                self._store.keep(bundle)
                if self._follower is not None:
                    self._follower.follow(policy)
                self._take(policy)
        except PolicyUnreachable:
            self._refuse(None)
            return False
        except StationError as error:
            self._refuse(error.problem())
        self.watch()
        return True

    def watch(self) -> None:
        """Tell whoever listens when something changed by itself: time goes on, the clock was put back."""
        held = self.held()
        before, self._told = self._told, held
        if held.clock_behind and not (before is not None and before.clock_behind):
            self._record(AuditEvent(EventKind.CLOCK_WENT_BACK))
        healed = self._floor.seen < self._written
        if healed or self._clock.monotonic_s() - self._written_s >= _REMEMBER_EVERY_S:
            self.remember()
        if before is None or held != before:
            self._listeners.tell()

    def remember(self) -> None:
        """Write down what the clock said. Raises DiskFull, DiskFailed."""
        self._join_floor()
        with self._lock:
            floor = self._floor
        write_floor(self._file, floor)
        self._written, self._written_s = floor.seen, self._clock.monotonic_s()

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the watcher's thread. Returns the unsubscribe."""
        return self._listeners.add(on_change)

    def _join_floor(self) -> None:
        """Another program of this station may have taken a newer policy."""
        written = read_floor(self._file)
        with self._lock:
            self._floor = self._floor.joined(written)

    def _not_over(self, policy: Verified) -> None:
        """The TUF client believes the computer's clock; this also holds when that was put back. Nor is a policy taken
        that was signed after its own end: it would shut the station for ever. A new root is how one recovers from
        stolen keys: what those said of time does not count against it. Raises PolicyFrozen."""
        least = self._signed.least(without=Source.POLICY if self._is_new_root(policy) else None)
        if max(self._clock.now(), least, policy.issued) > policy.until:
            raise PolicyFrozen

    def _take(self, policy: Verified) -> None:
        with self._lock:
            before = self._policy
            news = before is None or (policy.versions, policy.profile_versions) != (
                before.versions,
                before.profile_versions,
            )
            new_root = self._is_new_root(policy)
            self._policy, self._refused, self._missing = policy, None, None
            self._floor = self._floor.raised(policy)
        self._signed.learn(Source.POLICY, policy.issued, anew=new_root)
        if news:  # the event first: a floor that the disk refuses is written with the next news or hour
            self._record(AuditEvent(EventKind.POLICY_TAKEN, details=dict(policy.versions)))
            self.remember()

    def _is_new_root(self, policy: Verified) -> bool:
        return policy.root_version > self._floor.root

    def _refuse(self, problem: Problem | None) -> None:
        with self._lock:
            news = problem is not None and problem != self._refused
            self._refused = problem
        if news and problem is not None:
            self._record(AuditEvent(EventKind.POLICY_REFUSED, details={"code": problem.code}))
