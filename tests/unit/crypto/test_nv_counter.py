"""Wrong PINs counted along by a TPM: old copies of both tables together give no tries."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.errors import PinLocked, TryNotCounted
from crypto.keys.nv_counter import TpmCounter
from crypto.keys.tries import NAME, Tries
from tests.support import swtpm

INDEX, KEY = "0x01500e51", "a" * 64


def tool(tpm: swtpm.Tpm, *command: str) -> None:
    subprocess.run(command, env={**os.environ, **tpm.environment}, check=True, capture_output=True)


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[swtpm.Tpm]:
    with swtpm.running(swtpm.Tpm(tmp_path / "tpm")) as running:
        yield running


def define(tpm: swtpm.Tpm) -> TpmCounter:
    """As the technician's book says."""
    tool(tpm, "tpm2_nvdefine", INDEX, "-C", "o", "-s", "8", "-a", "authread|authwrite|nt=counter")
    tool(tpm, "tpm2_nvincrement", INDEX)
    return TpmCounter(INDEX, tpm.environment)


@pytest.mark.tpm
def test_it_only_grows_and_old_copies_are_seen(tpm: swtpm.Tpm, tmp_path: Path) -> None:
    counter = define(tpm)
    first = counter.read()
    counter.increment()
    assert counter.read() == first + 1

    keys, secret = tmp_path / "keys", tmp_path / "config" / "machine.secret"
    keys.mkdir()
    secret.parent.mkdir()
    secret.write_bytes(b"of this machine")
    tries = Tries(keys, secret, counter)
    tries.release(KEY)
    both = (keys / NAME, secret.parent / NAME)
    for file in both:
        shutil.copy(file, file.with_suffix(".kept"))
    assert [tries.count(KEY) for _ in range(2)] == [1, 2]
    for file in both:
        shutil.copy(file.with_suffix(".kept"), file)
    with pytest.raises(PinLocked):
        tries.count(KEY)

    tool(tpm, "tpm2_nvundefine", INDEX, "-C", "o")
    with pytest.raises(TryNotCounted):
        tries.count(KEY)
    highest = define(tpm).read()
    assert highest > first + 4  # made anew it starts above what it was
    with pytest.raises(PinLocked):
        tries.count(KEY)
    tries.release(KEY)
    assert tries.count(KEY) == 1


def test_a_tpm_that_is_not_there_counts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    for ask in (TpmCounter(INDEX, {}).read, TpmCounter(INDEX, {}).increment):
        with pytest.raises(TryNotCounted) as caught:
            ask()
        assert caught.value.params == {"place": "TPM"}


@pytest.mark.parametrize("script", ["exit 1", "printf 1234567", "printf 123456789"])
def test_an_odd_answer_counts_nothing(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tpm2_nvread"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(TryNotCounted):
        TpmCounter(INDEX, {}).read()
