"""Whatever is done to the log, somebody sees it: the log itself where hashes were left alone, any witness where not."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from crypto import cms
from crypto.keys.log import LogKeys, create_log_keys
from crypto.trust import TrustStore
from station.audit import AuditLog, LogSigner
from station.audit.errors import WitnessUnusable
from station.audit.evidence import Evidence, read_evidence
from station.audit.verify import Findings, verify_log
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import PacketId
from station.formats.merkle import leaf_hash, node_hash
from station.formats.note import Line, read_note
from station.formats.receipt import Receipt, encode_receipt
from station.storage.database import connect
from tests.support.clock import NOW, FakeClock
from tests.support.pki import Pki, pki

__all__ = ["pki"]

SIZE = 13


@pytest.fixture(scope="module")
def keys(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> LogKeys:
    return create_log_keys(tmp_path_factory.mktemp("log"), pki.secret)


@pytest.fixture
def signer(keys: LogKeys, pki: Pki) -> LogSigner:
    return LogSigner(keys, pki.station)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as made:
        yield made


@pytest.fixture
def log(db: Connection, keys: LogKeys) -> AuditLog:
    made = AuditLog(db, FakeClock(), keys.salt_key)
    for number in range(SIZE):
        made.append(AuditEvent(EventKind.SAMPLE_ACCEPTED, "op", f"subject-{number}", {"n": number}))
    return made


def witness(note: str, signer: LogSigner, trust: TrustStore) -> Evidence:
    return read_evidence(note.encode(), "witness", (signer.verifier,), trust, NOW)


def codes(findings: Findings) -> set[str]:
    return {problem.code for problem in findings.problems}


def delete_in_the_middle(db: Connection) -> None:
    db.execute("DELETE FROM audit WHERE seq = 5")


def alter(db: Connection) -> None:
    db.execute("UPDATE audit SET event = replace(event, 'subject-4', 'subject-x') WHERE seq = 5")


def alter_seed(db: Connection) -> None:
    db.execute("UPDATE audit SET seed = x'00112233445566778899aabbccddeeff' WHERE seq = 5")


def reorder(db: Connection) -> None:
    db.execute("UPDATE audit SET seq = -5 WHERE seq = 5")
    db.execute("UPDATE audit SET seq = 5 WHERE seq = 6")
    db.execute("UPDATE audit SET seq = 6 WHERE seq = -5")


def truncate(db: Connection) -> None:
    db.execute("DELETE FROM audit WHERE seq > 9")


def pretend_forgotten(db: Connection) -> None:
    db.execute("UPDATE audit SET event = '', seed = x'', leaf = zeroblob(32) WHERE seq = 5")


TAMPERINGS = [delete_in_the_middle, alter, alter_seed, reorder, truncate, pretend_forgotten]


def rebuild(db: Connection, keys: LogKeys, signer: LogSigner) -> None:
    """An insider with every key of the station: closes the gaps, computes all hashes anew, signs anew."""
    rows = db.execute("SELECT event, seed, leaf FROM audit ORDER BY seq").fetchall()
    for table in ("audit", "audit_node", "audit_checkpoint"):
        db.execute(f"DELETE FROM {table}")
    forged = AuditLog(db, FakeClock(), keys.salt_key)
    level: list[bytes] = []
    for seq, row in enumerate(rows, 1):
        db.execute("INSERT INTO audit VALUES (?, ?, ?, ?)", (seq, *row))
        level.append(leaf_hash(forged.entry(seq)))
    height = 0
    while level:
        db.executemany("INSERT INTO audit_node VALUES (?, ?, ?)", [(height, n, h) for n, h in enumerate(level)])
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        height += 1
    forged.checkpoint(signer)


def test_a_true_log_holds(db: Connection, log: AuditLog, keys: LogKeys, signer: LogSigner, pki: Pki) -> None:
    early = witness(log.checkpoint(signer), signer, pki.trust)
    log.append(AuditEvent(EventKind.SIGNED_OUT))
    log.forget(3)
    findings = verify_log(db, keys.salt_key, signer.verifier, [early])
    assert not findings.problems
    assert (findings.size, findings.forgotten, findings.checkpoints, findings.witnesses) == (SIZE + 2, 1, 1, 1)


def test_an_empty_log_holds(db: Connection, keys: LogKeys, signer: LogSigner) -> None:
    assert verify_log(db, keys.salt_key, signer.verifier, []).problems == []


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_with_rows_is_shown_by_the_log_itself(
    db: Connection, log: AuditLog, keys: LogKeys, signer: LogSigner, tamper: Callable[[Connection], None]
) -> None:
    log.checkpoint(signer)
    tamper(db)
    assert codes(verify_log(db, keys.salt_key, signer.verifier, []))


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_tampering_with_everything_is_shown_by_any_witness(
    db: Connection, log: AuditLog, keys: LogKeys, signer: LogSigner, pki: Pki, tamper: Callable[[Connection], None]
) -> None:
    seen = witness(log.checkpoint(signer), signer, pki.trust)
    tamper(db)
    rebuild(db, keys, signer)
    assert not verify_log(db, keys.salt_key, signer.verifier, []).problems, "alone it looks whole"
    shown = codes(verify_log(db, keys.salt_key, signer.verifier, [seen]))
    assert shown & {"LOG-005", "LOG-006"}


def test_node_or_checkpoint_changed(db: Connection, log: AuditLog, keys: LogKeys, signer: LogSigner) -> None:
    log.checkpoint(signer)
    db.execute("UPDATE audit_node SET hash = zeroblob(32) WHERE level = 2 AND place = 1")
    assert codes(verify_log(db, keys.salt_key, signer.verifier, [])) == {"LOG-003"}
    db.execute("DELETE FROM audit_node")
    assert codes(verify_log(db, keys.salt_key, signer.verifier, [])) >= {"LOG-002", "LOG-003"}


@pytest.mark.parametrize("change", ["UPDATE audit_checkpoint SET note = 'x'", "UPDATE audit_checkpoint SET size = 4"])
def test_checkpoint_changed(db: Connection, log: AuditLog, keys: LogKeys, signer: LogSigner, change: str) -> None:
    log.checkpoint(signer)
    db.execute(change)
    assert codes(verify_log(db, keys.salt_key, signer.verifier, [])) == {"LOG-004"}


def test_stored_tree_that_goes_on_is_noticed(db: Connection, log: AuditLog, keys: LogKeys, signer: LogSigner) -> None:
    db.execute("DELETE FROM audit")
    assert codes(verify_log(db, keys.salt_key, signer.verifier, [])) == {"LOG-003"}


# --- what counts as a witness -------------------------------------------------------------------------------------


def test_the_intakes_receipt_is_a_witness(log: AuditLog, signer: LogSigner, pki: Pki) -> None:
    note = log.checkpoint(signer)
    receipt = Receipt(PacketId("a1" * 32), pki.station.certificate.fingerprint, "0d" * 16, NOW, checkpoint=note)
    message = cms.sign_attached(encode_receipt(receipt), pki.receipt_key, NOW)
    found = read_evidence(message, "receipt", (signer.verifier,), pki.trust, NOW)
    assert (found.checkpoint.size, found.signer) == (SIZE, pki.receipt_key.certificate.fingerprint)


def test_a_supervisors_signature_is_a_witness(log: AuditLog, signer: LogSigner, pki: Pki) -> None:
    message = cms.sign_attached(log.checkpoint(signer).encode(), pki.officer, NOW)
    found = read_evidence(message, "card", (signer.verifier,), pki.trust, NOW)
    assert found.signer == pki.officer.certificate.fingerprint


def test_what_is_no_witness(log: AuditLog, signer: LogSigner, pki: Pki, tmp_path: Path) -> None:
    note = log.checkpoint(signer)
    other = LogSigner(create_log_keys(tmp_path, pki.secret), pki.station)
    own = signer.verifier
    unsigned = read_note(note).with_line(Line(own.name, own.key_id, bytes(64))).text
    receipt = Receipt(PacketId("a1" * 32), "b2" * 32, "0d" * 16, NOW)
    for data, reason in (
        (note[:-9].encode(), "form"),
        (b"\xff", "form"),
        (b"x" * 20_000, "form"),
        (other.sign(3, bytes(32)).text.encode(), "other-log"),
        (unsigned.encode(), "signature"),
        (cms.sign_attached(note.encode(), pki.operator, NOW), "signature"),  # an operator is no supervisor
        (cms.sign_attached(note.encode(), pki.receipt_key, NOW), "form"),  # the intake signs receipts
        (cms.sign_attached(encode_receipt(receipt), pki.receipt_key, NOW), "form"),  # without a checkpoint
        (b"0\x80garbage", "signature"),
    ):
        with pytest.raises(WitnessUnusable) as caught:
            read_evidence(data, "file", (own,), pki.trust, NOW)
        assert caught.value.params["reason"] == reason
