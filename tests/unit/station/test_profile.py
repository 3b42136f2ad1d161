"""One program a profile: who holds it, who is refused, and that a killed holder holds nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from station.profile import LOCK, ProfileHeld, ProfileUnlockable, held

HOLDER = """
import signal, sys
from pathlib import Path
from station.profile import held
with held(Path(sys.argv[1]), "stationctl enroll"):
    print("held", flush=True)
    signal.pause()
"""


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    with held(tmp_path, "station"):
        with pytest.raises(ProfileHeld) as caught, held(tmp_path, "stationctl keys make"):
            pytest.fail("two at once")
        assert (caught.value.params["program"], caught.value.params["pid"]) == ("station", str(os.getpid()))
        assert len(str(caught.value.params["since"])) == len("29.11.2026 18:00")
    with held(tmp_path, "stationctl keys make"):
        pass


def test_a_refused_one_does_not_take_the_holder_s_name_away(tmp_path: Path) -> None:
    with held(tmp_path, "station"):
        for _ in range(2):
            with pytest.raises(ProfileHeld) as caught, held(tmp_path, "other"):
                pytest.fail("two at once")
            assert caught.value.params["program"] == "station"


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "held\n"
        with pytest.raises(ProfileHeld) as caught, held(tmp_path, "station"):
            pytest.fail("two at once")
        assert (caught.value.params["program"], caught.value.params["pid"]) == ("stationctl enroll", str(child.pid))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    with held(tmp_path, "station"):
        pass


@pytest.mark.parametrize("left", [b"", b"\xff", b"[]", b'{"program": "x"}', b'{"program": 1, "pid": 2, "since": 3}'])
def test_what_the_file_says_decides_nothing(tmp_path: Path, left: bytes) -> None:
    (tmp_path / LOCK).write_bytes(left)
    with held(tmp_path, "station"):
        (tmp_path / LOCK).write_bytes(left)
        with pytest.raises(ProfileHeld) as caught, held(tmp_path, "other"):
            pytest.fail("two at once")
        assert set(caught.value.params.values()) == {"?"}


def test_a_folder_that_is_not_there_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnlockable), held(tmp_path / "missing", "station"):
        pytest.fail("nothing is held")
