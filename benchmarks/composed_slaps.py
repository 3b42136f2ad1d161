"""What becomes of composed slaps whose truth is known (`laid_slaps`): of each kind how many are taken with the right
names, asked about, refused, and, which must be none, taken though they must not be.

    python -m benchmarks.composed_slaps --people 6 --only thumbs

prints the table of docs/standards.md. It counts, and times nothing.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.laid_slaps import KINDS, RIGHT_KINDS, Laid
from devices.api import DeviceInfo, DeviceKind, FingerFrame
from station.capture.slap import SlapCapture
from station.domain.capture import CaptureRefused, SlapCandidate
from station.domain.errors import Problem
from station.domain.finger_checks import Before
from station.quality.finger.lately import Lately
from station.quality.finger.nfiq2 import Nfiq2

SCANNER = DeviceInfo("composed", DeviceKind.FINGERPRINT, "Composed", "Slaps", simulated=True)
OUTCOMES = ("right", "asked", "refused", "wrong")
_95 = 1.96


def became(laid: Laid, scorer: Lately) -> tuple[str, tuple[str, ...]]:
    """Of the first attempt, as a capture would end: one of OUTCOMES, and the codes of why."""
    known: Future[Before | Problem] = Future()
    known.set_result(Before(laid.known))
    capture = SlapCapture(SCANNER, laid.slap, laid.said, scorer, before=lambda: known)
    capture.prepare()
    if laid.glass is not None:
        capture.show(FingerFrame(laid.glass, laid.ppi, 0.0, "searching_fingers"))
    if laid.preview is not None:
        capture.show(FingerFrame(laid.preview, laid.ppi, 0.0, "keep_fingers_still"))
    *_, end = capture.look(FingerFrame(laid.pixels, laid.ppi, 0.0, "capturing", final=True), asked=False)
    if isinstance(end, CaptureRefused):
        return "refused", (end.problem.code,)
    assert isinstance(end, SlapCandidate)
    if end.questions:
        return "asked", tuple(sorted({each.code for each in end.questions}))
    return "right" if laid.true else "wrong", ()


def all_of(kind: str, seed: int, scorer: Lately) -> Iterator[tuple[str, tuple[str, ...]]]:
    return (became(laid, scorer) for laid in KINDS[kind](seed))


def counted(kind: str, people: int, scorer: Lately) -> Counter[str]:
    return Counter(word for seed in range(1, people + 1) for word, _ in all_of(kind, seed, scorer))


def interval(number: int, of: int) -> str:
    """Wilson's interval of 95 % for `number` of `of`, in percent."""
    share, spread = number / of, _95 * _95 / of
    middle, half = share + spread / 2, _95 * sqrt(share * (1 - share) / of + spread / of / 4)
    low, high = ((middle + way * half) / (1 + spread) for way in (-1, 1))
    return f"{100 * low:.0f}-{100 * high:.0f}"


def table(people: int, kinds: Sequence[str]) -> Iterator[str]:
    """Person by person, for hands that are grown are kept."""
    engine, found = Nfiq2(), {kind: list[tuple[str, tuple[str, ...]]]() for kind in kinds}
    try:
        for seed in range(1, people + 1):
            for kind in kinds:
                found[kind].extend(all_of(kind, seed, Lately(engine)))
    finally:
        engine.close()
    yield "| composed slaps | n | right | asked | refused | wrong accepted | as it should [95 %] | by |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from (_row(kind, all_) for kind, all_ in found.items())


def _row(kind: str, all_: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    found, of = Counter(word for word, _ in all_), len(all_)
    well = of - found["wrong"] - (found["refused"] if kind in RIGHT_KINDS else 0)
    should = f"{well} of {of} [{interval(well, of)}]"
    return f"| {kind} | {of} | " + " | ".join(str(found[each]) for each in OUTCOMES) + f" | {should} | {_why(all_)} |"


def _why(all_: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    codes = Counter(code for _, each in all_ for code in each)
    return ", ".join(f"{code.removeprefix('FNG-').lower()} {number}" for code, number in codes.most_common())


def main() -> None:
    parser = ArgumentParser(prog="composed_slaps", description="What becomes of composed slaps")
    parser.add_argument("--people", type=int, default=6, help="simulated hands, each of a person of its own")
    parser.add_argument("--only", default="", help="kinds with these letters in their name")
    options = parser.parse_args()
    for line in table(options.people, [each for each in KINDS if options.only in each]):
        print(line, flush=True)


if __name__ == "__main__":
    main()
