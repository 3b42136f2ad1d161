from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from station.storage.database import connect
from tests.support.delivering import Bench, FakeTransport
from tests.support.pki import other_pki, pki

__all__ = ["other_pki", "pki"]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Of a delivery, with what its receiver answers."""
    with closing(connect(tmp_path / "station.db")) as db:
        yield lambda *answers, **options: Bench(db, tmp_path / "outbox", FakeTransport(*answers), **options)
