"""Folders of packets that are made before one comes: they change when it is done, never what is kept."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from crypto import cms
from intake.errors import StoreFull
from intake.store.ahead import Ahead
from intake.store.comparing import compare
from intake.store.embedded import EmbeddedStore
from intake.store.upload import FileUpload
from station.domain.outbox import PacketId
from station.formats.receipt import Receipt, encode_receipt
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.unit.test_flushed_before_it_counts import watched

TRUSTED = {"roots/station.pem": b"root", "crls/stations.crl": b"list"}
PACKET = b"packet" * 100
ID = PacketId(sha256(PACKET).hexdigest())
MOST = 3


def soon(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def ready(folder: Path) -> list[Path]:
    """Those in which whom we believe lies already."""
    return [path for path in (folder / "ahead").iterdir() if (path / "trust" / "roots" / "station.pem").exists()]


@contextmanager
def filled(folder: Path, trusted: Callable[[], dict[str, bytes]] = lambda: TRUSTED) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore(folder, trusted, MOST)) as store:
        soon(lambda: len(ready(folder)) == MOST and len(store._ahead._ready) == MOST)
        yield store


@pytest.fixture
def receipt(pki: Pki) -> bytes:
    said = Receipt(ID, pki.station.certificate.fingerprint, "0d" * 16, NOW)
    return cms.sign_attached(encode_receipt(said), pki.receipt_key, NOW)


def keep(store: EmbeddedStore, receipt: bytes) -> None:
    upload = store.begin()
    upload.write(PACKET)
    assert store.keep(upload, b"signature", ID, lambda: receipt) == receipt


def kept(folder: Path) -> dict[str, bytes]:
    place = folder / "packets" / ID
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_kept_in_one_that_was_ready_as_in_any_other(
    tmp_path: Path, receipt: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled(tmp_path / "ahead") as store, watched(tmp_path / "ahead") as order:
        monkeypatch.setattr("intake.store.ahead._QUIET_S", 3600.0)
        keep(store, receipt)
    with closing(EmbeddedStore(tmp_path / "not", lambda: TRUSTED)) as store:
        keep(store, receipt)
    assert kept(tmp_path / "ahead") == kept(tmp_path / "not")
    assert "flush trust" not in order.steps, "it is on the disk since it was made"
    assert compare(tmp_path / "ahead").held == {ID: len(PACKET)}


def test_whom_we_believe_is_on_the_disk_when_it_is_ready(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with closing(EmbeddedStore(folder, lambda: TRUSTED)) as store, watched(folder) as order:
        store._prepare(folder / "ahead").discard()
    assert {"flush trust", "flush roots", "flush crls"} <= set(order.steps)


def test_whom_we_believe_when_it_is_kept_lies_beside_it(tmp_path: Path, receipt: bytes) -> None:
    """Not whom we believed when its folder was made: a list may have come in between, and a root have gone."""
    now = [TRUSTED]
    with filled(tmp_path, lambda: now[0]) as store:
        now[0] = {"roots/other.pem": b"another root", "crls/stations.crl": b"newer list"}
        keep(store, receipt)
    trusted = {name: data for name, data in kept(tmp_path).items() if name.startswith("trust/")}
    assert trusted == {f"trust/{name}": data for name, data in now[0].items()}


def test_others_are_made_for_those_that_were_taken(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        taken = [store.begin() for _ in range(MOST + 2)]
        assert len({upload.folder for upload in taken}) == MOST + 2, "where none is ready, one is begun"
        soon(lambda: len(store._ahead._ready) == MOST)
        for upload in taken:
            upload.discard()
    assert list((tmp_path / "ahead").iterdir()) == []


def test_a_start_takes_away_what_a_crash_left_and_nothing_of_another_program(tmp_path: Path) -> None:
    with filled(tmp_path):
        left = tmp_path / "ahead" / ".tmp-00"
        shutil.copytree(ready(tmp_path)[0], left)
        with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)):
            assert len(ready(tmp_path)) == MOST
            assert not left.exists()


def test_a_full_disk_is_tried_again_when_somebody_delivers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "ahead").mkdir()
    tries = []

    def begin() -> FileUpload:
        tries.append(None)
        if len(tries) < 3:
            raise StoreFull
        return FileUpload(tmp_path / "ahead")

    with closing(Ahead(1, begin)) as ahead:
        for number in (1, 2):
            soon(lambda: len(tries) == number)  # noqa: B023  # asked within the turn
            soon(lambda: len(caplog.records) == number)  # noqa: B023
            assert ahead.take() is None, "whoever delivers is told of it"
        soon(lambda: len(ahead._ready) == 1)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_none_is_made_where_none_is_wanted(tmp_path: Path) -> None:
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store:
        assert store._ahead._thread is None
        store.begin().discard()
    assert list((tmp_path / "ahead").iterdir()) == []
