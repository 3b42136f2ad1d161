"""A second engine for the portrait, where it is installed: OFIQ, in a worker process of its own.

It judges nothing here and its values are never mixed with ours: each is named after it, with its version. The one thing
it alone gives is a score of the portrait as a whole, which records of ISO/IEC 19794 and 39794 have a place for.
"""

import json
import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import StationError
from station.domain.sample import QualityScore
from station.quality.face.ofiq_worker import REQUEST
from workers.worker import Broken, Why, Worker

ENGINE, UNIFIED = "OFIQ", "UnifiedQualityScore"
PROGRAM = "station.quality.face.ofiq_worker"
START_S, ANSWER_S = 60.0, 60.0  # its models have 450 MB; the sample program loads them for each picture

_log = logging.getLogger(__name__)


class EngineUnavailable(StationError):
    """The worker of the second engine does not start: the package, the program or its models are not there."""

    code = "STN-650"


class EngineSilent(StationError):
    """The second engine gave no answer in time and was ended. It starts anew at the next portrait."""

    code, retryable = "STN-651", True


class EngineBroken(StationError):
    """The second engine died over a portrait, or said what is no answer. It starts anew at the next one."""

    code, retryable = "STN-652", True


class Ofiq:
    """Thread-safe, one portrait at a time. The worker starts at the first; `close` ends it."""

    def __init__(
        self, data: str, sample_program: str = "", *, program: Sequence[str] = (PROGRAM,), answer_s: float = ANSWER_S
    ) -> None:
        """data: folder of configuration and models. sample_program: OFIQ's own; "" for the package `python-ofiq`.
        program: the module that the worker runs."""
        arguments = (data, sample_program) if sample_program else (data,)
        self._worker, self._answer_s = Worker((*program, *arguments), START_S), answer_s

    def assess(self, pixels: NDArray[np.uint8]) -> tuple[QualityScore, ...]:
        """Its components and its score of the whole. pixels: (height, width, 3) uint8 R, G, B, as will be sealed.

        Raises EngineUnavailable, EngineSilent, EngineBroken.
        """
        height, width = pixels.shape[:2]
        with self._worker.lock:
            try:
                self._worker.start()
            except Broken as broken:
                raise EngineUnavailable(exit_code=broken.exit_code) from None
            try:
                question = REQUEST.pack(width, height) + np.ascontiguousarray(pixels).tobytes()
                return _scores(json.loads(self._worker.ask(question, self._answer_s)))
            except Broken as broken:
                if broken.why is Why.SILENT:
                    raise EngineSilent(seconds=self._answer_s) from None
                raise EngineBroken(exit_code=broken.exit_code) from None
            except (ValueError, TypeError, KeyError, AttributeError):
                self._worker.end()
                raise EngineBroken(exit_code=0) from None

    def scores(self, pixels: NDArray[np.uint8]) -> tuple[QualityScore, ...]:
        """As `assess`; where there is no answer, that there is none: a portrait does not wait for a second opinion."""
        try:
            return self.assess(pixels)
        except StationError as error:
            _log.warning("second face engine: %s", error.code)
            return (QualityScore(UNIFIED, ENGINE, None),)

    def close(self) -> None:
        """End the worker; harmless when called twice."""
        self._worker.end()


def _scores(answer: Any) -> tuple[QualityScore, ...]:
    """The score of the whole has the standard's name, as no engine of ours gives one; the others the engine's first."""
    version = f"{ENGINE} {str(answer['version'])[:20]}"
    return tuple(
        QualityScore(name if name == UNIFIED else f"{ENGINE}.{name}", version, _score(scalar), _native(native))
        for name, (native, scalar) in answer["values"].items()
    )


def _score(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        raise ValueError("not a score")
    return value


def _native(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
