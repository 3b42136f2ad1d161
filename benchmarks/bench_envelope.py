"""Encrypting 200 MiB from file to file: ours, AES-256-GCM alone, and `openssl cms` doing the same work."""

import filecmp
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.envelope_child import seal
from crypto import envelope
from crypto.certificate import Certificate, pem_of
from crypto.keys.receiver import load_receiver_key
from tests.support.pki import Pki, make_pki

ROOT = Path(__file__).parents[1]
MIB = 1024 * 1024
SIZE = 200 * MIB
MOST_EXTRA = 16 * MIB
MOST_RATIO = 1.5
ROUNDS = 9
OAEP = ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256")


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def receivers(pki: Pki) -> tuple[Certificate, ...]:
    """Production and escrow, RSA-3072."""
    return pki.recipients


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, receivers: tuple[Certificate, ...]) -> Iterator[Path]:
    """In memory where the machine has such a place: what is measured is not its disk."""
    memory = Path("/dev/shm")
    made = memory / f"bench-envelope-{os.getpid()}" if memory.is_dir() else tmp_path_factory.mktemp("envelope")
    made.mkdir(exist_ok=True)
    with (made / "content").open("wb") as file:
        for _ in range(SIZE // MIB):
            file.write(os.urandom(MIB))
    (made / "receivers.pem").write_text(pem_of(receivers))
    for number, certificate in enumerate(receivers):
        (made / f"{number}.pem").write_text(certificate.pem)
    yield made
    shutil.rmtree(made)


def memory_of(*command: str, cwd: Path) -> tuple[int, bytes]:
    """The most resident memory of a process, in bytes, and what it printed."""
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss * 1024, said


@pytest.mark.benchmark(group="envelope")
def test_seal_200_mib(benchmark: BenchmarkFixture, folder: Path, receivers: tuple[Certificate, ...], pki: Pki) -> None:
    source, target = folder / "content", folder / "packet.p7m"
    benchmark.pedantic(seal, (source, target, receivers), rounds=ROUNDS, warmup_rounds=1)
    child = (sys.executable, "-m", "benchmarks.envelope_child", str(source), str(target), str(folder / "receivers.pem"))
    _, said = memory_of(*child, cwd=ROOT)
    extra = int(said)
    assert extra < MOST_EXTRA
    what = f"encrypt 200 MiB to two receivers, file to file ({extra / MIB:.1f} MiB of extra memory)"
    benchmark.extra_info.update(what=what, target_ratio=MOST_RATIO)
    centre = pki.intake_home / "centre"
    envelope.decrypt_file(target, folder / "opened", *load_receiver_key(centre, centre / "secret", "escrow"))
    assert filecmp.cmp(source, folder / "opened", shallow=False)


@pytest.mark.benchmark(group="envelope")
@pytest.mark.parametrize("way", ["whole", "stream"])
def test_openssl_does_the_same(benchmark: BenchmarkFixture, folder: Path, way: str) -> None:
    command = ["openssl", "cms", "-encrypt", "-binary", "-aes-256-gcm", "-outform", "DER"]
    command += ["-in", "content", "-out", "openssl.p7m", "-recip", "0.pem", *OAEP, "-recip", "1.pem", *OAEP]
    command += ["-stream"] if way == "stream" else []
    benchmark.pedantic(lambda: subprocess.run(command, cwd=folder, check=True), rounds=ROUNDS, warmup_rounds=1)
    most, _ = memory_of(*command, cwd=folder)
    form = "BER, indefinite lengths" if way == "stream" else "DER"
    benchmark.extra_info.update(what=f"`openssl cms -encrypt`, the same, {form} ({most / MIB:.0f} MiB of memory)")


def aes_gcm_alone(source: Path, target: Path) -> None:
    encryptor = Cipher(algorithms.AES256(os.urandom(32)), modes.GCM(os.urandom(12))).encryptor()
    with source.open("rb", buffering=0) as content, target.open("wb", buffering=0) as out:
        while chunk := content.read(envelope.CHUNK_BYTES):
            out.write(encryptor.update(chunk))
        encryptor.finalize()
        out.write(encryptor.tag)


@pytest.mark.benchmark(group="envelope")
def test_aes_gcm_alone(benchmark: BenchmarkFixture, folder: Path) -> None:
    benchmark.pedantic(aes_gcm_alone, (folder / "content", folder / "alone"), rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info.update(what="AES-256-GCM alone, file to file", floor=True)


def test_the_envelope_adds_little(folder: Path, receivers: tuple[Certificate, ...]) -> None:
    """The two in turn, the best of each: what else the machine does meanwhile falls on both."""
    source, ours, alone = folder / "content", [], []
    for _ in range(ROUNDS):
        started = perf_counter()
        aes_gcm_alone(source, folder / "alone")
        between = perf_counter()
        seal(source, folder / "packet.p7m", receivers)
        alone.append(between - started)
        ours.append(perf_counter() - between)
    assert min(ours) <= MOST_RATIO * min(alone), f"{min(ours) / min(alone):.2f}"
