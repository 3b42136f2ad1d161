"""The centre's store: durable before the receipt, one receipt a packet, nothing half."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from errno import EIO, ENOSPC
from hashlib import sha256
from pathlib import Path

import pytest

from intake.errors import StoreFailed, StoreFull
from intake.store import Held
from intake.store.embedded import EmbeddedStore
from station.domain.outbox import PacketId

P7M, P7S = b"packet" * 1000, b"signature"
ID = PacketId(sha256(P7M).hexdigest())
NONCE = "0b" * 16


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore(tmp_path)) as made:
        yield made


def receipts() -> Callable[[], bytes]:
    count = iter(range(1, 100))
    return lambda: f"receipt {next(count)}".encode()


def keep(store: EmbeddedStore, sign: Callable[[], bytes], station: str = "st") -> Held:
    upload = store.begin()
    for start in range(0, len(P7M), 999):
        upload.write(P7M[start : start + 999])
    assert upload.digest == ID
    assert upload.head() == P7M[:4096]
    return store.keep(upload, P7S, ID, station, NONCE, sign)


def files(tmp_path: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (tmp_path / "packets").iterdir()}


def test_kept_and_found_again(store: EmbeddedStore, tmp_path: Path) -> None:
    assert store.find(ID) is None
    held = keep(store, receipts())
    assert held == Held(ID, "st", NONCE, b"receipt 1")
    assert files(tmp_path) == {f"{ID}.p7m": P7M, f"{ID}.p7m.p7s": P7S}
    with closing(EmbeddedStore(tmp_path)) as again:
        assert again.find(ID) == held


def test_same_packet_twice_gives_the_same_receipt(store: EmbeddedStore, tmp_path: Path) -> None:
    sign = receipts()
    assert keep(store, sign) == keep(store, sign) == Held(ID, "st", NONCE, b"receipt 1")
    assert len(files(tmp_path)) == 2


def test_everything_is_on_the_disk_before_the_receipt_is_signed(store: EmbeddedStore, tmp_path: Path) -> None:
    def sign() -> bytes:
        assert files(tmp_path) == {f"{ID}.p7m": P7M, f"{ID}.p7m.p7s": P7S}
        assert store.find(ID) is None
        return b"receipt"

    keep(store, sign)


def test_discarded_upload_leaves_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    upload = store.begin()
    upload.write(b"half")
    upload.discard()
    upload.discard()
    assert files(tmp_path) == {}


@pytest.mark.parametrize(("error", "typed"), [(ENOSPC, StoreFull), (EIO, StoreFailed)])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_disk_that_fails_gives_no_receipt(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, typed: type[Exception], call: int
) -> None:
    count = iter(range(1, 100))
    fsync = os.fsync

    def failing(descriptor: int) -> None:
        if next(count) == call:
            raise OSError(error, os.strerror(error))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(typed):
        keep(store, receipts())
    assert store.find(ID) is None
    assert not [name for name in files(tmp_path) if name.startswith(".tmp-")]
    assert keep(store, receipts()).receipt == b"receipt 1", "the station comes again and it works"


def test_leftovers_of_a_crash_go_at_start(tmp_path: Path) -> None:
    with closing(EmbeddedStore(tmp_path)):
        (tmp_path / "packets" / ".tmp-00").write_bytes(b"half")
    with closing(EmbeddedStore(tmp_path)):
        assert files(tmp_path) == {}


def test_damaged_database_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "intake.db").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreFailed):
        EmbeddedStore(tmp_path)


def test_foreign_upload_is_a_bug(store: EmbeddedStore) -> None:
    class Other:
        digest = ID

        def write(self, chunk: bytes) -> None: ...
        def read(self) -> bytes:
            return b""

        def discard(self) -> None: ...

    with pytest.raises(TypeError):
        store.keep(Other(), P7S, ID, "st", NONCE, receipts())
