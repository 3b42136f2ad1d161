"""The centre's intake as a child of this program, for the demonstration: same code, own process, own keys."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Event, Lock

from station.bootstrap.refusals import IntakeSilent

ANNOUNCE_S = 20.0
_POLL_S = 0.05
_END_S = 3.0


def announcement(home: Path) -> Path:
    """Where the intake of `home` says where it listens."""
    return home / "announced.json"


def announced(home: Path) -> str:
    """Where another program's embedded intake listens. Raises IntakeSilent."""
    try:
        return str(json.loads(announcement(home).read_bytes())["url"])
    except (OSError, ValueError, KeyError, TypeError):
        raise IntakeSilent from None


class EmbeddedIntake:
    """Thread-safe. The child ends when its standard input does, so it never outlives a killed station."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._announcement = announcement(home)
        self._child: subprocess.Popen[bytes] | None = None
        self._closing = Event()
        self._lock = Lock()

    def start(self) -> None:
        """Start the child; does not wait for it."""
        self._announcement.unlink(missing_ok=True)
        command = [sys.executable, "-m", "intake", "serve", "--home", str(self._home), "--mode", "demo"]
        command += ["--port", "0", "--announce", str(self._announcement), "--with-parent"]
        with self._lock, (self._home / "gateway.log").open("wb") as log:
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)

    def url(self) -> str:
        """Where it listens; waits until it says so. Raises IntakeSilent."""
        left_s = ANNOUNCE_S
        while left_s > 0 and not self._closing.is_set():
            if self._announcement.exists():
                return str(json.loads(self._announcement.read_bytes())["url"])
            with self._lock:
                if self._child is None or self._child.poll() is not None:
                    break
            self._closing.wait(_POLL_S)
            left_s -= _POLL_S
        raise IntakeSilent

    def close(self) -> None:
        """End the child. Harmless when called twice."""
        self._closing.set()
        with self._lock:
            child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        child.terminate()
        try:
            child.wait(_END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
