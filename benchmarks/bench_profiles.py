"""Sixteen profiles of services: as far as a list of services needs them, and one of them in full, with its conditions.

Each of the sixteen says something else, so that nothing is read for two. In processor time of this process; the floor
is taken turn by turn with what stands over it.
"""

import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.profiles import Library
from station.profiles.library import built_in_texts
from station.profiles.published import publishable

SERVICES, DAY, ROUNDS = 16, date(2026, 12, 1), 40


def sixteen() -> dict[str, bytes]:
    shipped = sorted(built_in_texts().items())
    texts = {}
    for number in range(SERVICES):
        name, data = shipped[number % len(shipped)]
        own, version = name.removesuffix(".toml").partition("@")[0], tomllib.loads(data.decode())["version"]
        text = data.decode().replace(f'id = "{own}"', f'id = "service_{number}"').replace("< 18", f"< {18 + number}")
        texts[f"service_{number}@{version}.toml"] = text.encode()
    return texts


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    made = sixteen()
    assert publishable(made, {}) == ()
    return made


def turn_by_turn(benchmark: BenchmarkFixture, run: Callable[[], object], parsed: Iterable[bytes]) -> None:
    """parsed: what the parser alone reads before each round."""
    parser: list[float] = []

    def floor() -> None:
        begun = process_time()
        for data in parsed:
            tomllib.loads(data.decode())
        parser.append(process_time() - begun)

    benchmark._timer = process_time
    benchmark.pedantic(run, setup=floor, rounds=ROUNDS, warmup_rounds=1)
    benchmark.extra_info.update(floor_s=median(parser), floor_is="tomllib of the same text")


def test_all_as_a_list_needs_them(benchmark: BenchmarkFixture, texts: dict[str, bytes]) -> None:
    def run() -> None:
        library = Library(texts)
        assert sum(len(library.versions(each)) for each in library.ids) == SERVICES

    turn_by_turn(benchmark, run, texts.values())
    benchmark.extra_info.update(what="sixteen profiles read, each once", target_s=0.1)


def test_one_with_its_conditions(benchmark: BenchmarkFixture, texts: dict[str, bytes]) -> None:
    turn_by_turn(benchmark, lambda: Library(texts).service("service_3", DAY), [texts["service_3@1.toml"]])
    what = "one of sixteen for a visit, conditions read and held against its fields"
    benchmark.extra_info.update(what=what, target_s=0.02)
