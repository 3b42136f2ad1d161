"""A display of its own for programs that tests start: Xvfb on a number that is free, one a session.

Real layouts of the keyboard and a real accessibility bus need a window system; everything else runs without one. Where
Xvfb is missing the test fails: scripts/debian-packages-dev.txt names it, and `make test` installs what is named there.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_PROGRAMS = ("Xvfb", "setxkbmap", "xkbcomp", "setpriv")
_SCREEN = "1366x768x24"


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


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """For the environment of a program: DISPLAY=display, QT_QPA_PLATFORM=xcb."""
    with x_server() as name:
        yield name
