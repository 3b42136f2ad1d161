"""A store as version 0.1.0 kept it is taken over, once, wherever a crash comes."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from intake.store.embedded import EmbeddedStore
from station.domain.outbox import PacketId
from tests.support.embedded_store import NONCE, P7S, STATION, TRUSTED, files, in_folder, receipt, store
from tests.support.pki import Pki

__all__ = ["store"]

# --- as 0.1.0 kept it -------------------------------------------------------------------------------------------------


def first_store(folder: Path, pki: Pki, count: int = 3) -> dict[str, bytes]:
    """A database and pairs of files; one pair more whose receipt a crash prevented. Returns what is to be there."""
    (folder / "packets").mkdir(parents=True)
    expected: dict[str, bytes] = {}
    with closing(sqlite3.connect(folder / "intake.db")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE packet (packet_id TEXT PRIMARY KEY, station_id TEXT NOT NULL, nonce TEXT NOT NULL,"
                   " size INTEGER NOT NULL, receipt BLOB NOT NULL) STRICT")  # fmt: skip
        for number in range(count + 1):
            p7m = b"packet %d" % number
            packet_id = PacketId(sha256(p7m).hexdigest())
            (folder / "packets" / f"{packet_id}.p7m").write_bytes(p7m)
            (folder / "packets" / f"{packet_id}.p7m.p7s").write_bytes(P7S)
            parts = {"packet.p7m": p7m, "packet.p7m.p7s": P7S}
            if number < count:
                given = receipt(pki, packet_id=packet_id)
                db.execute("INSERT INTO packet VALUES (?, ?, ?, ?, ?)", (packet_id, STATION, NONCE, len(p7m), given))
                parts |= {"receipt.p7m": given} | {f"trust/{name}": data for name, data in TRUSTED.items()}
            expected |= in_folder(packet_id, parts)
        db.commit()
    return expected


def test_an_older_store_is_taken_over_once(tmp_path: Path, pki: Pki) -> None:
    expected = first_store(tmp_path, pki)
    for _ in range(2):
        with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store:
            assert files(tmp_path) == expected
            for name, data in expected.items():
                if name.endswith("receipt.p7m"):
                    held = store.find(PacketId(name.split("/")[0]))
                    assert held is not None
                    assert held.receipt == data
        assert (tmp_path / "intake.db.taken-over").exists()
        assert not (tmp_path / "intake.db").exists()


def test_what_was_never_receipted_is_delivered_again_and_replaced(tmp_path: Path, pki: Pki) -> None:
    first_store(tmp_path, pki, count=0)
    p7m = b"packet 0"
    packet_id = PacketId(sha256(p7m).hexdigest())
    with closing(EmbeddedStore(tmp_path, lambda: TRUSTED)) as store:
        assert store.find(packet_id) is None
        upload = store.begin()
        upload.write(p7m)
        given = store.keep(upload, b"newer signature", packet_id, lambda: receipt(pki, packet_id=packet_id))
        held = store.find(packet_id)
        assert held is not None
        assert held.receipt == given
        assert store.signature(packet_id) == b"newer signature"


@pytest.mark.parametrize("what", ["replace", "rename", "mkdir", "unlink"])
def test_taking_over_goes_on_after_a_crash_anywhere(
    tmp_path: Path, pki: Pki, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The program ends at the n-th such call, for every n, and starts again."""

    class Crash(BaseException):
        pass

    real = getattr(Path, what)
    for call in range(1, 100):
        folder = tmp_path / str(call)
        expected, count = first_store(folder, pki), iter(range(1, 1000))
        crashed = False

        def crashing(
            path: Path, *rest: object, call: int = call, count: Iterator[int] = count, **named: object
        ) -> object:
            if next(count) == call:
                raise Crash
            return real(path, *rest, **named)

        monkeypatch.setattr(Path, what, crashing)
        try:
            EmbeddedStore(folder, lambda: TRUSTED).close()
        except Crash:
            crashed = True
        monkeypatch.setattr(Path, what, real)
        assert len([name for name in folder.iterdir() if name.name.startswith("intake.db")]) >= 1
        with closing(EmbeddedStore(folder, lambda: TRUSTED)):
            assert files(folder) == expected
        shutil.rmtree(folder)
        if not crashed:
            break
    else:
        pytest.fail("it never came through")
    assert call > 1
