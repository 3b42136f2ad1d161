"""Sixteen profiles of services: as far as a list of services needs them, and one of them in full, with its conditions.

Each of the sixteen says something else, so that nothing is read for two. Measured in processor time of this process.
"""

import tomllib
from collections.abc import Callable
from datetime import date
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.profiles import Library
from station.profiles.library import built_in_texts
from station.profiles.published import publishable

SERVICES, DAY = 16, date(2026, 12, 1)


def sixteen() -> dict[str, bytes]:
    shipped = sorted(built_in_texts().items())
    texts = {}
    for number in range(SERVICES):
        name, data = shipped[number % len(shipped)]
        own = name.removesuffix(".toml")
        text = data.decode().replace(f'id = "{own}"', f'id = "service_{number}"').replace("< 18", f"< {18 + number}")
        texts[f"service_{number}@1.toml"] = text.encode()
    return texts


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    made = sixteen()
    assert publishable(made, {}) == ()
    return made


def processor(benchmark: BenchmarkFixture, run: Callable[[], object], rounds: int = 40) -> None:
    benchmark._timer = process_time
    benchmark.pedantic(run, rounds=rounds, warmup_rounds=1)


@pytest.mark.benchmark(group="profiles-list")
def test_all_as_a_list_needs_them(benchmark: BenchmarkFixture, texts: dict[str, bytes]) -> None:
    def run() -> None:
        library = Library(texts)
        assert sum(len(library.versions(each)) for each in library.ids) == SERVICES

    processor(benchmark, run)
    benchmark.extra_info.update(what="sixteen profiles read, each once", target_s=0.1)


@pytest.mark.benchmark(group="profiles-list")
def test_all_of_the_parser(benchmark: BenchmarkFixture, texts: dict[str, bytes]) -> None:
    processor(benchmark, lambda: [tomllib.loads(data.decode()) for data in texts.values()])
    benchmark.extra_info.update(what="tomllib of the same files", floor=True)


@pytest.mark.benchmark(group="profiles-one")
def test_one_with_its_conditions(benchmark: BenchmarkFixture, texts: dict[str, bytes]) -> None:
    processor(benchmark, lambda: Library(texts).service("service_3", DAY))
    benchmark.extra_info.update(
        what="one of sixteen for a visit, conditions read and held against its fields", target_s=0.02
    )


@pytest.mark.benchmark(group="profiles-one")
def test_one_of_the_parser(benchmark: BenchmarkFixture, texts: dict[str, bytes]) -> None:
    processor(benchmark, lambda: tomllib.loads(texts["service_3@1.toml"].decode()))
    benchmark.extra_info.update(what="tomllib of that file", floor=True)
