"""What GNOME's desktop wishes of what moves, as its settings portal tells it: over a real bus of the test's own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant, QDBusVirtualObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.programs import need
from tests.support.window import dress
from ui.shell.appearance import Appearance
from ui.shell.desktop_motion import ANIMATED, INTERFACE, PATH, REDUCED, SERVICE, DesktopMotion
from ui.shell.memory import Memory
from ui.theme.active import motion_ms, set_still


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    """Its address."""
    need("dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={tmp_path}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


class Portal(QDBusVirtualObject):
    """As the portals of both ages: what it does not know it refuses."""

    def __init__(self, bus: QDBusConnection, knows: dict[tuple[str, str], object]) -> None:
        super().__init__()
        self._bus, self.knows = bus, knows
        assert bus.registerVirtualObject(PATH, self)
        assert bus.registerService(SERVICE)

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, asked: QDBusMessage, line: QDBusConnection) -> bool:
        if (asked.interface(), asked.member()) != (INTERFACE, "Read"):
            return False
        namespace, name = asked.arguments()
        found = self.knows.get((namespace, name))
        if found is None:
            return line.send(asked.createErrorReply("org.freedesktop.portal.Error.NotFound", "no such setting"))
        return line.send(asked.createReply(QDBusVariant(QDBusVariant(found))))

    def turn(self, key: tuple[str, str], value: object) -> None:
        self.knows[key] = value
        told = QDBusMessage.createSignal(PATH, INTERFACE, "SettingChanged")
        told.setArguments([*key, QDBusVariant(value)])
        assert self._bus.send(told)


@pytest.fixture
def lines(bus: str, qapp: QApplication) -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """The desktop's connection, and the window's."""
    names = ("of the desktop", "of the window")
    yield QDBusConnection.connectToBus(bus, names[0]), QDBusConnection.connectToBus(bus, names[1])
    for name in names:
        QDBusConnection.disconnectFromBus(name)


Lines = tuple[QDBusConnection, QDBusConnection]


@pytest.mark.parametrize("known", [ANIMATED, REDUCED])
def test_a_wish_for_less_motion_is_followed_at_once(known: tuple[str, str], lines: Lines, qtbot: QtBot) -> None:
    still, moving = (1, 0) if known == REDUCED else (False, True)
    portal = Portal(lines[0], {known: still})
    motion = DesktopMotion(lines[1])
    assert not motion.still, "nobody waits for the answer"
    qtbot.waitUntil(lambda: motion.still)
    portal.turn(known, moving)
    qtbot.waitUntil(lambda: not motion.still)
    portal.turn(("org.gnome.desktop.interface", "cursor-blink"), False)
    portal.turn(known, still)
    qtbot.waitUntil(lambda: motion.still)


def test_the_window_moves_again_when_the_desktop_does(
    lines: Lines, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    memory = Memory(tmp_path / "window.json")
    memory.write_with(lambda call: call())
    menus, all_of_them = Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_General
    before = {each: qapp.isEffectEnabled(each) for each in (all_of_them, menus)}
    for each in before:
        qapp.setEffectEnabled(each, True)
    seen = QWidget()
    qtbot.addWidget(seen)
    moves = motion_ms(seen)
    assert moves
    portal = Portal(lines[0], {ANIMATED: True})
    try:
        looks = Appearance(qapp, memory, motion=DesktopMotion(lines[1]))
        assert motion_ms(seen) == moves
        portal.turn(ANIMATED, False)
        qtbot.waitUntil(lambda: motion_ms(seen) == 0)
        assert not qapp.isEffectEnabled(menus)
        looks.choose_motion(False)
        assert motion_ms(seen) == 0, "as the desktop says"
        portal.turn(ANIMATED, True)
        qtbot.waitUntil(lambda: motion_ms(seen) == moves)
        assert qapp.isEffectEnabled(menus)
        looks.choose_motion(True)
        assert motion_ms(seen) == 0, "who chose is not overruled"
    finally:
        set_still(False)
        for each, was in before.items():
            qapp.setEffectEnabled(each, was)
        dress(qapp)


@pytest.mark.parametrize("odd", [{}, {ANIMATED: "no", REDUCED: 7}])
def test_what_is_not_known_is_no_wish(odd: dict[tuple[str, str], object], lines: Lines, qtbot: QtBot) -> None:
    Portal(lines[0], {**odd, ("a", "b"): 1})
    motion = DesktopMotion(lines[1])
    qtbot.waitUntil(lambda: not motion._asked)
    assert not motion.still


def test_where_nobody_answers_all_moves(lines: Lines, qtbot: QtBot) -> None:
    motion = DesktopMotion(lines[1])
    qtbot.waitUntil(lambda: not motion._asked)
    assert not motion.still
    assert not DesktopMotion(QDBusConnection("of nobody")).still
