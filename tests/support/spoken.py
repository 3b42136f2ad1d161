"""What a screen reader is told of a whole enrollment: over a real accessibility bus, on a display of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.support.spoken_child import NAME

_ROOT = Path(__file__).parents[2]
_SYSTEM_PYTHON = "/usr/bin/python3"  # which has Debian's python3-gi
_PROGRAMS = ("dbus-run-session", "setpriv", _SYSTEM_PYTHON)
_NEEDS = 'import gi; gi.require_version("Atspi", "2.0"); from gi.repository import Atspi'


@dataclass(frozen=True)
class Spoken:
    """One object. states: of AT-SPI. text: None where it has none."""

    role: str
    name: str
    description: str
    text: str | None
    labels: tuple[str, ...]
    states: frozenset[str]

    @property
    def known_by(self) -> str:
        """A choice is called by what it shows, and its label stands beside it."""
        return " ".join((*self.labels, self.name, self.description)).strip()


@dataclass(frozen=True)
class Place:
    shown: tuple[Spoken, ...]
    said: tuple[str, ...]
    """What was announced on the way to it."""
    at: Spoken
    """Where the keyboard went last."""


def listen(home: Path, display: str) -> Mapping[str, Place]:
    """By place, in the order they came by. Fails where something is not installed, or the enrollment does not end."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing or subprocess.run([_SYSTEM_PYTHON, "-c", _NEEDS], capture_output=True, check=False).returncode:
        pytest.fail(f"not installed: {missing or 'gir1.2-atspi-2.0'} (scripts/debian-packages-dev.txt)")
    places: dict[str, Place] = {}
    with ExitStack() as stack:
        environment = stack.enter_context(_session(display))
        ear = stack.enter_context(_program([_SYSTEM_PYTHON, "-m", "tests.support.at_spi_listener", NAME], environment))
        assert _line(ear) == "ready"
        child = stack.enter_context(
            _program([sys.executable, "-m", "tests.support.spoken_child", str(home)], environment)
        )
        while place := _line(child):
            _write(ear, "now")
            heard = json.loads(_line(ear))
            (at,) = heard["at"]
            places[place] = Place(tuple(map(_spoken, heard["shown"])), tuple(heard["said"]), _spoken(at))
            _write(child, "go")
        assert child.wait(30) == 0, child.stderr and child.stderr.read()
    return places


def _spoken(told: dict[str, Any]) -> Spoken:
    return Spoken(**{**told, "labels": tuple(told["labels"]), "states": frozenset(told["states"])})


@contextmanager
def _session(display: str) -> Iterator[dict[str, str]]:
    """A bus of its own; what it started ends with it."""
    folder = mkdtemp(prefix="bus-")  # a socket's path is short
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_RUNTIME_DIR": folder,
        "PYTHONPATH": str(_ROOT),
    }
    for left in ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY"):
        environment.pop(left, None)
    tells = ["dbus-run-session", "--", "sh", "-c", 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat']
    try:
        with _program(tells, environment) as bus:
            yield {**environment, "DBUS_SESSION_BUS_ADDRESS": _line(bus)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _program(command: list[str], environment: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """It ends when its standard input does, or is ended; and with the process that began it, however."""
    with subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *command],
        env=dict(environment),
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            yield program
        finally:
            if program.stdin is not None:
                program.stdin.close()
            try:
                program.wait(5)
            except subprocess.TimeoutExpired:
                program.kill()


def _line(program: "subprocess.Popen[str]") -> str:
    """The next one; "" where the program has ended."""
    return "" if program.stdout is None else program.stdout.readline().strip()


def _write(program: "subprocess.Popen[str]", line: str) -> None:
    assert program.stdin is not None
    program.stdin.write(line + "\n")
    program.stdin.flush()
