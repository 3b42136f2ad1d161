"""The desk that most services are tried at: an operator has signed in."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from station.settings import Settings
from tests.support.desk import OPERATOR, Bench, open_desk


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    bench = open_desk(demo_settings)
    with closing(bench.db):
        bench.sign_in_as(OPERATOR)
        yield bench
