"""The graphical front end from its first line to its end. The window comes first; the station is built behind it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from station.domain.errors import Problem, StationError
from station.settings import Settings, load_settings
from ui.bridge import Bridge
from ui.messages import languages, set_language
from ui.shell import incident
from ui.shell.memory import Memory
from ui.shell.window import Shell
from ui.theme import load
from ui.theme.active import use

if TYPE_CHECKING:
    from station.bootstrap import Station


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; the exit code."""
    wanted = _parse(arguments)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    use(app, load("light"))
    bridge = Bridge()
    try:
        settings, refused = load_settings(wanted.home), None
    except StationError as error:
        settings, refused = None, error.problem()
    memory = Memory(settings.data / "window.json") if settings is not None else None
    set_language(_language(wanted.language, memory, settings))
    shell = Shell(bridge)
    incident.install(shell.tell_incident, bridge.post)
    shell.closed.connect(app.quit)
    shell.open_on(app.primaryScreen().availableSize())
    if settings is None or memory is None:
        shell.start_failed(refused or Problem("STN-000"))
    else:
        Thread(target=_build, args=(settings, memory, bridge, shell), name="starting", daemon=True).start()
    code = app.exec()
    bridge.close()
    return code


def _build(settings: Settings, memory: Memory, bridge: Bridge, shell: Shell) -> None:
    """On its own thread: everything slow about starting."""
    from station.bootstrap import build
    from station.services.door import EXPECTED, problem_of

    try:
        station: Station = build(settings)
    except EXPECTED as error:
        problem = problem_of(error)
        bridge.post(lambda: shell.start_failed(problem))
    else:
        bridge.post(lambda: shell.attach(station, memory))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="station", description="Biometric enrollment station")
    parser.add_argument("--home", type=Path, help="folder that holds data and settings, instead of the user's own")
    parser.add_argument("--language", choices=languages(), help="language of the window")
    return parser.parse_args(arguments)


def _language(wanted: str | None, memory: Memory | None, settings: Settings | None) -> str:
    remembered = memory.now.language if memory is not None else ""
    return wanted or remembered or (settings.language if settings is not None else "hy")
