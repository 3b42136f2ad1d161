"""Two desks witness each other, and auditors open what the log exports."""

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from crypto import envelope
from crypto.errors import WrongPin
from crypto.keys.receiver import load_receiver_key
from station.__main__ import main
from station.acts import MayNotAnswer
from station.audit import ProofUnavailable
from station.audit.errors import (
    ExportUnreadable,
    LogNotConsistent,
    LogUnknown,
    NotWitnessedYet,
    WitnessAhead,
    WitnessUnknown,
    WitnessUnusable,
)
from station.audit.witness import sent_with
from station.domain.enrollment import EnrollmentId
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import Logged, PacketId, SealedPacket
from station.formats.merkle import leaf_hash, tree_root
from station.formats.note import read_note
from station.formats.tiles import entry_bundles, read_bundle
from station.formats.witnessed import read_witnessed
from station.outbox.errors import PacketUnknown
from station.outbox.store import OutboxStore
from station.services.log_book import LogBook, open_log_book
from station.services.people import NeedsOfficer, NobodyKnown
from station.settings import Settings, load_settings
from station.storage.enrollments import register
from station.storage.signed_time import SignedTime
from tests.support.desk import (
    AUDITOR,
    EXAMINER,
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    TECHNICIAN,
    VOLUNTEER,
    StillClock,
    open_desk,
)
from tests.support.packets import queue_alone

EVENT = AuditEvent(EventKind.SAMPLE_ACCEPTED, "op", "subject", {"n": 1})


@pytest.fixture
def books(demo_keys: Path, tmp_path: Path) -> Iterator[tuple[LogBook, LogBook]]:
    """Of two desks that know each other's keys."""
    with ExitStack() as opened:
        made = []
        for name in ("one", "two"):
            shutil.copytree(demo_keys, tmp_path / name)
            settings = load_settings(tmp_path / name)
            open_desk(settings).db.close()
            made.append(opened.enter_context(open_log_book(settings)))
        one, two = made
        put(two.settings, "logs", one.signer.verifier.text)
        put(one.settings, "witnesses", two.signer.witness.text)
        for _ in range(5):
            one.log.append(EVENT)
        yield one, two


def put(settings: Settings, folder: str, key: str) -> None:
    path = settings.trust / folder
    path.mkdir(exist_ok=True)
    (path / "other.key").write_text(f"{key}\n")


