"""The centre's store: durable before the receipt, one receipt a packet, nothing half, all that judges it together."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from errno import EIO, EMLINK, ENOSPC, EPERM
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest

from intake.errors import StoreFailed, StoreFull
from intake.store import Held, older
from intake.store.comparing import compare
from intake.store.embedded import EmbeddedStore
from intake.store.upload import FileUpload
from station.domain.outbox import PacketId
from tests.support.embedded_store import ID, NONCE, P7M, P7S, STATION, TRUSTED, Crash, files, in_folder, receipt, store
from tests.support.pki import Pki

__all__ = ["store"]

WHOLE = {"packet.p7m": P7M, "packet.p7m.p7s": P7S} | {f"trust/{name}": data for name, data in TRUSTED.items()}


@pytest.fixture
def sign(pki: Pki) -> Callable[[], bytes]:
    """Another one each time."""
    count = iter(range(1, 100))
    return lambda: receipt(pki, next(count))


def keep(store: EmbeddedStore, sign: Callable[[], bytes]) -> Held:
    upload = store.begin()
    for start in range(0, len(P7M), 999):
        upload.write(P7M[start : start + 999])
    assert upload.digest == ID
    assert upload.ends(10, 4) == (P7M[:10], P7M[-4:])
    assert upload.ends(10**6, 10**6) == (P7M, P7M)
    receipt = store.keep(upload, P7S, ID, sign)
    held = store.find(ID)
    assert held is not None
    assert held.receipt == receipt
    return held


def test_kept_and_found_again(store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes]) -> None:
    assert store.find(ID) is None
    held = keep(store, sign)
    assert (held.packet_id, held.station_id, held.nonce) == (ID, STATION, NONCE)
    assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": held.receipt})
    assert store.signature(ID) == P7S
    with closing(EmbeddedStore(tmp_path)) as again:
        assert again.find(ID) == held


def test_same_packet_twice_gives_the_same_receipt(
    store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes]
) -> None:
    assert keep(store, sign) == keep(store, sign)
    assert len(files(tmp_path)) == len(WHOLE) + 1


def crash_before_the_name(tmp_path: Path, sign: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the store is left with where all was on the disk, and nobody was answered yet: the folder."""

    def crash(*_: object) -> None:
        raise Crash

    def fall(upload: FileUpload) -> None:
        upload._file.close()

    with monkeypatch.context() as patch, closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store:
        patch.setattr(EmbeddedStore, "_put", crash)
        patch.setattr(FileUpload, "discard", fall)
        with pytest.raises(Crash):
            keep(store, sign)
    (left,) = (tmp_path / "packets").iterdir()
    assert left.name.startswith(".tmp-")
    return left


