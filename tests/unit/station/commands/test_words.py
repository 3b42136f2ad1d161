"""Sentences for a terminal, and for nobody."""

import os

import pytest

from station.commands.words import Voice
from station.domain.errors import Problem


@pytest.mark.parametrize("say", [lambda voice: voice.line("a line"), lambda voice: voice.say("CLI-ERASED")])
def test_where_nobody_reads_any_more_the_work_goes_on(say: object) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as out:
        voice = Voice("en", out)
        voice.line("heard")
        assert os.read(reading, 100) == b"heard\n"
        os.close(reading)
        for _ in range(3):
            say(voice)  # type: ignore[operator]


def test_a_complaint_that_nobody_reads_is_no_fault_either() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as errors:
        Voice("en", errors=errors).complain(Problem("CLI-NO-CAPTURE"))


def test_a_disk_that_is_full_is_no_silence() -> None:
    with open("/dev/full", "w", encoding="utf-8") as out:
        with pytest.raises(OSError, match="space"):
            Voice("en", out).line("a line")
        with pytest.raises(OSError, match="space"):
            out.close()
