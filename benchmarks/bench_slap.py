"""From the scanner's impression to four named, scored prints; the parts of it; and growing simulated fingers."""

from collections.abc import Iterator

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from devices.adapters.sim_fingerprint import anatomy, outcomes
from devices.adapters.sim_fingerprint.outcomes import Impression, take
from devices.api import FingerPosition
from station.capture.judging import findings
from station.capture.matching import Matching, Print
from station.domain.finger_checks import Limits
from station.domain.sample import SLAPS, Slap
from station.formats.finger_image import encode_wsq
from station.quality.finger.nfiq2 import Nfiq2
from station.quality.finger.segmentation import crop, segment
from tests.support.hands import seen
from tests.support.scanners import slap_pixels

POSITIONS = tuple(FingerPosition(finger) for finger in Slap.RIGHT_FOUR.fingers)


@pytest.fixture(scope="module")
def scorer() -> Iterator[Nfiq2]:
    made = Nfiq2()
    made.warm_up().result(60)
    yield made
    made.close()


@pytest.mark.benchmark(group="slap")
def test_slap_pipeline(benchmark: BenchmarkFixture, scorer: Nfiq2) -> None:
    pixels = slap_pixels("good", Slap.RIGHT_FOUR)
    other = slap_pixels("good", Slap.LEFT_FOUR)
    taken = scorer.measure([crop(other, finger, 500) for finger in segment(other, 500).fingers])
    known = [Print(finger, each.minutiae) for finger, each in zip(Slap.LEFT_FOUR.fingers, taken, strict=True)]

    def pipeline() -> int:
        made = seen(pixels, Slap.RIGHT_FOUR)
        assert made is not None
        assert findings(made) == ()
        measured = scorer.measure(made.prints)
        fresh = [Print(finger, each.minutiae) for finger, each in zip(made.expected, measured, strict=True)]
        matching = Matching(fresh, known, Limits())
        assert matching.findings(scorer.match(matching.pairs)) == ()
        return len(matching.pairs)

    assert benchmark(pipeline) == 22
    what = "find, name, score and match the prints of a slap of 1600 x 1500 against themselves and four taken before"
    benchmark.extra_info.update(what=what, target_s=0.7)


@pytest.mark.benchmark(group="slap")
def test_nfiq2_of_one_print_twice_over(benchmark: BenchmarkFixture, scorer: Nfiq2) -> None:
    """Four prints on two workers cannot take less than two prints one after the other."""
    pixels = slap_pixels("good", Slap.RIGHT_FOUR)
    print_ = crop(pixels, segment(pixels, 500).fingers[0], 500)
    assert len(benchmark(lambda: (scorer.score([print_]), scorer.score([print_])))) == 2
    benchmark.extra_info.update(what="the library's NFIQ 2 of two prints, one after the other", floor=True)


@pytest.mark.benchmark(group="segmentation")
def test_segmentation_alone(benchmark: BenchmarkFixture) -> None:
    pixels = slap_pixels("good", Slap.RIGHT_FOUR)
    assert len(benchmark(lambda: segment(pixels, 500)).fingers) == 4
    benchmark.extra_info.update(what="segment a slap of 1600 x 1500", target_s=0.06)


@pytest.mark.benchmark(group="wsq")
def test_wsq_of_four_prints(benchmark: BenchmarkFixture) -> None:
    pixels = slap_pixels("good", Slap.RIGHT_FOUR)
    prints = [crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers]
    assert max(benchmark(lambda: [len(encode_wsq(print_)) for print_ in prints])) < 18_000
    benchmark.extra_info.update(what="WSQ of four prints")


@pytest.mark.benchmark(group="simulated fingers")
def test_grow_ten_fingers(benchmark: BenchmarkFixture) -> None:
    def grow() -> int:
        anatomy.end_phalanx.cache_clear()
        anatomy.middle_phalanx.cache_clear()
        outcomes._taken.cache_clear()
        for slap in SLAPS:
            take("good", 1, tuple(FingerPosition(finger) for finger in slap.fingers), 0)
        return 10

    assert benchmark.pedantic(grow, rounds=3) == 10
    benchmark.extra_info.update(what="simulator: grow ten fingers and three impressions", target_s=3.0)


@pytest.mark.benchmark(group="simulated fingers")
def test_another_impression(benchmark: BenchmarkFixture) -> None:
    take("good", 1, POSITIONS, 0)

    def again() -> Impression:
        outcomes._taken.cache_clear()
        return take("good", 1, POSITIONS, 1)

    assert benchmark(again).pixels.shape == (1500, 1600)
    benchmark.extra_info.update(what="simulator: another impression of a grown hand", target_s=0.5)
