"""How the station is: devices as they stand, a device's own test, and the doctor's round over everything else."""

from collections.abc import Callable

from devices.api import ONE_FINGER, Cancelled, DeviceMissing
from devices.manager import DeviceManager, DeviceStatus
from station.acts import Act
from station.domain.clock import Clock
from station.domain.events import AuditEvent
from station.domain.pitch import PitchZero
from station.listeners import Listeners
from station.services.door import answering, problem_of
from station.services.health import HealthSources, examine
from station.services.refusals import Refusals
from station.services.rights import Rights
from station.services.session import SignedIn
from station.services.views import DeviceView, DoctorLine

SELF_TEST_S = 15.0


class Diagnose:
    """`devices` and `subscribe` from any thread; `doctor` and `self_test` take seconds: for the work thread."""

    def __init__(
        self,
        manager: DeviceManager,
        sources: HealthSources,
        clock: Clock,
        changed: Listeners,
        signed_in: SignedIn,
        rights: Rights,
        audit: Callable[[AuditEvent], None],
        zero_of: Callable[[str], PitchZero | None] = lambda camera: None,
    ) -> None:
        """changed: told by `manager` of each change of its devices. zero_of: a camera's zero of pitch, by its id."""
        self._signed_in, self._rights = signed_in, rights
        self.refusals = Refusals(audit, signed_in.who)
        self._manager = manager
        self._sources = sources
        self._clock = clock
        self._changed = changed
        self._zero_of = zero_of

    def devices(self) -> tuple[DeviceView, ...]:
        """All devices seen since the start, those now gone included."""
        return tuple(_view(status, self._zero_of(status.info.device_id)) for status in self._manager.devices())

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the hot-plug thread after any change of `devices()`. Returns the unsubscribe."""
        return self._changed.add(on_change)

    def doctor(self) -> tuple[DoctorLine, ...]:
        """Everything the station needs, each found or missing; the words are those of the line's code."""
        self._manager.rescan()
        return tuple(examine(self._sources, self._manager, self._clock.now()))

    @answering
    def self_test(self, device_id: str) -> tuple[DoctorLine, ...]:
        """The device's own test; needs the device free, and a technician. Nothing when the station closes meanwhile."""
        self._rights.ask(self._signed_in.require(), Act.DEVICES)
        kind = next((s.info.kind for s in self._manager.devices() if s.info.device_id == device_id), None)
        if kind is None:
            raise DeviceMissing(device_id)
        with self._manager.borrow(kind, device_id) as lease:
            try:
                checks = lease.run(lambda device: tuple(device.self_test(lease.scope(SELF_TEST_S)))).result()
            except Cancelled:
                return ()
        return tuple(
            DoctorLine("devices", check.code, check.outcome, check.measured, {"device": device_id}) for check in checks
        )


def _view(status: DeviceStatus, pitch: PitchZero | None) -> DeviceView:
    info = status.info
    return DeviceView(
        device_id=info.device_id,
        kind=info.kind.value,
        name=" ".join(part for part in (info.make, info.model) if part),
        state=status.state,
        simulated=info.simulated,
        problem=problem_of(status.error) if status.error is not None else None,
        pitch=pitch,
        one_finger=ONE_FINGER in info.capabilities,
    )
