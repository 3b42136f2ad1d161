"""Fixtures and options for all tests."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="ID",
        help="run the device contract tests on this real device too (id as `stationctl doctor` shows it); repeatable",
    )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The third-party test data beside the checkout. Skips where it is absent."""
    folder = (Path(__file__).parents[1] / "../shared/data").resolve()
    if not folder.is_dir():
        pytest.skip("the test data folder ../shared/data is not there")
    return folder
