"""What a person at the desk asks for while a capture runs: said on one thread, taken up on another."""

from threading import Lock

from station.domain.face_facts import Challenge


class Asking:
    """Thread-safe, of one session. The newest wins."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted: Challenge | None = None

    def ask(self, what: Challenge) -> None:
        with self._lock:
            self._wanted = what

    def take(self) -> Challenge | None:
        """Once each."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
            return wanted
