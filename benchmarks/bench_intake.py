"""The intake against the same server around a handler that only writes and syncs the same bytes, turn by turn."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from intake.store.comparing import compare
from intake.store.layout import PACKET, PACKETS, RECEIPT, REGISTER, SIGNATURE
from intake.store.register import Entry, Register
from station.domain.outbox import PacketId, SealedPacket
from station.packet import sealed
from tests.support.deliveries import Delivery, deliver, delivery_of
from tests.support.intake_process import Intake, running
from tests.support.pki import Pki, make_pki

SIZE, AT_ONCE, ROUNDS = 1_000_000, 6, 30
IN_A_ROW = 10  # packets of each connection, one after the other, so that nothing made ahead is left
SETTLED_S = 0.2  # what the intake does afterwards is no burden of the floor's
STORED, SHARED = 100_000, 50_000  # a file has no more names than 65,000 on ext4
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
@pytest.mark.parametrize(("at_once", "in_a_row", "ratio"), [(1, 1, 0.8), (AT_ONCE, 1, 0.7), (AT_ONCE, IN_A_ROW, None)])
def test_take_1_mb(
    benchmark: BenchmarkFixture,
    pki: Pki,
    intake: Intake,
    bare: Intake,
    at_once: int,
    in_a_row: int,
    ratio: float | None,
) -> None:
    """Each packet is new, and each has a connection of its own, as stations do it."""
    client, floors = pki.client(), []

    def packet() -> SealedPacket:
        return sealed.seal(os.urandom(SIZE), pki.recipients, pki.station, datetime.now(UTC))

    def send(port: int, deliveries: list[Delivery]) -> None:
        for status, _ in pool.map(lambda each: deliver(port, client, each), deliveries):
            assert status == 201

    def prepare() -> tuple[tuple[int, list[Delivery]], dict[str, object]]:
        deliveries = [delivery_of(packet(), "0b" * 16) for _ in range(at_once * in_a_row)]
        sleep(SETTLED_S)
        began = perf_counter()
        send(bare.port, deliveries)
        floors.append(perf_counter() - began)
        return (intake.port, deliveries), {}

    with ThreadPoolExecutor(at_once) as pool:
        benchmark.pedantic(send, setup=prepare, rounds=ROUNDS // in_a_row, warmup_rounds=2)
    many = "" if at_once == 1 else f", {at_once} at once" + (f", {in_a_row} in a row" if in_a_row > 1 else "")
    benchmark.extra_info.update(what=f"take in 1 MB{many}")
    if ratio is not None:
        benchmark.extra_info.update(target_ratio=round(1 / ratio, 2))
    benchmark.extra_info.update(floor_s=median(floors[2:]), floor_is=BARE)


@pytest.fixture(scope="module")
def full(pki: Pki) -> Iterator[Path]:
    """A home whose store holds very many packets, in memory where the system lends it: second names of a few files,
    since nothing here reads what is in them."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        folder = Path(made)
        for part in ("gateway", "trust"):
            shutil.copytree(pki.intake_home / part, folder / part)
        packets = folder / "data" / PACKETS
        packets.mkdir(parents=True)
        for number in range(STORED):
            place, first = f"{packets}/{number:064x}", f"{packets}/{number - number % SHARED:064x}"
            os.mkdir(place)
            for name in (PACKET, SIGNATURE, RECEIPT):
                if number % SHARED:
                    os.link(f"{first}/{name}", f"{place}/{name}")
                else:
                    Path(place, name).write_bytes(b"some")
        lines = [(PacketId(f"{number:064x}"), Entry(4, "0" * 64)) for number in range(STORED)]
        Register(folder / "data" / REGISTER).add(lines)
        yield folder


@pytest.mark.benchmark(group="intake-start")
@pytest.mark.parametrize("stored", [0, STORED])
def test_start(benchmark: BenchmarkFixture, request: pytest.FixtureRequest, tmp_path: Path, stored: int) -> None:
    """From nothing to where it answers."""
    home = request.getfixturevalue("full" if stored else "home")
    intake = Intake(home, tmp_path)

    def end() -> None:
        if intake.process is not None:
            intake.kill()

    benchmark.pedantic(intake.start, setup=end, rounds=8, warmup_rounds=1)
    end()
    benchmark.extra_info.update(what=f"start with {stored:,} packets" if stored else "start with an empty store")
    benchmark.extra_info.update({"target_s": 1.0} if stored else {"floor": True})


@pytest.mark.benchmark(group="intake-compare")
def test_compare_at_the_start(benchmark: BenchmarkFixture, full: Path) -> None:
    """Beside the deliveries, in a thread of its own."""
    found = benchmark.pedantic(lambda: compare(full / "data"), rounds=5, warmup_rounds=1)
    assert (len(found.held), found.gone, found.new) == (STORED, (), ())
    benchmark.extra_info.update(what=f"compare {STORED:,} packets with the register")


@pytest.mark.benchmark(group="intake-compare")
def test_look_at_the_same_files(benchmark: BenchmarkFixture, full: Path) -> None:
    packets = f"{full}/data/{PACKETS}"

    def look() -> None:
        for name in os.listdir(packets):
            for file in (PACKET, SIGNATURE, RECEIPT):
                os.stat(f"{packets}/{name}/{file}")

    benchmark.pedantic(look, rounds=5, warmup_rounds=1)
    benchmark.extra_info.update(what="asking the same files for their sizes", floor=True)
