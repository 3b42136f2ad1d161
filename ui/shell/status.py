"""What the window shows of the station whichever page is open: devices, outbox, and what signed policy says."""

from typing import TYPE_CHECKING

from station.domain.errors import Problem
from ui.bridge import Bridge
from ui.messages import know_people, language
from ui.shell.frame import Frame

if TYPE_CHECKING:
    from station.bootstrap import Station
    from station.services.views import DeviceView, OutboxSummary


class StationStatus:
    """Shows them now, and again whenever the station tells that they changed, until `stop`. For the main thread."""

    def __init__(self, station: "Station", bridge: Bridge, frame: Frame) -> None:
        self._station, self._bridge, self._frame = station, bridge, frame
        self._stopped = False
        self._unsubscribe = [
            station.diagnose.subscribe(lambda: bridge.post(self._ask_devices)),
            station.deliver.subscribe(lambda: bridge.post(self.show_outbox)),
            station.policy.subscribe(lambda: bridge.post(self.show_policy)),
        ]
        self.show_policy()
        self._ask_devices()
        self.show_outbox()

    def stop(self) -> None:
        """Show nothing new any more: the station is about to end."""
        self._stopped = True
        for unsubscribe in self._unsubscribe:
            unsubscribe()

    def show_policy(self) -> None:
        """Where this desk stands and in which mode, by signed policy where there is one; and what that warns of."""
        if self._stopped:
            return
        settings, policy = self._station.settings, self._station.policy.view()
        unit = policy.unit.get(language(), settings.unit)
        desk = policy.desk_names.get(language(), policy.desk or settings.desk)
        know_people(policy.people)
        self._frame.top_bar.show_place(settings.mode, unit, desk, policy.mode, policy.mode_until)
        self._frame.show_notice(policy.problem)

    def _ask_devices(self) -> None:
        if not self._stopped:
            self._bridge.run(self._station.work, self._station.diagnose.devices, self._show_devices)

    def show_outbox(self) -> None:
        """As much of it as who sits here is shown."""
        if not self._stopped:
            self._bridge.run(self._station.work, self._station.deliver.summary, self._show_outbox)

    def _show_devices(self, devices: "tuple[DeviceView, ...] | Problem") -> None:
        if isinstance(devices, Problem):
            self._frame.banner.show_problem(devices)
            return
        self._frame.top_bar.show_devices(devices)

    def _show_outbox(self, summary: "OutboxSummary | Problem") -> None:
        if isinstance(summary, Problem):
            self._frame.banner.show_problem(summary)
            return
        self._frame.top_bar.outbox.show_counts(summary.on_the_way, summary.attention)
