"""Fixtures and options for all tests."""

import gc
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from crypto import demo_pki
from station.settings import Settings, load_settings
from tests.support.display import display
from tests.support.draws import Draws, chance_of_test, long, places_of_test
from tests.support.light_keys import light_keys, make_rsa_keys
from tests.support.once import copy_of, made_once
from tests.support.order import SlowFirst
from tests.support.quick_disk import write_to_memory

__all__ = ["chance_of_test", "display", "long", "places_of_test"]

write_to_memory()
# A busy machine is no finding: examples have no deadline, and slow making of them is no fault.
for _name, _examples in (("short", 30), ("long", 1_000)):
    hypothesis_settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="ID",
        help="run the device contract tests on this real device too (id as `stationctl doctor` shows it); repeatable",
    )
    parser.addoption(
        "--pictures", type=Path, metavar="FOLDER", help="keep a picture of each state of the window that tests draw"
    )
    parser.addoption("--long", action="store_true", help="try all of what a short run draws from: `make long`")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis_settings.load_profile("long" if config.getoption("--long") else "short")
    config.pluginmanager.register(Draws())
    config.pluginmanager.register(SlowFirst())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nearly all that is made while tests are looked for stays: there is no garbage to find in it, then or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def _collected_here(request: pytest.FixtureRequest) -> Iterator[None]:
    """While there are objects of Qt's nothing is collected on another thread (`ui.shell.collector`)."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.collect()  # all of it: what is left would go during a later test, on whatever thread
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _light_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with light_keys(lambda: made_once(tmp_path_factory, "rsa-keys", make_rsa_keys)):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The third-party test data beside the checkout. Skips where it is absent."""
    folder = (Path(__file__).parents[1] / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("the test data folder ../shared/data is not there")
    return folder


@pytest.fixture(scope="session")
def shared_cases() -> Path:
    """Inputs that failed once, beside the checkout. Skips where they are absent."""
    folder = (Path(__file__).parents[1] / "../shared/cases").resolve()
    if not folder.is_dir():
        pytest.skip("the folder of cases ../shared/cases is not there")
    return folder


@pytest.fixture(scope="session")
def demo_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration's keys, made once; to be copied, not used."""

    def make(home: Path) -> None:
        settings = load_settings(home)
        demo_pki.create(settings.keys, settings.trust, settings.machine_secret, settings.intake_home)

    return made_once(tmp_path_factory, "demo-keys", make)


@pytest.fixture
def demo_home(demo_keys: Path, tmp_path: Path) -> Path:
    """A fresh home with the demonstration's keys: nothing enrolled yet."""
    return copy_of(demo_keys, tmp_path / "home")


@pytest.fixture
def demo_settings(demo_home: Path) -> Settings:
    return load_settings(demo_home)