def test_the_other_desk_is_a_witness(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    checkpoint, auditors = one.export(tmp_path / "out")
    assert (checkpoint.size, auditors) == (5, 2)
    given = tmp_path / "cosigned"
    given.write_text(two.cosign(tmp_path / "out").text)
    assert json.loads(two.log.opening(two.log.size).event)["kind"] == "checkpoint_cosigned"
    kept, names = one.receive(given)
    assert (kept, names) == (checkpoint, (two.signer.witness.name,))
    assert one.verify().witnesses == 1
    assert not one.verify([given]).problems
    proof = json.loads(one.log.proof(3))
    assert len(read_note(proof["checkpoint"]).lines) == 3, "later proofs carry the cosignature"
    one.db.execute("UPDATE audit SET event = replace(event, 'subject', 'somebody') WHERE seq = 2")
    assert {problem.code for problem in one.verify().problems} >= {"LOG-002", "LOG-006"}


def test_a_longer_log_is_cosigned_and_a_shorter_or_other_one_is_not(
    books: tuple[LogBook, LogBook], tmp_path: Path
) -> None:
    one, two = books
    one.export(tmp_path / "out")
    two.cosign(tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "early")
    for _ in range(300):
        one.log.append(EVENT)
    one.export(tmp_path / "out")
    two.cosign(tmp_path / "out")
    with pytest.raises(LogNotConsistent):
        two.cosign(tmp_path / "early")
    for table in ("audit", "audit_node", "audit_checkpoint"):
        one.db.execute(f"DELETE FROM {table}")
    for _ in range(400):
        one.log.append(EVENT)
    one.export(tmp_path / "anew")
    with pytest.raises(LogNotConsistent):
        two.cosign(tmp_path / "anew")


def test_export_that_does_not_lead_to_its_root(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    one.export(tmp_path / "out")
    tile = tmp_path / "out" / "tile/0/000.p/5"
    true = tile.read_bytes()
    tile.write_bytes(true[:-1] + bytes([true[-1] ^ 1]))
    with pytest.raises(LogNotConsistent):
        two.cosign(tmp_path / "out")
    for damaged in (true[:-1], true * 256 * 9):
        tile.write_bytes(damaged)
        with pytest.raises(ExportUnreadable):
            two.cosign(tmp_path / "out")
    tile.unlink()
    with pytest.raises(ExportUnreadable):
        two.cosign(tmp_path / "out")
    (tmp_path / "out" / "checkpoint").write_text("x")
    with pytest.raises(ExportUnreadable):
        two.cosign(tmp_path / "out")
    with pytest.raises(ExportUnreadable):
        two.cosign(tmp_path / "nowhere")


def test_unknown_log_and_forged_checkpoint(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    two.export(tmp_path / "own")
    with pytest.raises(LogUnknown):
        two.cosign(tmp_path / "own")
    one.export(tmp_path / "out")
    checkpoint = tmp_path / "out" / "checkpoint"
    lines = read_note(checkpoint.read_text())
    checkpoint.write_text(lines.text.replace("\n5\n", "\n4\n"))
    with pytest.raises(WitnessUnusable):
        two.cosign(tmp_path / "out")
    (two.settings.trust / "logs" / "other.key").write_text("nonsense")
    with pytest.raises(WitnessUnusable):
        two.cosign(tmp_path / "out")


def test_a_supervisors_card_is_a_witness(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    one.export(tmp_path / "out")
    with pytest.raises(MayNotAnswer):
        two.cosign_as_officer(tmp_path / "out", OPERATOR, PINS[OPERATOR])
    with pytest.raises(NobodyKnown):
        two.cosign_as_officer(tmp_path / "out", "Nobody", "0")
    given = tmp_path / "card.p7m"
    given.write_bytes(two.cosign_as_officer(tmp_path / "out", OFFICER, PINS[OFFICER]))
    with pytest.raises(WitnessUnusable):  # a key says nothing
        one.verify([tmp_path / "out" / "log.key"])
    _, names = one.receive(given)
    assert len(names[0]) == 64
    assert not one.verify([given]).problems


def test_what_is_given_back_must_be_ours_and_cosigned(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    one.export(tmp_path / "out")
    with pytest.raises(WitnessUnknown):
        one.receive(tmp_path / "out" / "checkpoint")
    given = tmp_path / "cosigned"
    given.write_text(two.cosign(tmp_path / "out").text)
    one.db.execute("DELETE FROM audit_checkpoint")
    with pytest.raises(WitnessUnusable):
        one.receive(given)
    given.write_bytes(b"x" * 100_000)
    with pytest.raises(WitnessUnusable):
        one.receive(given)


def test_a_kept_witness_that_is_damaged_is_a_finding(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    one.export(tmp_path / "out")
    given = tmp_path / "cosigned"
    given.write_text(two.cosign(tmp_path / "out").text)
    one.receive(given)
    (kept,) = (one.settings.data / "witnesses").iterdir()
    kept.write_bytes(b"x")
    assert [problem.code for problem in one.verify().problems] == ["LOG-007"]


def test_only_a_state_officer_forgets(books: tuple[LogBook, LogBook]) -> None:
    one, _ = books
    for who, pin, error in (
        (OPERATOR, PINS[OPERATOR], MayNotAnswer),
        (OFFICER, "0000", WrongPin),
        ("", "", NeedsOfficer),
    ):
        with pytest.raises(error):
            one.forget(2, who, pin)
    one.forget(2, OFFICER, PINS[OFFICER])
    events = [json.loads(text) for (text,) in one.db.execute("SELECT event FROM audit WHERE event <> '' ORDER BY seq")]
    assert [event["kind"] for event in events[-4:]] == ["act_refused"] * 3 + ["event_forgotten"]
    assert events[-1]["actor"] == one.people.find(OFFICER, one.clock.now())


def test_a_witness_of_a_later_time_is_the_clocks_matter_and_not_the_logs(
    books: tuple[LogBook, LogBook], tmp_path: Path
) -> None:
    """Kept when the clock was right; then it was put back. And one that was ahead itself is not taken at all."""
    one, two = books
    one.export(tmp_path / "out")
    clock = StillClock(one.clock.now())
    one, two = replace(one, clock=clock, trust=one.trust.in_the_past()), replace(two, clock=clock)
    given = tmp_path / "signed"
    given.write_bytes(two.cosign_as_officer(tmp_path / "out", OFFICER, PINS[OFFICER]))
    one.receive(given)
    assert (one.verify().problems, one.verify().later) == ([], [])
    clock.at -= timedelta(hours=1)
    findings = one.verify()
    assert [problem.code for problem in findings.later] == ["STN-183"]
    assert (findings.problems, findings.witnesses) == ([], 0)
    with pytest.raises(WitnessAhead):
        one.receive(given)
    note = tmp_path / "note"
    note.write_text(replace(two, clock=StillClock(clock.at + timedelta(minutes=11))).cosign(tmp_path / "out").text)
    with pytest.raises(WitnessAhead):
        one.receive(note)


def test_a_witness_says_how_late_it_is(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    one.export(tmp_path / "out")
    note = tmp_path / "note"
    later = one.clock.now().replace(microsecond=0) + timedelta(minutes=5)
    note.write_text(replace(two, clock=StillClock(later)).cosign(tmp_path / "out").text)
    one.receive(note)
    assert SignedTime(one.settings.signed_time, one.clock).least() >= later
    assert one.trust.judged(one.clock.now()) >= later


def test_a_list_that_is_missing_says_nothing_against_the_log(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, two = books
    one.export(tmp_path / "out")
    given = tmp_path / "signed"
    given.write_bytes(two.cosign_as_officer(tmp_path / "out", OFFICER, PINS[OFFICER]))
    one.receive(given)
    for file in (one.settings.trust / "crls").iterdir():
        file.unlink()
    findings = one.verify()
    assert ([problem.code for problem in findings.later], findings.problems) == (["STN-184"], [])


def test_entries_tell_nothing_and_auditors_open_them(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, _ = books
    one.forget(2, OFFICER, PINS[OFFICER])
    out = tmp_path / "out"
    checkpoint, _ = one.export(out)
    entries = [e for tile in entry_bundles(checkpoint.size) for e in read_bundle((out / tile.path).read_bytes())]
    assert {len(entry) for entry in entries} == {32}
    leaves = [leaf_hash(entry) for entry in entries]
    assert leaves == [one.log.node(0, n) for n in range(checkpoint.size)]
    assert tree_root(checkpoint.size, one.log.node) == checkpoint.root
    home = one.settings.intake_home / "auditor"
    for name in ("auditor", "deputy"):
        certificate, key = load_receiver_key(home, home / "secret", name)
        lines = envelope.decrypt((out / "openings.p7m").read_bytes(), certificate, key).splitlines()
        opened = {item["seq"]: item for item in map(json.loads, lines)}
        assert sorted(opened) == [1, 3, 4, 5, 6], "what was forgotten is gone for auditors too"
        for seq, item in opened.items():
            assert sha256(bytes.fromhex(item["salt"]) + item["event"].encode()).digest() == entries[seq - 1]
    for path in out.rglob("*"):
        assert path.is_dir() or b"subject" not in path.read_bytes()


def test_without_auditors_no_openings_leave(books: tuple[LogBook, LogBook], tmp_path: Path) -> None:
    one, _ = books
    shutil.rmtree(one.settings.trust / "auditors")
    assert one.export(tmp_path / "out")[1] == 0
    assert not (tmp_path / "out" / "openings.p7m").exists()


def test_what_a_witness_saw_of_a_packet(
    books: tuple[LogBook, LogBook], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = books
    packet = SealedPacket("0a" * 16, PacketId(sha256(b"packet").hexdigest()), b"packet", b"signature")
    enrollment = EnrollmentId("00000000-0000-4000-8000-000000000001")

    def record() -> Logged:
        event = AuditEvent(EventKind.PACKET_SEALED, subject=packet.packet_id, details={"size": 6})
        return Logged(one.log.append(event), one.log.checkpoint(one.signer))

    register(one.db, enrollment, "biometric_passport", one.clock.now())
    store = OutboxStore(one.db, one.settings.outbox)
    queue_alone(store, enrollment, packet, "0b" * 16, one.clock.now(), record)
    with pytest.raises(NotWitnessedYet):
        one.witnessed(packet.packet_id)
    for _ in range(3):
        one.log.append(EVENT)
    one.export(tmp_path / "out")
    given = tmp_path / "cosigned"
    given.write_text(two.cosign(tmp_path / "out").text)
    one.receive(given)
    found = read_witnessed(one.witnessed(packet.packet_id[:8]))
    assert found.packet_id == packet.packet_id
    assert len(found.seen_by([two.signer.witness])) == 1
    with pytest.raises(PacketUnknown):
        one.witnessed("0" * 64)
    row = store.row(packet.packet_id)
    sent = sent_with(one.log, one.settings.trust / "witnesses")
    assert read_witnessed(sent(row)) == found, "deliveries bring it too"
    assert row.logged is not None
    for other in (replace(row, logged=None), replace(row, logged=replace(row.logged, seq=2))):
        assert sent(other) == b""
    assert sent_with(one.log, tmp_path / "nobody")(row) == b""
    (tmp_path / "odd.key").write_text("no key")
    with caplog.at_level(logging.WARNING):
        assert sent_with(one.log, tmp_path)(row) == b"", "no packet waits for that"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()
    one.db.execute("UPDATE outbox SET audit_seq = 2")
    with pytest.raises(ProofUnavailable):
        one.witnessed(packet.packet_id)


def test_each_reads_the_part_that_is_theirs_and_that_is_an_event(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings)
    desk.sign_in_as(OPERATOR)
    desk.sign_in_as(EXAMINER)
    desk.db.close()
    with open_log_book(demo_settings) as book:
        book.log.append(AuditEvent(EventKind.LISTS_TAKEN, details={"lists": 2}))
        book.log.append(AuditEvent(EventKind.ENROLLMENT_SEALED, "f" * 64, "some case"))
        everything = ["signed_in", "signed_out", "signed_in", "lists_taken", "enrollment_sealed"]
        mine = {
            OPERATOR: ["signed_in", "signed_out"],
            EXAMINER: ["signed_in"],
            TECHNICIAN: ["lists_taken"],
            OFFICER: everything,
            SUPERVISOR: everything,
            AUDITOR: everything,
        }
        for name, kinds in mine.items():
            read = list(book.read(name, PINS[name], 100))
            assert [each.kind for each in read if each.kind != "log_read"] == kinds
        *_, last = book.read(AUDITOR, PINS[AUDITOR], 2)
        assert (last.kind, last.actor) == ("log_read", book.people.find(AUDITOR, book.clock.now()))
        with pytest.raises(MayNotAnswer):
            book.read(VOLUNTEER, PINS[VOLUNTEER], 100)
        with pytest.raises(WrongPin):
            book.read(OPERATOR, "0000", 100)
        refused = list(book.read(AUDITOR, PINS[AUDITOR], 2))
        assert [each.details["code"] for each in refused] == ["STN-411", "CRY-010"]


def test_the_command_shows_what_was_read(
    demo_home: Path, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_desk(demo_settings).db), open_log_book(demo_settings) as book:
        for _ in range(4):
            book.log.append(EVENT)
    monkeypatch.setattr("station.commands.log.unseen", lambda _: PINS[AUDITOR])
    assert main(["--home", str(demo_home), "log", "read", "--as", AUDITOR, "--last", "3"]) == 0
    *lines, count = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in lines] == ["sample_accepted"] * 3
    assert count == "3 events are for you to read. That you read them is an event too."
