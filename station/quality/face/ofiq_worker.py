"""The other side of `ofiq`: the worker's program around BSI's OFIQ, the reference implementation of ISO/IEC 29794-5.

`python -m station.quality.face.ofiq_worker DATA [PROGRAM]`. DATA: the folder with its configuration and models.
PROGRAM: OFIQ's own sample program; without it the Python package `python-ofiq`, which keeps its models. A picture
reaches the program as a file in memory that has no name in any folder.
"""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeAlias

from workers.serving import Answering, serve

REQUEST = struct.Struct("<II")  # width, height; then R, G, B bytes
MEMORY_BYTES = 4 << 30  # its models take 1.3 thousand million; libraries reserve more than they use
PROGRAM_S = 50.0
"""It is ended before the station ends this worker, which could not take it along."""
_VERSION, _HEADER, _SCALAR = "OFIQ library version:", "Filename;", ".scalar"
Values: TypeAlias = Mapping[str, tuple[float | None, int | None]]
"""By the standard's name of each component: native value, and 0..100. None where it could not be computed."""
Assess: TypeAlias = Callable[[int, int, bytes], tuple[str, Values]]
"""Of width, height and R, G, B bytes: OFIQ's version, and what it measures."""


def answering(assess: Assess) -> Answering:
    """What `serve` asks, around an engine."""

    def answer(question: bytes) -> bytes:
        width, height = REQUEST.unpack_from(question)
        version, values = assess(width, height, question[REQUEST.size :])
        return json.dumps({"version": version, "values": values}).encode()

    return answer


def read_sample(printed: str) -> tuple[str, Values]:
    """What OFIQ's sample program prints of one picture: its version, a line of names and a line of values.

    Raises ValueError where it is something else, as after a picture it could not read.
    """
    lines = printed.splitlines()
    version = next((line.removeprefix(_VERSION).strip() for line in lines if line.startswith(_VERSION)), "")
    at = next((number for number, line in enumerate(lines) if line.startswith(_HEADER)), len(lines))
    if not version or at + 1 >= len(lines):
        raise ValueError("no values")
    names, values = (line.rstrip(";").split(";")[1:] for line in lines[at : at + 2])
    if len(names) != len(values):
        raise ValueError("not a value for each name")
    said = {name: float(value) for name, value in zip(names, values, strict=True)}
    return version, {
        name: measured(said[name], said.get(name + _SCALAR, -1.0)) for name in said if not name.endswith(_SCALAR)
    }


def measured(native: float | None, scalar: float | None) -> tuple[float | None, int | None]:
    """Below nought OFIQ says that it could not measure; then its native value means nothing either."""
    return (None, None) if scalar is None or scalar < 0 else (native, round(scalar))


def by_program(data: str, program: str) -> Assess:
    """One run of the sample program for each picture: it loads its models each time."""
    from station.quality.cv import cv2

    def assess(width: int, height: int, rgb: bytes) -> tuple[str, Values]:
        import numpy as np

        pixels = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
        _, stream = cv2.imencode(".png", pixels[..., ::-1])
        picture = os.memfd_create("picture")
        try:
            with os.fdopen(os.dup(picture), "wb") as file:
                file.write(stream.tobytes())
            ran = subprocess.run(
                (program, "-c", data, "-i", f"/proc/self/fd/{picture}"),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                pass_fds=(picture,),
                timeout=PROGRAM_S,
                check=True,
            )
        finally:
            os.close(picture)
        return read_sample(ran.stdout)

    return assess


def by_package(data: str) -> Assess:
    import numpy as np

    ofiq: Any = import_module("ofiq")  # where somebody installed it
    engine = ofiq.OFIQ(data)

    def assess(width: int, height: int, rgb: bytes) -> tuple[str, Values]:
        pixels = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
        found = engine.vector_quality(pixels, include_raw=True)
        return ofiq.__ofiq_version__, {name: _of_package(value) for name, value in found.items()}

    return assess


def _of_package(value: Mapping[str, float] | None) -> tuple[float | None, int | None]:
    return (None, None) if value is None else measured(value.get("raw"), value.get("scalar"))


def _load(arguments: Sequence[str]) -> Answering:
    data, *program = arguments
    return answering(by_program(data, program[0]) if program else by_package(data))


if __name__ == "__main__":
    serve(lambda: _load(sys.argv[1:]), MEMORY_BYTES)
