"""Workers that break the way a native library can: `python -m tests.support.broken_scorers crashing`."""

import ctypes
import os
import signal
import sys
import time

from station.quality.finger.nfiq2_worker import MEMORY_BYTES, Answer, answering
from workers.serving import Answering, serve

_BREAKING_WIDTH = 300  # a print of this width breaks the worker; any other is scored 50


def crash() -> None:
    """A segmentation fault, with the print in memory."""
    ctypes.string_at(0)


def chatter() -> None:
    """A library that prints where the answers go."""
    os.write(1, b"\x05\x00\x00\x00hello")


def lacks_an_instruction() -> None:
    """As a library built for processors with AVX does on one without."""
    os.kill(os.getpid(), signal.SIGILL)


def grow() -> None:
    """More than a worker may have."""
    bytearray(2 * MEMORY_BYTES)


_BREAKS = {
    "crashing": crash,
    "hanging": lambda: time.sleep(3600),
    "chattering": chatter,
    "unfit": lacks_an_instruction,
    "growing": grow,
    "telling": str,
}


def load(how: str) -> Answering:
    if how == "never starting":
        raise SystemExit(3)
    if how == "unfit at start":
        lacks_an_instruction()
    break_ = _BREAKS[how]

    def score(width: int, height: int, grey: bytes) -> Answer:
        assert len(grey) == width * height
        if width == _BREAKING_WIDTH and how == "telling":
            return None, dict.fromkeys(sys.modules, 1.0), ""
        if width == _BREAKING_WIDTH:
            break_()
        return 50, {"pid": float(os.getpid())}, ""

    return answering(score, lambda pairs: [0 for _ in pairs])


if __name__ == "__main__":
    serve(lambda: load(sys.argv[1]), MEMORY_BYTES)
