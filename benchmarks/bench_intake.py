"""The intake against the same server around a handler that only writes and syncs the same bytes, turn by turn."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.domain.outbox import SealedPacket
from station.packet import sealed
from tests.support.deliveries import Delivery, deliver, delivery_of
from tests.support.intake_process import Intake, running
from tests.support.pki import Pki, make_pki

SIZE, AT_ONCE, ROUNDS = 1_000_000, 6, 30
BARE = "the same server around a handler that writes and syncs the same bytes"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


class Bare(Intake):
    """The same server around a handler that does nothing else."""

    def _command(self) -> list[str]:
        folder = self._home / "bare"
        folder.mkdir(exist_ok=True)
        return ["benchmarks.bare_intake", str(self._home), str(folder), str(self._announce)]


@pytest.fixture(scope="module")
def home(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for part in ("gateway", "trust"):
        shutil.copytree(pki.intake_home / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def intake(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(home, tmp_path_factory.mktemp("intake")) as started:
        yield started


@pytest.fixture(scope="module")
def bare(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(home, tmp_path_factory.mktemp("bare"), start=Bare) as started:
        yield started


@pytest.mark.benchmark(group="intake")
@pytest.mark.parametrize(("at_once", "ratio"), [(1, 1 / 0.8), (AT_ONCE, 1 / 0.7)])
def test_take_1_mb(
    benchmark: BenchmarkFixture, pki: Pki, intake: Intake, bare: Intake, at_once: int, ratio: float
) -> None:
    """Each packet is new, and each has a connection of its own, as stations do it."""
    client, floors = pki.client(), []

    def packet() -> SealedPacket:
        return sealed.seal(os.urandom(SIZE), pki.recipients, pki.station, datetime.now(UTC))

    def send(port: int, deliveries: list[Delivery]) -> None:
        for status, _ in pool.map(lambda each: deliver(port, client, each), deliveries):
            assert status == 201

    def prepare() -> tuple[tuple[int, list[Delivery]], dict[str, object]]:
        deliveries = [delivery_of(packet(), "0b" * 16) for _ in range(at_once)]
        began = perf_counter()
        send(bare.port, deliveries)
        floors.append(perf_counter() - began)
        return (intake.port, deliveries), {}

    with ThreadPoolExecutor(at_once) as pool:
        benchmark.pedantic(send, setup=prepare, rounds=ROUNDS, warmup_rounds=2)
    many = "" if at_once == 1 else f", {at_once} at once"
    benchmark.extra_info.update(what=f"take in 1 MB{many}", target_ratio=round(ratio, 2))
    benchmark.extra_info["floors"] = floors[2:]
    benchmark.extra_info.update(floor_s=median(floors[2:]), floor_is=BARE)
