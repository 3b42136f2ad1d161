"""Runs the graphical front end. The window is shown first; the station is built on another thread meanwhile."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from station.domain.errors import Problem, StationError
from station.profile import WINDOW, ProfileHeld
from station.settings import Settings, load_settings
from ui.bridge import Bridge
from ui.messages import languages, set_language
from ui.shell import appearance, incident, letters
from ui.shell.appearance import SCALE, again, scale
from ui.shell.display import application
from ui.shell.memory import SIZES, Memory
from ui.shell.only_window import call_the_other
from ui.shell.place import rooms_of
from ui.shell.window import Shell
from ui.theme import LIGHT, load
from ui.theme.active import use

if TYPE_CHECKING:
    from station.bootstrap import Station

_TRIES, _BETWEEN_S = 20, 0.25  # five seconds for another window to begin to listen, or to end


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; the exit code."""
    wanted = _parse(arguments)
    try:
        settings, refused = load_settings(wanted.home), None
    except StationError as error:
        settings, refused = None, error.problem()
    memory = Memory(settings.data / "window.json") if settings is not None else None
    asked_scale = os.environ.get(SCALE)
    seen = letters.told(os.environ) or SIZES[0]
    if memory is not None:
        scale(memory.now.size_percent or seen, os.environ)
    app = application(sys.argv[:1], wanted.language or "en")
    if memory is not None and not memory.now.size_percent:
        letters.look(app.primaryScreen(), os.environ)
    app.setQuitOnLastWindowClosed(False)
    looks = appearance.install(app, memory, seen) if memory is not None else None
    if looks is None:
        use(app, load(LIGHT))
    bridge = Bridge()
    if settings is not None and call_the_other(settings.data):
        return 0
    set_language(_language(wanted.language, memory, settings))
    shell = Shell(bridge)
    incident.install(shell.tell_incident, bridge.post)
    shell.closed.connect(app.quit)
    shell.open_on(rooms_of(app), memory.now.place if memory is not None else None)
    app.processEvents()  # painted once before the other thread takes the interpreter away
    if settings is None or memory is None:
        shell.start_failed(refused or Problem("STN-000"))
    else:
        Thread(target=_build, args=(settings, memory, bridge, shell, app.quit), name="starting", daemon=True).start()
    code = app.exec()
    bridge.close()
    if looks is not None and looks.opens_anew:
        again(os.environ, asked_scale)
    return code


def _build(settings: Settings, memory: Memory, bridge: Bridge, shell: Shell, leave: Callable[[], None]) -> None:
    """Build the station; on a thread of its own, since it is slow. leave: ends this program, where another window has
    the profile open and comes to the front."""
    from station.services.door import EXPECTED, problem_of

    try:
        station = _started(settings)
    except EXPECTED as error:
        problem = problem_of(error)
        bridge.post(lambda: shell.start_failed(problem))
    else:
        bridge.post(leave if station is None else lambda: shell.attach(station, memory))


def _started(settings: Settings) -> "Station | None":
    """The station; None where another window has the profile open and answered. A window that does not answer, since it
    is starting or ending, is asked again a few times."""
    from station.bootstrap import build

    for left in reversed(range(_TRIES)):
        try:
            return build(settings)
        except ProfileHeld as held:
            if not left or held.params["program"] != WINDOW:
                raise
        if call_the_other(settings.data):
            return None
        Event().wait(_BETWEEN_S)
    return None


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="station", description="Biometric enrollment station")
    parser.add_argument("--home", type=Path, help="folder that holds data and settings, instead of the user's own")
    parser.add_argument("--language", choices=languages(), help="language of the window")
    return parser.parse_args(arguments)


def _language(wanted: str | None, memory: Memory | None, settings: Settings | None) -> str:
    remembered = memory.now.language if memory is not None else ""
    return wanted or remembered or (settings.language if settings is not None else "hy")
