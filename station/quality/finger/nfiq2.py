"""NFIQ 2 scores, and matches of minutiae (MINDTCT, Bozorth3), computed in worker processes: a native crash or hang
costs one answer, never the station.

The library is NIST's NFIQ 2.3.0 inside `nbis-py` 0.1.3. It gives noise a score (34), so an image without enough ridges
is not even asked about. Prints reach the workers through pipes and are never written to disk.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import StationError
from station.domain.sample import QualityScore
from station.quality.finger.nfiq2_worker import PAIRS, REQUEST
from workers.worker import Broken, Why, Worker

ALGORITHM, VERSION = "NFIQ2", "2.3.0"
WORKERS = 2
ANSWER_S = 10.0  # an answer takes 0.2 s
START_S = 30.0
PROGRAM = ("station.quality.finger.nfiq2_worker",)
MIN_RIDGES_MM2 = 8.0
"""Ridges below which a print is no print; a drowned finger shows 10 square millimetres, a very dry little finger 60,
noise 5."""

_PPI = 500
T = TypeVar("T")


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
    """score: 0..100, None where it cannot be computed. values: native and actionable values by NIST's names. minutiae:
    for `Nfiq2.match` alone; empty where there is no score."""

    score: int | None
    values: Mapping[str, float] = field(default_factory=dict)
    minutiae: bytes = b""

    @property
    def quality(self) -> QualityScore:
        return QualityScore(ALGORITHM, VERSION, self.score)


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
        return tuple(measured.quality for measured in self.measure(prints))

    def match(self, pairs: Sequence[tuple[bytes, bytes]]) -> tuple[int, ...]:
        """Bozorth3 of pairs of minutiae that `measure` gave, shared among the workers. Blocks, raises as `score`.

        Of 2,224 pairs of different fingers none reached 25; of one finger taken twice 25 of 26 reached 30.
        """
        share = -(-len(pairs) // len(self._workers)) or 1
        parts = [pairs[start : start + share] for start in range(0, len(pairs), share)]
        return tuple(score for part in _all([self._pool.submit(self._match, part) for part in parts]) for score in part)

    def measure(self, prints: Sequence[NDArray[np.uint8]]) -> tuple[Measured, ...]:
        """As `score`, with all values behind it, and the minutiae."""
        return tuple(_all([self._pool.submit(self._measure, each) for each in prints]))

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
        height, width = pixels.shape
        question = REQUEST.pack(width, height) + np.ascontiguousarray(pixels).tobytes()
        return self._ask(question, _measured)

    def _match(self, pairs: Sequence[tuple[bytes, bytes]]) -> list[int]:
        told = json.dumps([(one.hex(), other.hex()) for one, other in pairs]).encode()
        return self._ask(PAIRS + told, lambda answer: _scores(answer, len(pairs)))

    def _ask(self, question: bytes, understand: Callable[[Any], T]) -> T:
        worker = self._slots.get()
        try:
            return _ask(worker, question, self._answer_s, understand)
        finally:
            self._slots.put(worker)


def _all(asked: Sequence[Future[T]]) -> list[T]:
    """The answers, when all are there; raises what the first of them raised."""
    failed = [error for future in asked if (error := future.exception()) is not None]
    if failed:
        raise failed[0]
    return [future.result() for future in asked]


def _measured(answer: Any) -> Measured:
    score, values, minutiae = answer
    return Measured(score, values, bytes.fromhex(minutiae))


def _scores(answer: Any, count: int) -> list[int]:
    scores = [int(each) for each in answer]
    if len(scores) != count:
        raise ValueError("not an answer to each pair")
    return scores


def _ask(worker: Worker, question: bytes, answer_s: float, understand: Callable[[Any], T]) -> T:
    """Raises ScorerCrashed and its kin, ScorerSilent, ScorerUnavailable; the worker starts anew at the next call."""
    with worker.lock:
        _start(worker)
        try:
            return understand(json.loads(worker.ask(question, answer_s)))
        except Broken as broken:
            if broken.why is Why.SILENT:
                raise ScorerSilent(seconds=answer_s) from None
            raise _KINDS.get(broken.why, ScorerCrashed)(exit_code=broken.exit_code) from None
        except (ValueError, TypeError):  # no JSON, or another than was asked for
            worker.end()
            raise ScorerCrashed(exit_code=0) from None


def _start(worker: Worker) -> None:
    """Raises ScorerUnfit, ScorerOutOfMemory, ScorerUnavailable."""
    try:
        worker.start()
    except Broken as broken:
        raise _KINDS.get(broken.why, ScorerUnavailable)(exit_code=broken.exit_code) from None
