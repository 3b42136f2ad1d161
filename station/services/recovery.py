"""A draft of another desk, taken in from its copy with the keys of two people (ADR 73).

For a command that holds the profile. Everything is opened and looked at before the first byte is written; the draft
then appears in one step, with its event, under a key of this desk. The copy stays: it goes when the draft ends here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from crypto.errors import KeyDamaged, UnsupportedKey
from crypto.files import read
from crypto.keys.log import load_log_keys
from crypto.keys.receiver import open_receiver_key
from crypto.trust import Purpose, TrustStore
from station.acts import NO_CASE, Act, Now, require
from station.audit import AuditLog
from station.cases.case import Case, blobs_of
from station.copies.enclosure import RecoveryKey, open_enclosure, verify_enclosure
from station.copies.errors import CopyDamaged, DraftHere, RecoveryKeyRefused
from station.copies.place import Place, newest_held
from station.copies.state import State
from station.domain.clock import Clock, SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import Operator
from station.domain.person import require_identified
from station.domain.sample import Digest
from station.formats.moment import moment_text
from station.services.case_files import kept_as
from station.services.people import People
from station.services.policy import shortest_pin
from station.services.refusals import REFUSALS, Refusals
from station.services.tokens import key_files, open_tokens, open_trust, people_keys
from station.services.way_back import demand_finished
from station.settings import Settings
from station.storage import enrollments
from station.storage.database import connect, transaction
from station.storage.draft_format import decode_draft
from station.storage.errors import DraftDamaged
from station.storage.files import DISK, disk_error, durable_folder
from station.storage.leftovers import INCOMING, sweep_incoming
from station.storage.vault import DRAFT, SEALED, Vault, holds_something, open_sealed, sample_name, wipe_folder

KEY_END = ".key.pem"
_MOST_KEY_BYTES = 64 * 1024


@dataclass(frozen=True)
class Taken:
    """at: the moment of the state that was taken in; earlier: the newest one was damaged."""

    enrollment_id: EnrollmentId
    station: str
    at: datetime
    earlier: bool


def read_recovery_key(file: Path, passphrase: str) -> RecoveryKey:
    """`<name>.key.pem` with `<name>.pem` beside it. Raises RecoveryKeyRefused, FileTrouble."""
    try:
        if not file.name.endswith(KEY_END):
            raise RecoveryKeyRefused(file=file.name)
        written = file.with_name(f"{file.name.removesuffix(KEY_END)}.pem")
        certificates, sealed = (read(each, _MOST_KEY_BYTES) for each in (written, file))
        return RecoveryKey(*open_receiver_key(certificates, sealed, passphrase.encode()))
    except (FileNotFoundError, KeyDamaged, UnsupportedKey):
        raise RecoveryKeyRefused(file=file.name) from None


class Recovery:
    """For the one thread of a command that holds the profile."""

    def __init__(
        self,
        settings: Settings,
        place: Place,
        db: Connection,
        people: People,
        trust: TrustStore,
        clock: Clock,
        record: Callable[[AuditEvent], object],
    ) -> None:
        self._settings = settings
        self._place = place
        self._db = db
        self._people = people
        self._trust = trust
        self._clock = clock
        self._record = record

    def require_new(self, enrollment_id: EnrollmentId) -> None:
        """That the draft is not here, and did not end here. Raises EnrollmentNotDraft, DraftHere."""
        enrollments.require_draft(self._db, enrollment_id)
        if holds_something(self._settings.drafts / enrollment_id):
            raise DraftHere

    def take(self, enrollment_id: EnrollmentId, keys: Sequence[RecoveryKey], given: str, pin: str) -> Taken:
        """given, pin: of an operator or state officer of this desk, who answers for it: a name or a credential.

        A refusal of a right is written into the log. Raises as `require_new`, CopyMissing, CopyDamaged, NotTwoPeople,
        NotARecipient, DraftTooNew, NobodyKnown, RoleMissing, WrongPin, what is wrong with a certificate, and what the
        place and the disk raise; then nothing is here that was not.
        """
        credential_id = ""
        try:
            credential_id = self._people.find(given, self._clock.now())
            return self._take(enrollment_id, keys, credential_id, pin)
        except REFUSALS as error:
            Refusals(self._record).note("recover", error, enrollment_id, credential_id)
            raise

    def _take(self, enrollment_id: EnrollmentId, keys: Sequence[RecoveryKey], credential_id: str, pin: str) -> Taken:
        self.require_new(enrollment_id)
        self._place.require()
        at = self._clock.now()
        for each in keys:
            self._trust.verify(each.certificate, each.chain, Purpose.RECOVERY, at)
        station, states = newest_held(self._place, enrollment_id)
        state, opened = self._newest_whole(station, states, keys)
        now = Now(at)
        person, key = self._people.unlock(credential_id, pin, at, lambda who: require(who, Act.RECOVER, NO_CASE, now))
        try:
            self._keep(opened, Vault(self._incoming(), key.data_key), station, _event(opened, state, keys, person))
        finally:
            key.lock()
            sweep_incoming(self._settings.data)
        return Taken(enrollment_id, opened.desk, state.at, state is not states[0])

    def _newest_whole(
        self, station: str, states: Sequence[State], keys: Sequence[RecoveryKey]
    ) -> tuple[State, "_Opened"]:
        damaged: CopyDamaged | None = None
        for state in states:
            try:
                return state, self._open(station, state, keys)
            except CopyDamaged as error:
                damaged = damaged or error  # what is wrong with the newest is said
        raise damaged or CopyDamaged(reason="missing")

    def _open(self, station: str, state: State, keys: Sequence[RecoveryKey]) -> "_Opened":
        """All of a state, proven and in memory. Raises as `take`."""
        signed = self._place.read(station, state, state.enclosure)
        enclosure, desk = verify_enclosure(signed, self._trust, self._clock.now())
        if enclosure.enrollment_id != state.enrollment_id:
            raise CopyDamaged(reason="enclosure")
        own_key = open_enclosure(enclosure, keys)

        def unsealed(name: str) -> bytes:
            if f"{name}{SEALED}" not in state.files:
                raise CopyDamaged(reason="missing")
            sealed = self._place.read(station, state, f"{name}{SEALED}")
            return open_sealed(own_key, state.enrollment_id, name, sealed)

        try:
            draft = decode_draft(unsealed(DRAFT)).recovered(desk.fingerprint)
            samples = tuple(
                (each.enrollment_id, blob.digest, unsealed(sample_name(draft.case_id, each.enrollment_id, blob.digest)))
                for each in draft.enrollments
                for blob in blobs_of(each)
            )
        except DraftDamaged:
            raise CopyDamaged(reason="seal") from None
        if draft.case_id != state.enrollment_id:
            raise CopyDamaged(reason="draft")
        if any(sha256(data).hexdigest() != digest for _, digest, data in samples):
            raise CopyDamaged(reason="content")
        return _Opened(draft, samples, desk.common_name)

    def _keep(self, opened: "_Opened", vault: Vault, station: str, event: AuditEvent) -> None:
        """Beside first, under a key of this desk; then draft, row and event in one commit."""
        which = opened.draft.case_id
        incoming, target = self._incoming() / which, self._settings.drafts / which
        sweep_incoming(self._settings.data)  # of a recovery that was killed
        durable_folder(target.parent)
        vault.begin(which)
        for whose, _, data in opened.samples:
            vault.put(which, data, "", whose=whose)
        vault.save(opened.draft)
        wipe_folder(target)  # at most a key of a draft that was never kept: `require_new`
        moved = False
        try:
            with transaction(self._db):
                if enrollments.state_of(self._db, which) is None:
                    first = opened.draft.first
                    enrollments.register(self._db, which, kept_as(first), first.started_at)
                enrollments.note_recovered(self._db, which, station)
                self._record(event)
                _move(incoming, target)
                moved = True
        except BaseException:
            if moved:  # and yet not committed
                wipe_folder(target)
            raise

    def _incoming(self) -> Path:
        return self._settings.data / INCOMING


@dataclass(frozen=True)
class _Opened:
    """samples: whose, what they are called, and the bytes. desk: what its certificate calls the station that made the
    copy."""

    draft: Case
    samples: tuple[tuple[EnrollmentId, Digest, bytes], ...]
    desk: str


def _event(opened: _Opened, state: State, keys: Sequence[RecoveryKey], person: Operator) -> AuditEvent:
    """Which station made the copy, of when it is, and the certificates of the two who opened it."""
    one, other = sorted(each.certificate.fingerprint for each in keys)
    details = {"station": opened.draft.first.recovered_from, "of": moment_text(state.at), "one": one, "other": other}
    return AuditEvent(EventKind.DRAFT_RECOVERED, person.credential_id, state.enrollment_id, details)


def _move(incoming: Path, target: Path) -> None:
    """Raises DiskFailed."""
    try:
        DISK.rename(incoming, target)
        DISK.sync_folder(target.parent)
    except OSError as error:
        raise disk_error(error, target) from error


@contextmanager
def open_recovery(settings: Settings, place: Place, clock: Clock | None = None) -> Iterator[Recovery]:
    """On a desk that was started before. Raises what keys, trust and the database raise."""
    clock = clock or SystemClock()
    demand_finished(settings.data)
    trust = open_trust(settings, clock)
    salt_key = load_log_keys(settings.keys, settings.machine_secret).salt_key

    def require_identity(person: Operator) -> None:
        if settings.mode == "production":
            require_identified((person,))

    with ExitStack() as running:
        files = key_files(settings, lambda: shortest_pin(settings))
        keys = people_keys(files, open_tokens(settings, trust, running))
        db = running.enter_context(closing(connect(settings.database)))
        record = AuditLog(db, clock, salt_key).append
        yield Recovery(settings, place, db, People(keys, trust, {}, require_identity), trust, clock, record)
