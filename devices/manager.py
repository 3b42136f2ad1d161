"""What is plugged in now: discovery, exclusive borrowing, health, and the news of every change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event, Lock, RLock, Thread
from time import monotonic
from typing import Literal, TypeAlias

from devices.api import (
    Adapter,
    AdapterSilent,
    AdapterUnavailable,
    DeviceBusy,
    DeviceError,
    DeviceFaulted,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    DeviceMissing,
    Options,
)
from devices.lane import SILENT_AFTER_S, Lease

__all__ = ["DeviceManager", "DeviceState", "DeviceStatus", "Lease"]

POLL_S = 1.0
ANSWER_S = 1.0
"""An adapter that takes longer to say what is plugged in is not waited for; it counts again when it answers."""

DeviceState: TypeAlias = Literal["ready", "in_use", "gone", "faulted"]


@dataclass(frozen=True)
class DeviceStatus:
    """One device as it stands. last_seen_s: monotonic clock. error: what it last said no with, else None."""

    info: DeviceInfo
    state: DeviceState
    last_seen_s: float
    error: DeviceError | None = None


@dataclass
class _Entry:
    adapter: Adapter
    info: DeviceInfo
    present: bool
    seen_s: float
    lease: Lease | None = None
    error: DeviceError | None = None

    @property
    def stuck(self) -> bool:
        return self.lease is not None and self.lease.silent

    @property
    def state(self) -> DeviceState:
        if not self.present:
            return "gone"
        if self.stuck or isinstance(self.error, DeviceFaulted):
            return "faulted"
        return "ready" if self.lease is None else "in_use"


class DeviceManager:
    """Thread-safe. Each adapter is asked on a thread of its own; devices themselves live on their lanes."""

    def __init__(
        self,
        adapters: Sequence[Adapter],
        options: Mapping[str, Options],
        *,
        allow_simulated: Callable[[], bool],
        simulated_first: bool = False,
        document_camera: str = "",
        unavailable: Sequence[AdapterUnavailable] = (),
        on_change: Callable[[], None] = lambda: None,
        silent_after_s: float = SILENT_AFTER_S,
    ) -> None:
        """`options` by adapter family; `document_camera`: the beginning of the id of the camera that stands over the
        desk, which is then no camera for faces; `allow_simulated` is asked at each look; `unavailable` are the adapters
        the catalogue could not load. `on_change` is called on the hot-plug thread after any change of `devices()`; it
        raises nothing."""
        self._adapters = tuple(adapters)
        self._options = dict(options)
        self._allow_simulated = allow_simulated
        self._simulated_first = simulated_first
        self._document_camera = document_camera
        self._not_loaded = tuple(unavailable)
        self._silent_after_s = silent_after_s
        self._entries: dict[str, _Entry] = {}
        self._cannot: dict[str, AdapterUnavailable] = {}
        self._on_change = on_change
        self._told: object = None
        self._lock = RLock()
        self._pass = Lock()
        self._looks: dict[str, Thread] = {}
        self._wake = Event()
        self._stop = False
        self._hotplug: Thread | None = None

    def start(self) -> None:
        """Look once, then keep looking once a second on the hot-plug thread."""
        self.rescan()
        self._stop = False
        self._hotplug = Thread(target=self._watch, name="hotplug", daemon=True)
        self._hotplug.start()

    def close(self) -> None:
        """Stop looking, release every device. Silent lanes are abandoned; they are daemon threads."""
        self._stop = True
        self._wake.set()
        if self._hotplug is not None:
            self._hotplug.join(timeout=self._silent_after_s)
            self._hotplug = None
        with self._lock:
            leases = [entry.lease for entry in self._entries.values() if entry.lease is not None]
        for lease in leases:
            lease.end()
        for lease in leases:
            lease.release()

    def rescan(self) -> None:
        """Ask all adapters at the same time, wait for them as long as ANSWER_S, then tell of what changed."""
        with self._pass:
            for adapter in self._adapters:
                look = self._looks.get(adapter.family)
                if look is None or not look.is_alive():
                    look = Thread(target=self._look, args=(adapter,), name=f"look-{adapter.family}", daemon=True)
                    self._looks[adapter.family] = look
                    look.start()
            until_s = monotonic() + ANSWER_S
            for family, look in self._looks.items():
                look.join(max(0.0, until_s - monotonic()))
                if look.is_alive():
                    with self._lock:
                        self._cannot[family] = AdapterSilent(family)
        self._tell()

    def devices(self, kind: DeviceKind | None = None) -> tuple[DeviceStatus, ...]:
        """All devices seen since the start, those now gone included, in the catalogue's order."""
        with self._lock:
            return tuple(
                DeviceStatus(entry.info, entry.state, entry.seen_s, self._error(entry))
                for entry in self._ordered()
                if kind is None or entry.info.kind is kind
            )

    def unavailable(self) -> tuple[AdapterUnavailable, ...]:
        """Adapters that cannot work on this computer, each with its reason."""
        with self._lock:
            return (*self._not_loaded, *self._cannot.values())

    def borrow(self, kind: DeviceKind, device_id: str | None = None) -> Lease:
        """Hold one device: the one named, else the best free one.

        Real goes before simulated (with `simulated_first` after it), well before faulted.

        Raises DeviceMissing when none is plugged in, DeviceBusy when all are held, DeviceFaulted when the driver hangs.
        """
        with self._lock:
            there = [
                entry
                for entry in self._ordered()
                if entry.present and entry.info.kind is kind and device_id in (None, entry.info.device_id)
            ]
            if not there:
                raise DeviceMissing(device_id or kind.value, kind=kind.value)
            free = [entry for entry in there if entry.lease is None]
            if not free:
                hung = next((entry.lease for entry in there if entry.stuck), None)
                raise hung.silence() if hung is not None else DeviceBusy(there[0].info.device_id)
            entry = min(free, key=lambda one: (one.info.simulated != self._simulated_first, one.state == "faulted"))
            entry.lease = lease = self._lend(entry)
        self._wake.set()
        return lease

    def _lend(self, entry: _Entry) -> Lease:
        def report(error: DeviceError | None) -> None:
            with self._lock:
                if entry.lease is not lease:  # abandoned, and plugged in anew since
                    return
                entry.error = error
                if isinstance(error, DeviceGone):
                    entry.present = False
            self._wake.set()

        def closed() -> None:
            with self._lock:
                if entry.lease is lease:
                    entry.lease = None
            self._wake.set()

        options = self._options.get(entry.adapter.family, {})
        lease = Lease(
            entry.adapter,
            entry.info,
            options,
            report=report,
            closed=closed,
            silent_after_s=self._silent_after_s,
        )
        return lease

    def _watch(self) -> None:
        next_s = monotonic() + POLL_S
        while not self._stop:
            self._wake.wait(max(0.0, next_s - monotonic()))
            self._wake.clear()
            if self._stop:
                return
            if monotonic() >= next_s:
                self.rescan()
                next_s = monotonic() + POLL_S
            else:
                self._tell()

    def _look(self, adapter: Adapter) -> None:
        listed: dict[str, DeviceInfo] = {}
        cannot: AdapterUnavailable | None = None
        simulated_too = self._allow_simulated()
        try:
            found = adapter.discover(self._options.get(adapter.family, {}))
            used = [self._as_used(info) for info in found]
            listed = {info.device_id: info for info in used if simulated_too or not info.simulated}
        except AdapterUnavailable as error:
            cannot = error
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's adapter must not keep others from being seen
            cannot = AdapterUnavailable(adapter.family, reason=type(error).__name__)
        now_s = monotonic()
        with self._lock:
            if cannot is None:
                self._cannot.pop(adapter.family, None)
            else:
                self._cannot[adapter.family] = cannot
            for device_id, info in listed.items():
                self._seen(adapter, device_id, info, now_s)
            for device_id, entry in self._entries.items():
                if entry.adapter is adapter and device_id not in listed:
                    entry.present = False

    def _as_used(self, info: DeviceInfo) -> DeviceInfo:
        over_desk = self._document_camera and info.device_id.startswith(self._document_camera)
        return replace(info, kind=DeviceKind.DOCUMENT) if over_desk and info.kind is DeviceKind.CAMERA else info

    def _seen(self, adapter: Adapter, device_id: str, info: DeviceInfo, now_s: float) -> None:
        entry = self._entries.get(device_id)
        if entry is None:
            self._entries[device_id] = _Entry(adapter, info, True, now_s)
            return
        if not entry.present:  # plugged in again: whatever it last said is history, a hung lane keeps its old handle
            entry.error = None
            if entry.stuck:
                entry.lease = None
        entry.info, entry.present, entry.seen_s = info, True, now_s

    def _ordered(self) -> list[_Entry]:
        place = {id(adapter): number for number, adapter in enumerate(self._adapters)}
        return sorted(self._entries.values(), key=lambda entry: (place[id(entry.adapter)], entry.info.device_id))

    @staticmethod
    def _error(entry: _Entry) -> DeviceError | None:
        if entry.stuck and entry.lease is not None:
            return entry.lease.silence()
        return entry.error

    def _tell(self) -> None:
        with self._lock:
            now = (
                tuple((entry.info, entry.state, entry.error and entry.error.code) for entry in self._ordered()),
                tuple((error.device_id, error.code) for error in self.unavailable()),
            )
            if now == self._told:
                return
            self._told = now
        self._on_change()
