"""NFIQ 2 in its worker processes: NIST's published values, prints of the simulator, crashes and hangs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from station.domain.sample import SLAPS, Slap
from station.quality.finger.nfiq2 import (
    Nfiq2,
    ScorerCrashed,
    ScorerOutOfMemory,
    ScorerSilent,
    ScorerUnavailable,
    ScorerUnfit,
)
from station.quality.finger.segmentation import crop, segment
from tests.support.scanners import slap_pixels

ROOT = Path(__file__).parents[5]
BROKEN = "tests.support.broken_scorers"


@pytest.fixture(scope="module")
def scorer() -> Iterator[Nfiq2]:
    made = Nfiq2()
    made.warm_up().result(60)
    yield made
    made.close()


@pytest.mark.shared_data
def test_the_published_scores_and_values_of_nists_examples(scorer: Nfiq2, shared_data: Path) -> None:
    files = sorted((shared_data / "finger/nfiq2").glob("*.pgm"))
    assert len(files) == 5
    measured = scorer.measure([np.array(Image.open(file), dtype=np.uint8) for file in files])
    compared = 0
    for file, result in zip(files, measured, strict=True):
        lines = file.with_name(f"{file.stem}_output.txt").read_text().splitlines()
        published = {name: float(value) for name, value in (line.split(": ") for line in lines if ": " in line)}
        assert result.score == published.pop("UnifiedQualityScore")
        for name, value in published.items():
            assert result.values[name] == pytest.approx(value, rel=2e-5, abs=1e-6), (file.name, name)
            compared += 1
    assert compared == 5 * 73  # 4 actionable and 69 native values each


@pytest.mark.drawn(1)
@pytest.mark.parametrize("slap", SLAPS)
def test_simulated_prints_are_of_usable_quality(scorer: Nfiq2, slap: Slap) -> None:
    pixels = slap_pixels("good", slap)
    scores = scorer.score([crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers])
    assert len(scores) == len(slap.fingers)
    assert all(score.algorithm == "NFIQ2" and score.version == "2.3.0" for score in scores)
    assert all(score.score is not None and score.score >= 40 for score in scores), scores


def test_a_wet_hand_scores_low(scorer: Nfiq2) -> None:
    pixels = slap_pixels("wet", Slap.RIGHT_FOUR)
    scores = scorer.score([crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers[1:3]])
    assert all(score.score is not None and score.score < 35 for score in scores), scores


def test_what_shows_no_ridges_is_not_scored(scorer: Nfiq2) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (400, 400), dtype=np.uint8)  # NFIQ 2 itself would say 34
    white = np.full((400, 400), 255, np.uint8)
    dot = np.zeros((1, 1), np.uint8)
    assert [score.score for score in scorer.score([noise, white, dot])] == [None, None, None]


def test_a_print_for_which_nfiq2_fails_has_no_score(scorer: Nfiq2) -> None:
    """Too small a piece for the algorithm, though ridges are seen."""
    pixels = slap_pixels("good", Slap.THUMBS)
    whole = crop(pixels, segment(pixels, 500).fingers[0], 500)
    assert scorer.measure([np.ascontiguousarray(whole[200:310, 150:260])])[0].score is None


def test_the_same_print_scores_the_same_side_by_side(scorer: Nfiq2) -> None:
    pixels = slap_pixels("good", Slap.THUMBS)
    print_ = crop(pixels, segment(pixels, 500).fingers[0], 500)
    results = scorer.measure([print_] * 4)
    assert len({tuple(sorted(result.values.items())) for result in results}) == 1


def prints(*widths: int) -> list[np.ndarray]:
    row = np.mgrid[0:300, 0:1][0]
    column = (128 + 80 * np.sin(2 * np.pi * row / 9)).astype(np.uint8)
    return [np.repeat(column, width, axis=1) for width in widths]


def test_a_crash_costs_one_answer_and_the_worker_starts_anew() -> None:
    scorer = Nfiq2(workers=1, program=(BROKEN, "crashing"))
    try:
        before = scorer.measure(prints(310))[0].values["pid"]
        with pytest.raises(ScorerCrashed) as caught:
            scorer.measure(prints(300))
        assert (caught.value.code, caught.value.retryable) == ("STN-510", True)
        after = scorer.measure(prints(310))[0]
        assert after.score == 50
        assert after.values["pid"] != before
    finally:
        scorer.close()


def test_a_hang_is_ended_in_time_and_the_worker_starts_anew() -> None:
    scorer = Nfiq2(workers=1, answer_s=0.3, program=(BROKEN, "hanging"))
    try:
        with pytest.raises(ScorerSilent) as caught:
            scorer.measure(prints(300))
        assert caught.value.code == "STN-511"
        assert scorer.measure(prints(310))[0].score == 50
    finally:
        scorer.close()


@pytest.mark.parametrize(("how", "kind"), [("unfit", ScorerUnfit), ("growing", ScorerOutOfMemory)])
def test_why_it_died_is_told_where_it_can_be(how: str, kind: type[ScorerCrashed]) -> None:
    scorer = Nfiq2(workers=1, program=(BROKEN, how))
    try:
        with pytest.raises(kind):
            scorer.measure(prints(300))
        assert scorer.measure(prints(310))[0].score == 50
    finally:
        scorer.close()


def test_a_library_for_other_processors_is_called_that_at_the_start() -> None:
    scorer = Nfiq2(workers=1, program=(BROKEN, "unfit at start"))
    try:
        with pytest.raises(ScorerUnfit) as caught:
            scorer.warm_up().result(60)
        assert not caught.value.retryable
    finally:
        scorer.close()


def test_the_other_prints_of_a_slap_are_still_computed_before_the_error_comes() -> None:
    scorer = Nfiq2(workers=2, program=(BROKEN, "crashing"))
    try:
        with pytest.raises(ScorerCrashed):
            scorer.measure(prints(310, 300, 320, 330))
        assert [measured.score for measured in scorer.measure(prints(310, 320))] == [50, 50]
    finally:
        scorer.close()


def test_a_worker_that_does_not_start_is_said_so() -> None:
    scorer = Nfiq2(workers=1, program=(BROKEN, "never starting"))
    try:
        with pytest.raises(ScorerUnavailable):
            scorer.warm_up().result(60)
        with pytest.raises(ScorerUnavailable):
            scorer.score(prints(310))
    finally:
        scorer.close()


def test_what_a_library_prints_does_not_mix_with_the_answers() -> None:
    scorer = Nfiq2(workers=1, program=(BROKEN, "chattering"))
    try:
        assert [measured.score for measured in scorer.measure(prints(300, 310))] == [50, 50]
    finally:
        scorer.close()


def test_a_worker_loads_nothing_of_who_started_it(tmp_path: Path) -> None:
    """A program whose own main module is heavy, as the window's is, in a folder that is not ours."""
    program = tmp_path / "heavy.py"
    program.write_text(
        "import json, sys, numpy, PySide6.QtCore\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from station.quality.finger.nfiq2 import Nfiq2\n"
        "if __name__ == '__main__':\n"
        f"    scorer = Nfiq2(workers=1, program=({BROKEN!r}, 'telling'))\n"
        "    from tests.unit.station.quality.finger.test_nfiq2 import prints\n"
        "    print(json.dumps(list(scorer.measure(prints(300))[0].values)))\n"
        "    scorer.close()\n"
    )
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the current folder')")
    done = subprocess.run([sys.executable, "-P", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    modules = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert "station" in modules
    assert modules.isdisjoint({"PySide6", "numpy", "cv2", "devices", "crypto", "ui", "heavy"})


def test_the_workers_end_with_a_station_that_is_killed() -> None:
    code = (
        "import sys\n"
        "from station.quality.finger.nfiq2 import Nfiq2\n"
        "scorer = Nfiq2(workers=2); scorer.warm_up().result(60)\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, **pipes) as station:
        assert station.stdout is not None
        assert station.stderr is not None
        assert station.stdout.readline() == b"ready\n"
        station.kill()
        assert station.stderr.read() == b""  # its end comes when the last worker, which inherited it, has gone


def test_close_twice_and_before_any_use() -> None:
    scorer = Nfiq2()
    scorer.close()
    scorer.close()
