"""The audit log: append-only, provable, without personal data, safe with two writers."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.keys.log import create_log_keys
from station.audit import AuditLog, LogSigner, ProofUnavailable
from station.audit.log import salt_of
from station.domain.events import AuditEvent, EventKind
from station.formats.checkpoint import read_checkpoint
from station.formats.merkle import root_of_path, tree_root
from station.formats.note import read_note, signed_by_certificate
from station.storage.database import connect, transaction
from tests.support.clock import FakeClock
from tests.support.pki import Pki, pki

__all__ = ["pki"]

SALTS = bytes(range(32))
EVENT = AuditEvent(EventKind.SAMPLE_ACCEPTED, "op", "subject", {"attempt": 1})


@pytest.fixture(scope="module")
def signer(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> LogSigner:
    return LogSigner(create_log_keys(tmp_path_factory.mktemp("log"), pki.secret), pki.station)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as made:
        yield made


def test_events_are_numbered_and_kept(db: Connection) -> None:
    clock = FakeClock()
    log = AuditLog(db, clock, SALTS)
    assert [log.append(EVENT) for _ in range(3)] == [1, 2, 3]
    text, seed = db.execute("SELECT event, seed FROM audit WHERE seq = 2").fetchone()
    event = json.loads(text)
    assert event.pop("at").endswith("Z")
    assert event == {"kind": "sample_accepted", "actor": "op", "subject": "subject", "details": {"attempt": 1}}
    assert len(seed) == 16


def test_leaves_tell_nothing(db: Connection) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    log.append(EVENT)
    log.append(EVENT)
    first, second = (row[0] for row in db.execute("SELECT hash FROM audit_node WHERE level = 0 ORDER BY place"))
    assert first != second, "the same event twice: the salt hides it"


def test_checkpoint_is_a_note_signed_twice(db: Connection, signer: LogSigner, pki: Pki) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    for _ in range(5):
        log.append(EVENT)
    note = read_note(log.checkpoint(signer))
    checkpoint = read_checkpoint(note)
    assert (checkpoint.origin, checkpoint.size) == (signer.origin, 5)
    assert signer.verifier.signed(note)
    assert signed_by_certificate(note, signer.origin, pki.station.certificate)
    assert not signed_by_certificate(note, signer.origin, pki.operator.certificate)
    name, key_id, key = signer.verifier.text.split("+", 2)
    assert name == signer.origin
    public = Ed25519PublicKey.from_public_bytes(b64decode(key)[1:])
    body, _, signatures = note.text.partition("\n\n")
    signature = b64decode(signatures.splitlines()[0].split(" ")[2])
    assert signature[:4].hex() == key_id
    public.verify(signature[4:], f"{body}\n".encode())


def test_checkpoint_of_the_same_size_is_the_same_note(db: Connection, signer: LogSigner) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    log.append(EVENT)
    assert log.checkpoint(signer) == log.checkpoint(signer)


def test_forgotten_event_leaves_its_leaf(db: Connection, signer: LogSigner) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    for _ in range(3):
        log.append(EVENT)
    root = tree_root(3, log.node)
    log.forget(2)
    assert tree_root(3, log.node) == root
    log.checkpoint(signer)
    with pytest.raises(ProofUnavailable):
        log.opening(2)
    with pytest.raises(ProofUnavailable):
        log.proof(2)
    with pytest.raises(ProofUnavailable):
        log.forget(2)
    assert log.opening(1)
    assert json.loads(log.opening(4).event)["details"] == {"seq": 2}
    assert b"subject" not in db.execute("SELECT event FROM audit WHERE seq = 2").fetchone()[0].encode()


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 20])
def test_proof_leads_to_the_signed_root(db: Connection, signer: LogSigner, size: int) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    for _ in range(size):
        log.append(EVENT)
    note = log.checkpoint(signer)
    for seq in range(1, size + 1):
        proof = json.loads(log.proof(seq))
        assert proof["checkpoint"] == note
        assert (proof["index"], proof["size"]) == (seq - 1, size)
        text, seed = db.execute("SELECT event, seed FROM audit WHERE seq = ?", (seq,)).fetchone()
        assert b64decode(proof["leaf"]) == sha256(salt_of(SALTS, seed) + text.encode()).digest()
        path = [b64decode(step) for step in proof["path"]]
        root = root_of_path(b64decode(proof["leaf"]), seq - 1, size, path)
        assert root == b64decode(note.splitlines()[2])


def test_proof_needs_a_checkpoint_that_covers_it(db: Connection, signer: LogSigner) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    seq = log.append(EVENT)
    with pytest.raises(ProofUnavailable):
        log.proof(seq)
    log.checkpoint(signer)
    assert log.proof(seq)
    later = log.append(EVENT)
    for unknown in (later, 0, 99):
        with pytest.raises(ProofUnavailable):
            log.proof(unknown)


def test_event_that_was_changed_no_longer_fits(db: Connection, signer: LogSigner) -> None:
    log = AuditLog(db, FakeClock(), SALTS)
    for _ in range(4):
        log.append(EVENT)
    note = log.checkpoint(signer)
    db.execute("UPDATE audit SET event = replace(event, 'op', 'no') WHERE seq = 2")
    proof = json.loads(log.proof(2))
    path = [b64decode(step) for step in proof["path"]]
    assert root_of_path(b64decode(proof["leaf"]), 1, 4, path) != b64decode(note.splitlines()[2])


def test_two_writers_share_one_log(db: Connection, tmp_path: Path, signer: LogSigner) -> None:
    with closing(connect(tmp_path / "station.db")) as other_db:
        logs = (AuditLog(db, FakeClock(), SALTS), AuditLog(other_db, FakeClock(), SALTS))
        assert [logs[n % 2].append(EVENT) for n in range(6)] == [1, 2, 3, 4, 5, 6]
        assert logs[0].checkpoint(signer) == logs[1].checkpoint(signer)


def test_event_goes_with_the_transaction_it_belongs_to(db: Connection) -> None:
    log = AuditLog(db, FakeClock(), SALTS)

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
