"""How late it is at least: by what others signed and by the computer's own count, whatever the clock says."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from station.storage.signed_time import LONG_AGO, SignedTime, Source
from tests.support.clock import NOW, FakeClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "signed-time.json"


def test_nobody_has_said_anything(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    assert signed.least() == LONG_AGO
    assert not any(signed.knows(source) for source in Source)


def test_the_latest_counts_and_no_earlier_one_takes_it_back(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    signed.learn(Source.RECEIPT, NOW)
    for source in Source:
        signed.learn(source, NOW - DAY)
    assert signed.least() == NOW
    assert all(signed.knows(source) for source in Source)


def test_what_the_clock_says_is_no_matter(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    signed.learn(Source.LIST, NOW)
    for wrong in (-365 * DAY, 3650 * DAY):
        clock.set(NOW + wrong)
        assert signed.least() == NOW


def test_the_computers_count_goes_on_after_it_and_outlives_the_program(file: Path, clock: FakeClock) -> None:
    SignedTime(file, clock).learn(Source.POLICY, NOW)
    clock.advance(3600)
    clock.set(NOW - DAY)
    assert SignedTime(file, clock).least() == NOW + HOUR


def test_the_count_of_another_start_of_the_computer_means_nothing(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    signed.learn(Source.POLICY, NOW)
    clock.advance(3600)
    clock.restart()
    clock.advance(7200)
    assert SignedTime(file, clock).least() == signed.least() == NOW


def test_an_answer_that_was_long_on_its_way_takes_nothing_back(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    signed.learn(Source.RECEIPT, NOW)
    clock.advance(7200)
    signed.learn(Source.RECEIPT, NOW + HOUR)
    assert signed.least() == NOW + 2 * HOUR
    clock.restart()
    assert SignedTime(file, clock).least() == NOW + HOUR, "what was signed is kept"


def test_two_programs_know_together_what_each_was_told(file: Path, clock: FakeClock) -> None:
    window, other = SignedTime(file, clock), SignedTime(file, clock)
    window.learn(Source.RECEIPT, NOW)
    other.learn(Source.LIST, NOW + DAY)
    assert window.least() == other.least() == NOW + DAY
    window.learn(Source.RECEIPT, NOW + 2 * DAY)
    assert other.least() == SignedTime(file, clock).least() == NOW + 2 * DAY


def test_keys_that_were_replaced_are_forgotten(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    signed.learn(Source.POLICY, NOW + 300 * DAY)
    signed.learn(Source.RECEIPT, NOW)
    assert signed.least(without=Source.POLICY) == NOW
    signed.learn(Source.POLICY, NOW + DAY, anew=True)
    assert signed.least() == SignedTime(file, clock).least() == NOW + DAY


def test_moments_close_together_are_not_each_written(file: Path, clock: FakeClock) -> None:
    signed = SignedTime(file, clock)
    signed.learn(Source.RECEIPT, NOW)
    first = file.read_bytes()
    signed.learn(Source.RECEIPT, NOW + timedelta(seconds=59))
    assert (file.read_bytes(), signed.least()) == (first, NOW + timedelta(seconds=59))
    signed.learn(Source.RECEIPT, NOW + timedelta(seconds=120))
    assert file.read_bytes() != first
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"[]", b'{"policy": 1}', b'{"policy": {"signed": "2026-01-01"}}', b"\xff"])
def test_a_damaged_file_counts_as_none_and_is_said(
    file: Path, clock: FakeClock, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    signed = SignedTime(file, clock)
    with caplog.at_level(logging.ERROR):
        assert signed.least() == LONG_AGO
    assert file.name in caplog.text
    signed.learn(Source.LIST, NOW)
    assert list(json.loads(file.read_bytes())) == ["list"]


def test_a_disk_that_fails_takes_nothing_away(file: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    file.parent.write_bytes(b"a file where the folder should be")
    signed = SignedTime(file, clock)
    with caplog.at_level(logging.ERROR):
        signed.learn(Source.LIST, NOW)
    assert "cannot be written" in caplog.text
    assert signed.least() == NOW
