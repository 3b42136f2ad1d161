"""A display of its own for programs that tests start: Xvfb on a number that is free, one a session.

Real layouts of the keyboard and a real accessibility bus need a window system; everything else runs without one. Where
Xvfb is missing the test fails: scripts/debian-packages-dev.txt names it, and `make test` installs what is named there.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_PROGRAMS = ("Xvfb", "setxkbmap", "xkbcomp", "setpriv")
_SCREEN = "1366x768x24"
_RESOURCE_MANAGER, _STRING = 23, 31  # atoms that X itself defines (Xatom.h)


@contextmanager
def x_server(screen: str = _SCREEN) -> Iterator[str]:
    """The name of a display, such as ":7". It ends with the context, and with the process that began it, however."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.fail(f"not installed: {', '.join(missing)} (scripts/debian-packages-dev.txt)")
    reading, writing = os.pipe()
    # pdeathsig: whoever is killed while it runs leaves no server behind; displayfd: it finds a free number and tells it
    command = ["setpriv", "--pdeathsig", "TERM", "Xvfb", "-displayfd", str(writing), "-screen", "0", screen]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            pytest.fail(f"Xvfb did not start: {server.communicate()[1]}")
        yield f":{number}"
    finally:
        server.terminate()
        server.communicate()


def x_resources(display: str, text: str) -> None:
    """What a desktop tells every program of that display, as `xrdb` does. text: `name:<tab>value` lines."""
    x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    opened = ctypes.c_void_p(x11.XOpenDisplay(display.encode()))
    root = ctypes.c_ulong(x11.XDefaultRootWindow(opened))
    data = text.encode()
    x11.XChangeProperty(opened, root, *map(ctypes.c_ulong, (_RESOURCE_MANAGER, _STRING)), 8, 0, data, len(data))
    x11.XCloseDisplay(opened)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """For the environment of a program: DISPLAY=display, QT_QPA_PLATFORM=xcb."""
    with x_server() as name:
        yield name
