"""The script of every service under docs/examples is run to the sealed packet by `stationctl enroll`, on one station of
the demonstration; what is captured answers at once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path
from re import findall

import pytest

from station.bootstrap import Station, build
from station.commands.enroll import Enrolling
from station.commands.script import load_script
from station.commands.words import Voice
from station.settings import load_settings
from tests.support.at_once import AtOnce
from tests.support.once import copy_of
from tests.support.plans import HOLDING

EXAMPLES = {file.stem: file for file in (Path(__file__).parents[2] / "docs" / "examples").glob("*.toml")}
OF_NO_SERVICE = {"enroll": "biometric_passport", "family": "biometric_passport"}
"""Scripts that are not called by their service."""
RUNS = sorted(name for name in EXAMPLES if OF_NO_SERVICE.get(name, name) in HOLDING)


@pytest.fixture(scope="module")
def station(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    home = copy_of(demo_keys, tmp_path_factory.mktemp("examples") / "home")
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "station.toml").write_text('intake = "https://127.0.0.1:9"\n', encoding="utf-8")
    with closing(build(load_settings(home))) as built:
        yield replace(built, capture=AtOnce())  # type: ignore[arg-type]


def test_every_service_has_an_example() -> None:
    assert {OF_NO_SERVICE.get(name, name) for name in EXAMPLES} >= set(HOLDING)


@pytest.mark.parametrize("name", RUNS)
def test_the_example_runs(name: str, station: Station) -> None:
    script, said, wrong = load_script(EXAMPLES[name]), StringIO(), StringIO()
    assert script.procedure == OF_NO_SERVICE.get(name, name)
    Enrolling(station, script, Voice("en", said, wrong)).enroll(0)
    packets = findall(r"Packet: (\S+\.p7m) ", said.getvalue())
    assert (len(packets), wrong.getvalue()) == (len(script.applicants), "")
    assert all(Path(packet).stat().st_size for packet in packets)
