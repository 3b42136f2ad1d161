"""NFIQ 2 scores, computed in worker processes: a native crash or hang costs one answer, never the station.

The library is NIST's NFIQ 2.3.0 inside `nbis-py` 0.1.3. It gives noise a score (34), so an image without enough ridges
is not even asked about. Prints reach the workers through pipes and are never written to disk.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import StationError
from station.domain.sample import QualityScore
from station.quality.finger.nfiq2_worker import REQUEST, Answer
from workers import Broken, Why, Worker

ALGORITHM, VERSION = "NFIQ2", "2.3.0"
WORKERS = 2
ANSWER_S = 10.0  # an answer takes 0.2 s
START_S = 30.0
PROGRAM = ("station.quality.finger.nfiq2_worker",)
MIN_RIDGES_MM2 = 20.0
"""Ridges below which a print is no print; a very dry little finger shows 60 square millimetres, noise 5."""

_PPI = 500


class ScorerCrashed(StationError):
    """The worker process died over a print. It starts anew at the next one."""

    code, retryable = "STN-510", True


class ScorerSilent(StationError):
    """The worker process gave no answer in time and was ended. It starts anew at the next print."""

    code, retryable = "STN-511", True


class ScorerUnfit(ScorerCrashed):
    """The library is not made for this computer's processor: it lacks an instruction that the library uses."""

    code, retryable = "STN-640", False


class ScorerOutOfMemory(ScorerCrashed):
    """The worker process wanted more memory than it may have, or the computer had none left."""

    code, retryable = "STN-641", True


class ScorerUnavailable(StationError):
    """The worker process does not start: the NFIQ 2 library is missing or does not load on this computer."""

    code = "STN-512"


_KINDS: Mapping[Why, type[ScorerCrashed]] = {Why.INSTRUCTION: ScorerUnfit, Why.MEMORY: ScorerOutOfMemory}


@dataclass(frozen=True)
class Measured:
    """score: 0..100, None where it cannot be computed. values: native and actionable values by NIST's names."""

    score: int | None
    values: Mapping[str, float] = field(default_factory=dict)


class Nfiq2:
    """Thread-safe. Workers start at first use, or at `warm_up`; `close` ends them."""

    def __init__(
        self,
        workers: int = WORKERS,
        answer_s: float = ANSWER_S,
        start_s: float = START_S,
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """program: the module that a worker runs, and its arguments."""
        self._answer_s = answer_s
        self._slots: SimpleQueue[Worker] = SimpleQueue()
        self._workers = [Worker(program, start_s) for _ in range(workers)]
        for worker in self._workers:
            self._slots.put(worker)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="nfiq2")

    def warm_up(self) -> Future[None]:
        """Start all workers in the background; the future holds ScorerUnavailable or its kin where that fails."""
        begun = [self._pool.submit(_start, worker) for worker in self._workers]
        return self._pool.submit(lambda: [start.result() for start in begun].clear())

    def score(self, prints: Sequence[NDArray[np.uint8]]) -> tuple[QualityScore, ...]:
        """Scores of upright prints, (height, width) uint8 at 500 ppi, computed side by side. Blocks.

        A print that shows no ridges or for which NFIQ 2 fails gets a score of None.
        Raises ScorerCrashed and its kin, ScorerSilent, ScorerUnavailable.
        """
        return tuple(QualityScore(ALGORITHM, VERSION, measured.score) for measured in self.measure(prints))

    def measure(self, prints: Sequence[NDArray[np.uint8]]) -> tuple[Measured, ...]:
        """As `score`, with all values behind it."""
        asked = [self._pool.submit(self._measure, pixels) for pixels in prints]
        failed = [error for future in asked if (error := future.exception()) is not None]
        if failed:
            raise failed[0]
        return tuple(future.result() for future in asked)

    def close(self) -> None:
        """End the workers; harmless when called twice. No call may follow."""
        for worker in self._workers:
            worker.end()  # whoever waits for an answer gets ScorerCrashed
        self._pool.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.end()  # it may just have been starting

    def _measure(self, pixels: NDArray[np.uint8]) -> Measured:
        from station.quality.finger.ridges import ridge_area_mm2  # OpenCV, at first use

        if ridge_area_mm2(pixels, _PPI) < MIN_RIDGES_MM2:
            return Measured(None)
        worker = self._slots.get()
        try:
            score, values = _ask(worker, pixels, self._answer_s)
        finally:
            self._slots.put(worker)
        return Measured(score, values)


def _ask(worker: Worker, pixels: NDArray[np.uint8], answer_s: float) -> Answer:
    """Raises ScorerCrashed and its kin, ScorerSilent, ScorerUnavailable; the worker starts anew at the next call."""
    height, width = pixels.shape
    with worker.lock:
        _start(worker)
        try:
            answer = worker.ask(REQUEST.pack(width, height) + np.ascontiguousarray(pixels).tobytes(), answer_s)
            score, values = json.loads(answer)
        except Broken as broken:
            if broken.why is Why.SILENT:
                raise ScorerSilent(seconds=answer_s) from None
            raise _KINDS.get(broken.why, ScorerCrashed)(exit_code=broken.exit_code) from None
        except (ValueError, TypeError):  # no JSON, or not two of them
            worker.end()
            raise ScorerCrashed(exit_code=0) from None
    return score, values


def _start(worker: Worker) -> None:
    """Raises ScorerUnfit, ScorerOutOfMemory, ScorerUnavailable."""
    try:
        worker.start()
    except Broken as broken:
        raise _KINDS.get(broken.why, ScorerUnavailable)(exit_code=broken.exit_code) from None