def test_what_was_whole_when_a_crash_came_is_held(
    tmp_path: Path, sign: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been answered for: a power cut can take the name back, and nothing else."""
    left = crash_before_the_name(tmp_path, sign, monkeypatch)
    given = (left / "receipt.p7m").read_bytes()
    with closing(EmbeddedStore(tmp_path, dict)) as again:
        held = again.find(ID)
        assert held is not None
        assert held.receipt == given
        assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": given}), "with whom we believed then"
        assert keep(again, sign) == held


def test_what_was_laid_beside_it_before_the_power_cut_stays(
    tmp_path: Path, sign: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A packet that had its name already, and was answered: the disk may have the answer and not yet the name."""
    left = crash_before_the_name(tmp_path, sign, monkeypatch)
    given = (left / "receipt.p7m").read_bytes()
    later = {"answer-001.p7m": b"answer", "packet.augmented-002-0123456789abcdef.p7m": b"copy"}
    for name, data in later.items():
        (left / name).write_bytes(data)
    EmbeddedStore(tmp_path).close()
    assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": given, **later})


@pytest.mark.parametrize("name", [*WHOLE, "receipt.p7m"])
@pytest.mark.parametrize("torn", ["gone", "short", "more"])
def test_what_a_power_cut_tore_is_not(
    tmp_path: Path, sign: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch, name: str, torn: str
) -> None:
    left = crash_before_the_name(tmp_path, sign, monkeypatch)
    file = left / name
    data = file.read_bytes()
    file.unlink()
    if torn != "gone":
        file.write_bytes(data[:-1] if torn == "short" else data + b"\0")
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as again:
        assert files(tmp_path) == {}
        held = keep(again, sign)
        assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": held.receipt}), "the station comes again"


def test_of_two_that_brought_it_the_first_stays(
    tmp_path: Path, sign: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = crash_before_the_name(tmp_path, sign, monkeypatch)
    aside = tmp_path / left.name
    left.rename(aside)
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store:
        held = keep(store, sign)
    aside.rename(left)
    with closing(EmbeddedStore(tmp_path)) as again:
        assert again.find(ID) == held
        assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": held.receipt})


def test_many_at_once_are_each_there_once(tmp_path: Path, pki: Pki) -> None:
    """From several threads, each packet brought by two of them at the same time."""
    packets = [b"packet %d" % (number // 2) for number in range(16)]
    meeting = Barrier(len(packets))
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store, ThreadPoolExecutor(len(packets)) as threads:

        def bring(p7m: bytes) -> bytes:
            packet_id = PacketId(sha256(p7m).hexdigest())
            upload = store.begin()
            upload.write(p7m)
            meeting.wait()
            return store.keep(upload, P7S, packet_id, lambda: receipt(pki, packet_id=packet_id))

        receipts = list(threads.map(bring, packets))
    assert receipts[::2] == receipts[1::2], "one receipt a packet"
    found = compare(tmp_path)
    assert {sha256(p7m).hexdigest() for p7m in packets} == set(found.held) == set(found.registered)
    assert len((tmp_path / "register").read_bytes().splitlines()) == len(found.held)
    assert [path for path in (tmp_path / "packets").iterdir() if path.name.startswith(".tmp-")] == []


# --- whom we believe --------------------------------------------------------------------------------------------------


def test_second_names_begin_anew_where_a_file_has_as_many_as_it_may(
    store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes], pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ext4 gives a file 65,000 names. The packets after that share the next file."""
    keep(store, sign)
    most, link = 2, os.link

    def limited(source: str, target: str) -> None:
        if os.stat(source).st_nlink >= most:
            raise OSError(EMLINK, os.strerror(EMLINK))
        link(source, target)

    monkeypatch.setattr(os, "link", limited)
    other = b"another packet"
    other_id = PacketId(sha256(other).hexdigest())
    upload = store.begin()
    upload.write(other)
    store.keep(upload, P7S, other_id, lambda: receipt(pki, packet_id=other_id))
    for name, data in TRUSTED.items():
        places = [tmp_path / "packets" / each / "trust" / name for each in (ID, other_id)]
        assert [path.read_bytes() for path in places] == [data, data]
        assert len({path.stat().st_ino for path in places}) == 2
        assert places[1].samefile(tmp_path / "evidence" / sha256(data).hexdigest()), "one for all that follow"


def test_whom_we_believe_is_stored_once_for_all_packets(
    store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes], pki: Pki
) -> None:
    keep(store, sign)
    other = b"another packet"
    other_id = PacketId(sha256(other).hexdigest())
    upload = store.begin()
    upload.write(other)
    store.keep(upload, P7S, other_id, lambda: receipt(pki, packet_id=other_id))
    places = [tmp_path / "packets" / each / "trust" / "crls" / "people.crl" for each in (ID, other_id)]
    assert len({path.stat().st_ino for path in places}) == 1
    assert len(list((tmp_path / "evidence").iterdir())) == len(TRUSTED)


def test_where_a_file_has_one_name_only_it_is_copied(
    store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(EPERM, os.strerror(EPERM))

    monkeypatch.setattr(os, "link", refuse)
    held = keep(store, sign)
    assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": held.receipt})


def test_discarded_upload_leaves_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    upload = store.begin()
    upload.write(b"half")
    upload.discard()
    upload.discard()
    assert list((tmp_path / "packets").iterdir()) == []


@pytest.mark.parametrize(("error", "typed"), [(ENOSPC, StoreFull), (EIO, StoreFailed)])
@pytest.mark.parametrize("call", range(1, 15))
def test_disk_that_fails_gives_no_receipt(
    store: EmbeddedStore,
    tmp_path: Path,
    sign: Callable[[], bytes],
    monkeypatch: pytest.MonkeyPatch,
    error: int,
    typed: type[Exception],
    call: int,
) -> None:
    count = iter(range(1, 1000))
    fsync, failed = os.fsync, []

    def failing(descriptor: int) -> None:
        if next(count) == call:
            failed.append(call)
            raise OSError(error, os.strerror(error))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(typed):
        keep(store, sign)
    assert failed == [call]
    assert not [name for name in files(tmp_path) if ".tmp-" in name]
    again = keep(store, sign)
    assert store.find(ID) == again, "the station comes again and it works"
    assert files(tmp_path) == in_folder(ID, {**WHOLE, "receipt.p7m": again.receipt})


def test_leftovers_of_a_crash_go_at_start(tmp_path: Path) -> None:
    with closing(EmbeddedStore(tmp_path)):
        (tmp_path / "packets" / ".tmp-00").mkdir()
        (tmp_path / "packets" / ".tmp-00" / "packet.p7m").write_bytes(b"half")
        (tmp_path / "evidence" / ".tmp-01").write_bytes(b"half")
    with closing(EmbeddedStore(tmp_path)):
        assert files(tmp_path) == {}
        assert list((tmp_path / "evidence").iterdir()) == []


def test_a_receipt_that_is_damaged_is_a_typed_error(
    store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes]
) -> None:
    keep(store, sign)
    (tmp_path / "packets" / ID / "receipt.p7m").write_bytes(b"torn")
    with pytest.raises(StoreFailed):
        store.find(ID)
    with pytest.raises(StoreFailed):
        keep(store, sign)
    assert files(tmp_path)[f"{ID}/packet.p7m"] == P7M


def test_foreign_upload_is_a_bug(store: EmbeddedStore, sign: Callable[[], bytes]) -> None:
    class Other:
        digest = ID

        def write(self, chunk: bytes) -> None: ...
        def ends(self, head: int, tail: int) -> tuple[bytes, bytes]:
            return b"", b""

        def discard(self) -> None: ...

    with pytest.raises(TypeError):
        store.keep(Other(), P7S, ID, sign)


def test_damaged_database_is_a_typed_error_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "packets").mkdir()
    (tmp_path / "packets" / f"{ID}.p7m").write_bytes(P7M)
    (tmp_path / older.DATABASE).write_bytes(b"not a database" * 100)
    with pytest.raises(StoreFailed):
        EmbeddedStore(tmp_path)
    assert files(tmp_path) == {f"{ID}.p7m": P7M}


def test_a_start_beside_another_program_passes_over_what_got_its_name_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    EmbeddedStore(tmp_path).close()
    monkeypatch.setattr("intake.store.embedded.os.listdir", lambda _: [".tmp-" + "ab" * 32])
    EmbeddedStore(tmp_path).close()


def test_a_start_leaves_what_another_program_is_writing(
    store: EmbeddedStore, tmp_path: Path, sign: Callable[[], bytes]
) -> None:
    upload = store.begin()
    upload.write(P7M[:10])
    before = upload.digest
    EmbeddedStore(tmp_path).close()
    upload.write(P7M[10:])
    assert (before, upload.digest) == (sha256(P7M[:10]).hexdigest(), ID)
    store.keep(upload, P7S, ID, sign)
    assert (tmp_path / "packets" / ID / "packet.p7m").read_bytes() == P7M


def test_evidence_that_rots_is_given_to_no_further_packet(tmp_path: Path, sign: Callable[[], bytes]) -> None:
    EmbeddedStore(tmp_path, lambda: TRUSTED).close()
    rotten = tmp_path / "evidence" / sha256(b"list").hexdigest()
    rotten.write_bytes(b"lost")
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store:
        keep(store, sign)
    assert (tmp_path / "packets" / ID / "trust" / "crls" / "stations.crl").read_bytes() == b"list"
    assert rotten.read_bytes() == b"list"
