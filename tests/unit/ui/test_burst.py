"""A reader is told from a typist by speed and shape: of a reader nothing is typed, of a typist every key, in its order
and at most a moment later. Times are drawn as readers and typists have them; no clock runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import pytest

from tests.support.applicants import PASSPORT_MRZ
from ui.shell.burst import END_MS, READER_MS, Burst

CARD = "IDARMAX00000009<<<<<<<<<<<<<<<\n9006153F3609149ARM<<<<<<<<<<<6\nHOVHANNISYAN<<ANI<<<<<<<<<<<<<"
NAMES = "PETROSYAN", "AVETISYAN", "ARMENAKYAN", "IVANOVA", "CHOLAKHYAN", "VARDANYAN", "PAPIKYAN", "AAAAA", "PIACVVCAIP"


@dataclass
class Heard:
    """As the window does it, on a clock of its own. typed: sign and when the field had it. read: what readers sent."""

    burst: Burst[str] = field(default_factory=Burst)
    typed: list[tuple[str, float]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    def keys(self, keys: Iterable[tuple[str, float]]) -> None:
        last = 0.0
        for sign, at in keys:
            if self.burst.paused(at):
                self._end(last + self.burst.waits_ms)
            if not self.burst.takes(sign, sign, at):
                self._end(at)
                if not self.burst.takes(sign, sign, at):
                    self.typed.append((sign, at))
            last = at
        self._end(last + self.burst.waits_ms)

    def _end(self, at: float) -> None:
        text, keys = self.burst.end()
        self.typed += [(sign, at) for sign in keys]
        self.read += [text] if text else []


def in_time(text: str, gaps: Iterator[float], begins: float = 1_000) -> list[tuple[str, float]]:
    at, keys = begins, []
    for sign in text:
        keys.append((sign, at))
        at += next(gaps)
    return keys


def reader(seed: int, mean_ms: float) -> Iterator[float]:
    """A sign a report of USB, now and then a report later; slow ones wait as they were set to."""
    rng = Random(seed)
    while True:
        yield max(0.0, rng.gauss(mean_ms, mean_ms / 5)) + (8 if rng.random() < 0.05 else 0)


def typist(seed: int, mean_ms: float) -> Iterator[float]:
    """Log-normal, as keystrokes are; one in six rolls over its neighbour, down to 8 ms (Dhakal et al. 2018)."""
    rng = Random(seed)
    while True:
        rolls = rng.random() < 1 / 6
        yield rng.uniform(8, 60) if rolls else mean_ms * rng.lognormvariate(0, 0.4)


@pytest.mark.parametrize("mean_ms", [0, 1, 4, 8, 16, 30])
@pytest.mark.parametrize("zone", [PASSPORT_MRZ, CARD, PASSPORT_MRZ.replace("\n", "")], ids=["book", "card", "in one"])
def test_of_a_reader_nothing_is_typed(zone: str, mean_ms: float) -> None:
    for seed in range(20):
        heard = Heard()
        heard.keys(in_time(f"{zone}\n", reader(seed, mean_ms)))
        assert heard.typed == []
        assert heard.read == [f"{zone}\n"]


def test_a_rest_between_the_lines_and_a_second_scan_belong_to_it() -> None:
    heard, (first, second) = Heard(), PASSPORT_MRZ.split("\n")
    twice = in_time(f"{first}\n", reader(1, 5))
    for line in (second, first, second):
        twice += in_time(f"{line}\n", reader(1, 5), twice[-1][1] + END_MS - 10)
    heard.keys(twice)
    assert (heard.typed, heard.read) == ([], [f"{PASSPORT_MRZ}\n" * 2])


@pytest.mark.parametrize("mean_ms", [45, 60, 80, 110, 250])
def test_of_a_typist_no_key_is_lost_out_of_order_or_late(mean_ms: float) -> None:
    """45 ms: quicker than anybody types."""
    for seed, name in enumerate(NAMES * 30):
        keys = in_time(f"{name}\n", typist(seed, mean_ms))
        heard = Heard()
        heard.keys(keys)
        assert heard.read == []
        assert [sign for sign, _ in heard.typed] == [sign for sign, _ in keys]
        late = [had - pressed for (_, pressed), (_, had) in zip(keys, heard.typed, strict=True)]
        runs = [after - before for (_, before), (_, after) in pairwise(keys)]
        assert max(late) <= READER_MS + _longest_run(runs) + 1e-6


def _longest_run(gaps: list[float]) -> float:
    """Of keys that each came as quickly as a reader's."""
    longest = run = 0.0
    for gap in gaps:
        run = run + gap if gap <= READER_MS else 0.0
        longest = max(longest, run)
    return longest


@pytest.mark.parametrize("text", ["ՊԵՏՐՈՍՅԱՆ", "0123456789", "rk@mst.zm", "HOSHNNES", "12032001\n"])
def test_what_begins_no_zone_is_typed_at_once(text: str) -> None:
    for gap in (0, 1, 200):
        heard = Heard()
        keys = in_time(text, iter([gap] * len(text)))
        heard.keys(keys)
        assert heard.typed == keys


def test_letters_that_came_as_quickly_as_a_zone_and_are_none_are_typed() -> None:
    """A name that a program pastes key by key."""
    heard = Heard()
    heard.keys(in_time("PAPIKYANHARUTYUNYAN\n", reader(1, 1)))
    assert heard.read == []
    assert "".join(sign for sign, _ in heard.typed) == "PAPIKYANHARUTYUNYAN\n"


def test_a_part_of_a_zone_is_a_readers_too() -> None:
    heard = Heard()
    heard.keys(in_time(PASSPORT_MRZ[:30], reader(1, 5)))
    assert (heard.typed, heard.read) == ([], [PASSPORT_MRZ[:30]])


def test_a_zone_that_somebody_types_by_hand_is_typed() -> None:
    heard = Heard()
    heard.keys(in_time(PASSPORT_MRZ, typist(3, 180)))
    assert heard.read == []
    assert "".join(sign for sign, _ in heard.typed) == PASSPORT_MRZ


@pytest.mark.parametrize(("every_ms", "held"), [(1, True), (33, False)])
def test_a_key_that_is_held_down_begins_no_zone_but_equal_signs_of_a_reader_do(every_ms: float, held: bool) -> None:
    """X counts two equal signs within a moment as a key that is held down."""
    burst = Burst[str]()
    assert burst.takes("P", "P", 1_000)
    assert burst.takes("P", "P", 1_000 + every_ms, repeated=True) is held
