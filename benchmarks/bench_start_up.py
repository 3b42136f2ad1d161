"""Start-up of both front ends, as whole processes. Cold: the page cache is dropped first where this account may."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from crypto import demo_pki
from station.settings import load_settings

ROOT = Path(__file__).parent.parent
DROP_CACHES = Path("/proc/sys/vm/drop_caches")
BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
app.processEvents()
"""


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=60)


def forget_pages() -> None:
    os.sync()
    try:
        DROP_CACHES.write_text("3")
    except OSError:
        pytest.skip("this account may not drop the page cache: no cold start can be measured")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has been used before."""
    folder = tmp_path_factory.mktemp("home")
    settings = load_settings(folder)
    demo_pki.create(settings.keys, settings.trust, settings.machine_secret, settings.intake_home)
    return folder


@pytest.mark.benchmark(group="window, warm")
def test_window_warm(benchmark: BenchmarkFixture, home: Path) -> None:
    benchmark.pedantic(run, ("-m", "benchmarks.first_window", "--home", str(home)), rounds=7, warmup_rounds=1)
    benchmark.extra_info.update(what="start to first window, warm", target_s=2.0)


@pytest.mark.benchmark(group="window, warm")
def test_bare_window_warm(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(run, ("-c", BARE_WINDOW), rounds=7, warmup_rounds=1)
    benchmark.extra_info.update(what="an empty PySide6 window", floor=True)


@pytest.mark.benchmark(group="window, cold")
def test_window_cold(benchmark: BenchmarkFixture, home: Path) -> None:
    arguments = ("-m", "benchmarks.first_window", "--home", str(home))
    benchmark.pedantic(run, arguments, setup=forget_pages, rounds=5)
    benchmark.extra_info.update(what="start to first window, cold page cache", target_s=2.0)


@pytest.mark.benchmark(group="window, cold")
def test_bare_window_cold(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(run, ("-c", BARE_WINDOW), setup=forget_pages, rounds=5)
    benchmark.extra_info.update(what="an empty PySide6 window, cold", floor=True)


@pytest.mark.benchmark(group="stationctl")
def test_stationctl_help(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(run, ("-m", "station", "--help"), rounds=15, warmup_rounds=2)
    benchmark.extra_info.update(what="stationctl --help", target_s=0.25)


@pytest.mark.benchmark(group="stationctl")
def test_python_alone(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(run, ("-c", "pass"), rounds=15, warmup_rounds=2)
    benchmark.extra_info.update(what="python -c pass", floor=True)
