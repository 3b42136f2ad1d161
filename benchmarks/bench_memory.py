"""How much memory a portrait and a slap need at most, simulators included, in a process without a window."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ROOT = Path(__file__).parent.parent
MIB = 1024 * 1024
MOST = 350 * MIB


@pytest.mark.benchmark(group="memory")
def test_portrait_and_slap(benchmark: BenchmarkFixture) -> None:
    told: list[list[int]] = []

    def run() -> None:
        command = [sys.executable, "-m", "benchmarks.portrait_and_slap"]
        made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
        told.append([int(each) for each in made.stdout.split()])

    benchmark.pedantic(run, rounds=1)
    own, *workers = told[0]
    said = ", ".join(f"{each / MIB:.0f}" for each in workers)
    what = (
        f"guidance, assessment and crops of a portrait, then a slap with uniqueness ({own / MIB:.0f} MiB of memory, its"
        f" workers {said}; at most {MOST // MIB})"
    )
    benchmark.extra_info.update(what=what)
    assert own <= MOST
