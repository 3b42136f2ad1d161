"""The audit log as a thing to check, to give away and to witness. To look, beside a running station too.

<trust>/logs/*.key         keys of the logs that this station cosigns (one a line, C2SP form)
<trust>/witnesses/*.key    keys of those that cosign this log
<data>/witnesses           what they gave: each file is a witness at every check from then on
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from crypto import cms
from crypto.keys.log import load_log_keys
from crypto.keys.station import load_station_key, tls_certificate
from crypto.trust import CLOCK_SKEW, TrustStore
from crypto.trust_folder import load_auditors
from station.acts import Act, Now
from station.audit import AuditLog, LogSigner
from station.audit.errors import WitnessAhead, WitnessNotJudged, WitnessUnusable
from station.audit.evidence import Evidence, read_evidence
from station.audit.export import export_log
from station.audit.former import FormerLog, former_database, former_logs
from station.audit.seen import SeenLog
from station.audit.verify import Findings, FormerFindings, verify_log
from station.audit.witness import cosign_export, keep_cosignatures, seen_with, verifier_keys
from station.domain.clock import Clock, SystemClock
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import PacketId
from station.formats.checkpoint import Checkpoint, cosigned_at, read_checkpoint
from station.formats.note import Note, Verifier
from station.outbox.files import name_in
from station.outbox.orphans import never_queued
from station.outbox.pages import OutboxPages
from station.outbox.slip import decode_slip
from station.outbox.store import OutboxStore
from station.receivers.parts import open_check
from station.services.log_and_files import compare
from station.services.log_parts import Entry, entry_of, part_of
from station.services.people import People
from station.services.policy import shortest_pin
from station.services.refusals import Refusals
from station.services.tokens import key_files, open_tokens, open_trust, people_keys
from station.settings import Settings
from station.storage.database import connect, reading
from station.storage.errors import DatabaseFailed
from station.storage.files import disk_error, durable_folder, durable_write
from station.storage.signed_time import SignedTime, Source

_MAX_FILE_BYTES = 64 * 1024


@dataclass(frozen=True)
class LogBook:
    """For the thread that opened it. looks: opened beside whoever writes, so nothing is changed."""

    settings: Settings
    db: Connection
    log: AuditLog
    signer: LogSigner
    trust: TrustStore
    clock: Clock
    people: People
    looks: bool = False

    def verify(self, files: Sequence[Path] = ()) -> Findings:
        """Against `files`, everything in <data>/witnesses, every receipt of the intake, the checkpoints beside the
        packets and the one kept apart; and against the outbox's rows and files (`log_and_files`).

        Raises WitnessUnusable, WitnessAhead or WitnessNotJudged for one of `files`; what was kept here and cannot be
        used any more is a finding.
        """
        evidence, unusable, later = [self._evidence(path) for path in files], [], []
        for path in (*self._kept(), *self._receipts()):
            try:
                evidence.append(self._evidence(path))
            except WitnessUnusable:
                unusable.append(path.name)
            except (WitnessAhead, WitnessNotJudged) as error:
                later.append(error.problem())
        own = list(self._own(unusable))
        name, key = self.signer.origin, self.signer.keys.salt_key
        findings = verify_log(self.db, key, self.signer.verifier, _of(name, evidence), _of(name, own))
        for log in self._former():
            self._verify_former(log, _of(log.verifier.name, evidence), _of(log.verifier.name, own), findings)
        for name in unusable:
            findings.tell("LOG-007", witness=name)
        findings.later = later
        station_id = tls_certificate(self.settings.keys).fingerprint
        check = open_check(self.settings, self.trust, station_id, self.clock)
        compare(self.db, self._store(), check, self._kept(), findings)
        return findings

    def _verify_former(self, log: FormerLog, evidence: list[Evidence], own: list[Evidence], findings: Findings) -> None:
        """As the log itself, in the database it was written in; what it finds is found of this log."""
        name = log.verifier.name
        if log.last.exists():
            try:
                own.append(self._evidence(log.last))
            except WitnessUnusable:
                findings.tell("LOG-013", log=name)
        try:
            with former_database(log.database) as db:
                found = verify_log(db, log.salt_key, log.verifier, evidence, own)
        except DatabaseFailed:
            findings.former.append(FormerFindings(name, None, len(evidence)))
            return
        findings.former.append(FormerFindings(name, found.size, found.witnesses))
        for problem in found.problems:
            findings.tell("LOG-014", log=name, finding=problem.code)

    def _former(self) -> tuple[FormerLog, ...]:
        return former_logs(self.settings.logs, self.settings.keys, self.settings.machine_secret)

    def export(self, folder: Path) -> tuple[Checkpoint, int]:
        """Into `folder`; returns what was signed and to how many auditors the openings are encrypted.

        Up to now; where the book is only looked into, up to what the station signed last. Raises ProofUnavailable
        where it signed nothing yet.
        """
        auditors = load_auditors(self.settings.trust, self.trust, self.clock.now())
        durable_folder(folder)
        text = self.log.newest_checkpoint() if self.looks else self.log.checkpoint(self.signer)
        return export_log(self.log, text, self.signer.verifier, folder, auditors), len(auditors)

    def cosign(self, folder: Path) -> Note:
        """As a witness, the checkpoint of another log's export. Raises as `cosign_export`."""
        with self.log.still():
            note = cosign_export(self.db, folder, self._keys("logs"), self.signer, self.clock.now())
            seen = read_checkpoint(note)
            self.log.append(AuditEvent(EventKind.CHECKPOINT_COSIGNED, subject=seen.origin, details={"size": seen.size}))
        return note

    def cosign_as_officer(self, folder: Path, officer: str, pin: str) -> bytes:
        """The same check, and a state officer's signature (CMS, DER) over the cosigned note.

        officer: credential id, or the name on the card. Raises NobodyKnown, MayNotAnswer, and what key stores raise.
        """
        at = self.clock.now()
        _, key = self.people.unlock(self._require_officer("log_cosign", Act.COSIGN_LOG, officer, pin), pin, at)
        try:
            return cms.sign_attached(self.cosign(folder).text.encode(), key, at)
        finally:
            key.lock()

    def receive(self, file: Path) -> tuple[Checkpoint, tuple[str, ...]]:
        """Keep what a witness gave back for our checkpoint; returns the checkpoint and who vouches for it.

        Raises WitnessUnusable, WitnessUnknown, WitnessAhead, WitnessNotJudged.
        """
        item, data = self._evidence(file), self._bytes(file)
        witnesses = self._keys("witnesses")
        times = [at for each in witnesses if (at := cosigned_at(item.note, each)) is not None]
        if any(at > self.trust.judged(self.clock.now()) + CLOCK_SKEW for at in times):
            raise WitnessAhead(file=file.name)
        with self.log.still():
            names = (item.signer,) if item.signer else keep_cosignatures(self.db, item, witnesses)
            if item.at is not None:
                times.append(item.at)
            SignedTime(self.settings.signed_time, self.clock).learn(Source.WITNESS, max(times))
            durable_folder(self._witness_folder)
            durable_write(self._witness_folder / f"{item.checkpoint.size}-{sha256(data).hexdigest()[:16]}", data)
            self.log.append(AuditEvent(EventKind.CHECKPOINT_WITNESSED, details={"size": item.checkpoint.size}))
            SeenLog(self.settings.log_seen).keep(item.note.text)
        return item.checkpoint, names

    def witnessed(self, packet: str) -> bytes:
        """For the centre: that the packet was there when a witness cosigned this log (`station.formats.witnessed`).

        packet: its id, or enough of the beginning to know it. Raises PacketUnknown, NotWitnessedYet, and
        ProofUnavailable where another log sealed it or the event was forgotten.
        """
        found = OutboxPages(self.db).beginning_with(packet)
        row = self._store().row(found[0] if len(found) == 1 else PacketId(packet))
        return seen_with(self.log, row, self._keys("witnesses"))

    def forget(self, seq: int, officer: str = "", pin: str = "") -> None:
        """Destroy what an event said; the log still holds, and says who answers for it.

        officer: as `cosign_as_officer`. Raises NeedsOfficer, NobodyKnown, MayNotAnswer, what key stores raise, and
        ProofUnavailable.
        """
        self.log.forget(seq, self._require_officer("log_forget", Act.FORGET_EVENT, officer, pin))

    def read(self, who: str, pin: str, most: int) -> Iterator[Entry]:
        """Of the newest `most` events those that are for `who` to read, in their order; that they read is one itself.

        who: as `cosign_as_officer`. Raises NeedsOfficer, NobodyKnown, MayNotAnswer, what key stores raise, DiskFull.
        """
        now = Now(self.clock.now())
        person = Refusals(self.log.append).require_answer("log_read", Act.READ_LOG, self.people, who, pin, now)
        part = part_of(person, [each for each, _ in self.people.known(now.at)])
        events = self.log.newest(most)
        self.log.append(AuditEvent(EventKind.LOG_READ, person.credential_id))
        return (each for each in map(entry_of, events) if part(each))

    def _require_officer(self, asked: str, act: Act, officer: str, pin: str) -> str:
        refusals = Refusals(self.log.append)
        return refusals.require_answer(asked, act, self.people, officer, pin, Now(self.clock.now())).credential_id

    @property
    def _witness_folder(self) -> Path:
        return self.settings.data / "witnesses"

    def _kept(self) -> list[Path]:
        return sorted(self._witness_folder.glob("*")) if self._witness_folder.is_dir() else []

    def _receipts(self) -> Iterator[Path]:
        """Those that repeat a checkpoint: an intake's, not the word of another kind of receiver."""
        store = self._store()
        for row in OutboxPages(self.db).every(archived=True):
            path = store.receipt_path(row.packet_id)
            if row.logged is not None and path.suffix == ".p7m" and path.exists() and self._bytes(path)[:1] != b"{":
                yield path

    def _own(self, unusable: list[str]) -> Iterator[Evidence]:
        """Of the slips beside packets those that hold for this log; and the longest state that left the station. What a
        sealing left that was rolled back says nothing: its checkpoint never was the log's."""
        store = self._store()
        for path in sorted(self.settings.outbox.glob("*.slip.json")):
            try:
                slip = decode_slip(self._bytes(path))
                queued = store.holds(name=name_in(path) or "") or not never_queued(store, self.settings.drafts, slip)
                if slip.logged is not None and queued:
                    yield self._read(slip.logged.checkpoint.encode(), path.name)
            except (ValueError, WitnessUnusable):
                continue  # of the log before a restored one, or no slip any more: the pair itself is judged elsewhere
        if self.settings.log_seen.exists():
            try:
                yield self._evidence(self.settings.log_seen)
            except WitnessUnusable:
                unusable.append(self.settings.log_seen.name)

    def _store(self) -> OutboxStore:
        return OutboxStore(self.db, self.settings.outbox)

    def _evidence(self, path: Path) -> Evidence:
        return self._read(self._bytes(path), path.name)

    def _read(self, data: bytes, name: str) -> Evidence:
        logs = (self.signer.verifier, *(log.verifier for log in self._former()))
        return read_evidence(data, name, logs, self.trust, self.clock.now())

    def _bytes(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                data = file.read(_MAX_FILE_BYTES + 1)
        except OSError as error:
            raise disk_error(error) from error
        if len(data) > _MAX_FILE_BYTES:
            raise WitnessUnusable(file=path.name, reason="form")
        return data

    def _keys(self, folder: str) -> tuple[Verifier, ...]:
        """Raises as `verifier_keys`."""
        return verifier_keys(self.settings.trust / folder)


def _of(log: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """What is said of one log."""
    return [item for item in evidence if item.checkpoint.origin == log]


@contextmanager
def open_log_book(settings: Settings, clock: Clock | None = None, *, looks: bool = False) -> Iterator[LogBook]:
    """Of a station that was started once. looks: the caller does not hold the profile.

    Raises KeyGone where it was not started, and what keys and database raise.
    """
    clock = clock or SystemClock()
    keys, trust = load_log_keys(settings.keys, settings.machine_secret), open_trust(settings, clock)
    with ExitStack() as running:
        tokens = open_tokens(settings, trust, running)
        signer = LogSigner(keys, load_station_key(settings.keys, settings.machine_secret, tokens.station))
        files = key_files(settings, lambda: shortest_pin(settings))
        people = People(people_keys(files, tokens), trust, {})
        opened = reading(settings.database) if looks else closing(connect(settings.database))
        db = running.enter_context(opened)
        yield LogBook(settings, db, AuditLog(db, clock, keys.salt_key), signer, trust, clock, people, looks)
