"""The audit log: append-only, provable, without personal data, safe with two writers."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from station.audit import AuditLog, ProofUnavailable
from station.domain.events import AuditEvent, EventKind
from station.formats.merkle import root_of_path
from station.storage.database import connect, transaction
from tests.support.clock import FakeClock
from tests.support.pki import Pki, pki

__all__ = ["pki"]

EVENT = AuditEvent(EventKind.SAMPLE_ACCEPTED, "op", "subject", {"attempt": 1})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as made:
        yield made


def test_events_are_numbered_and_kept(db: Connection) -> None:
    clock = FakeClock()
    log = AuditLog(db, clock)
    assert [log.append(EVENT) for _ in range(3)] == [1, 2, 3]
    text, salt = db.execute("SELECT event, salt FROM audit WHERE seq = 2").fetchone()
    event = json.loads(text)
    assert event.pop("at").endswith("Z")
    assert event == {"kind": "sample_accepted", "actor": "op", "subject": "subject", "details": {"attempt": 1}}
    assert len(salt) == 16


def test_leaves_tell_nothing(db: Connection) -> None:
    log = AuditLog(db, FakeClock())
    log.append(EVENT)
    log.append(EVENT)
    first, second = (row[0] for row in db.execute("SELECT hash FROM audit_node WHERE level = 0 ORDER BY place"))
    assert first != second, "the same event twice: the salt hides it"


def test_checkpoint_is_a_signed_note(db: Connection, pki: Pki) -> None:
    log = AuditLog(db, FakeClock())
    for _ in range(5):
        log.append(EVENT)
    note = log.checkpoint(pki.station)
    body, _, signatures = note.partition("\n\n")
    origin, size, root = body.splitlines()
    assert origin == f"enrollment-station/{pki.station.certificate.fingerprint}"
    assert size == "5"
    assert len(b64decode(root)) == 32
    dash, name, blob = signatures.splitlines()[0].split(" ")
    assert (dash, name) == ("—", origin)
    public_key = pki.station.certificate.parsed.public_key()
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    public_key.verify(b64decode(blob)[4:], f"{body}\n".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 20])
def test_proof_leads_to_the_signed_root(db: Connection, pki: Pki, size: int) -> None:
    log = AuditLog(db, FakeClock())
    for _ in range(size):
        log.append(EVENT)
    note = log.checkpoint(pki.station)
    for seq in range(1, size + 1):
        proof = json.loads(log.proof(seq))
        assert proof["checkpoint"] == note
        assert (proof["index"], proof["size"]) == (seq - 1, size)
        text, salt = db.execute("SELECT event, salt FROM audit WHERE seq = ?", (seq,)).fetchone()
        assert b64decode(proof["leaf"]) == sha256(salt + text.encode()).digest()
        path = [b64decode(step) for step in proof["path"]]
        root = root_of_path(b64decode(proof["leaf"]), seq - 1, size, path)
        assert root == b64decode(note.splitlines()[2])


def test_proof_needs_a_checkpoint_that_covers_it(db: Connection, pki: Pki) -> None:
    log = AuditLog(db, FakeClock())
    seq = log.append(EVENT)
    with pytest.raises(ProofUnavailable):
        log.proof(seq)
    log.checkpoint(pki.station)
    assert log.proof(seq)
    later = log.append(EVENT)
    for unknown in (later, 0, 99):
        with pytest.raises(ProofUnavailable):
            log.proof(unknown)


def test_event_that_was_changed_no_longer_fits(db: Connection, pki: Pki) -> None:
    log = AuditLog(db, FakeClock())
    for _ in range(4):
        log.append(EVENT)
    note = log.checkpoint(pki.station)
    db.execute("UPDATE audit SET event = replace(event, 'op', 'no') WHERE seq = 2")
    proof = json.loads(log.proof(2))
    path = [b64decode(step) for step in proof["path"]]
    assert root_of_path(b64decode(proof["leaf"]), 1, 4, path) != b64decode(note.splitlines()[2])


def test_two_writers_share_one_log(db: Connection, tmp_path: Path, pki: Pki) -> None:
    with closing(connect(tmp_path / "station.db")) as other_db:
        logs = (AuditLog(db, FakeClock()), AuditLog(other_db, FakeClock()))
        assert [logs[n % 2].append(EVENT) for n in range(6)] == [1, 2, 3, 4, 5, 6]
        assert logs[0].checkpoint(pki.station).splitlines()[:3] == logs[1].checkpoint(pki.station).splitlines()[:3]


def test_event_goes_with_the_transaction_it_belongs_to(db: Connection) -> None:
    log = AuditLog(db, FakeClock())

    class Stop(Exception):
        pass

    def fail() -> None:
        with transaction(db):
            log.append(EVENT)
            raise Stop

    with pytest.raises(Stop):
        fail()
    assert log.append(EVENT) == 1
    assert db.execute("SELECT count(*) FROM audit_node").fetchone() == (1,)
