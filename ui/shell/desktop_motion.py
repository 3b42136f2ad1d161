"""Whether the desktop wishes less motion. Qt tells its colours and contrast and not this: the settings portal does
(org.freedesktop.portal.Settings), which is asked and listened to; nobody waits for its answer."""

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusVariant

SERVICE, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
REDUCED = ("org.freedesktop.appearance", "reduced-motion")
"""1 where less is wished for; of portals since 2025."""
ANIMATED = ("org.gnome.desktop.interface", "enable-animations")
"""False where nothing shall move; GNOME's own, older."""


class DesktopMotion(QObject):
    """changed: `still` is another. UI thread only."""

    changed = Signal()

    def __init__(self, bus: QDBusConnection | None = None) -> None:
        """bus: else the session's. Where there is none, or no portal on it, nothing is known, and all moves."""
        super().__init__()
        self._bus = bus if bus is not None else QDBusConnection.sessionBus()
        self._told: dict[tuple[str, str], object] = {}
        self._asked: set[QDBusPendingCallWatcher] = set()
        if not self._bus.isConnected():
            return
        slot = SLOT("setting_changed(QString,QString,QDBusVariant)")
        self._bus.connect(SERVICE, PATH, INTERFACE, "SettingChanged", self, slot)  # type: ignore[call-overload]
        for key in (REDUCED, ANIMATED):
            self._ask(key)

    @property
    def still(self) -> bool:
        """What is not told, or is told in a way that nobody knows, is no wish."""
        return self._told.get(REDUCED) == 1 or self._told.get(ANIMATED) is False

    def _ask(self, key: tuple[str, str]) -> None:
        call = QDBusMessage.createMethodCall(SERVICE, PATH, INTERFACE, "Read")  # of every version
        call.setArguments(list(key))
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call))
        self._asked.add(watcher)
        watcher.finished.connect(lambda: self._answered(key, watcher))

    def _answered(self, key: tuple[str, str], watcher: QDBusPendingCallWatcher) -> None:
        self._asked.discard(watcher)
        said = watcher.reply().arguments()
        if not watcher.isError() and said and key not in self._told:  # a change that came first is newer
            self._tell(key, said[0])

    @Slot(str, str, QDBusVariant)
    def setting_changed(self, namespace: str, name: str, value: QDBusVariant) -> None:
        if (namespace, name) in (REDUCED, ANIMATED):
            self._tell((namespace, name), value)

    def _tell(self, key: tuple[str, str], value: object) -> None:
        before = self.still
        while isinstance(value, QDBusVariant):  # `Read` answers with one in another
            value = value.variant()
        self._told[key] = value
        if self.still != before:
            self.changed.emit()
