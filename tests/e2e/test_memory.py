"""One enrollment after the other in one program: it needs no more memory for the hundredth than for the tenth."""

import ctypes
import gc
import resource
import sys
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from station.bootstrap import build
from station.commands.enroll import Enrolling
from station.commands.script import load_script
from station.commands.words import Voice
from station.settings import load_settings
from tests.support.at_once import AtOnce
from tests.support.once import copy_of

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "enroll.toml"
MAY_GROW = 1.10


def held() -> int:
    """Bytes of this program that are in memory, after what nobody needs was given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_many_enrollments_need_no_more_memory_than_a_few(demo_keys: Path, tmp_path: Path, long: bool) -> None:
    """`make long`: 10 and 100; `make test`: 4 and 12."""
    few, many = (10, 100) if long else (4, 12)
    home = copy_of(demo_keys, tmp_path / "home")
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "station.toml").write_text('intake = "https://127.0.0.1:9"\n', encoding="utf-8")
    script, after_few = load_script(EXAMPLE), 0
    with closing(build(load_settings(home))) as built:
        station = replace(built, capture=AtOnce())  # type: ignore[arg-type]
        for number in range(1, many + 1):
            said, wrong = StringIO(), StringIO()
            Enrolling(station, script, Voice("en", said, wrong)).enroll(0)
            assert (said.getvalue().count("Packet: "), wrong.getvalue()) == (1, "")
            if number == few:
                after_few = held()
        after_many = held()
        told = f"after {few} enrollments {after_few / 2**20:.1f} MiB, after {many} {after_many / 2**20:.1f} MiB"
        print(told)  # noqa: T201 - shown with -rP
        assert after_many <= after_few * MAY_GROW
