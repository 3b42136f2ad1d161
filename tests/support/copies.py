"""Desks that copy their drafts to one place, in one thread: real keys, files and databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

from crypto.certificate import certificates_from_pem
from crypto.demo_people import RECOVERY
from crypto.keys.machine import load_machine_key
from crypto.keys.receiver import open_receiver_key
from station.bootstrap import Station
from station.bootstrap.copies import ended_in
from station.copies.copied import behind, drafts_in, read_copied
from station.copies.copier import Copier
from station.copies.enclosure import RecoveryKey
from station.copies.escrow import Escrow
from station.copies.mirror import Mirror
from station.copies.place import PLACE_DISK, Place, station_name
from station.policy import Recovery
from station.services.tokens import open_trust
from station.settings import Settings
from station.storage.database import reading
from station.storage.enrollments import recovered
from station.storage.files import Disk
from tests.support.desk import Bench, StillClock, open_desk

PATIENCE_S = 60.0
PASSPHRASES = {person.file: person.passphrase for person in RECOVERY}


def named_in(settings: Settings) -> Recovery:
    """The halves that a demonstration's policy names."""

    def fingerprint(file: str) -> str:
        return certificates_from_pem((settings.trust / "recovery" / f"{file}.pem").read_bytes())[0].fingerprint

    first, second = (
        tuple(fingerprint(person.file) for person in RECOVERY if person.first is which) for which in (True, False)
    )
    return Recovery(first=first, second=second)


def key_file(settings: Settings, person: str) -> Path:
    return settings.intake_home / "recovery" / f"{person}.key.pem"


def recovery_key(settings: Settings, person: str) -> RecoveryKey:
    file = key_file(settings, person)
    written = file.with_name(f"{person}.pem").read_bytes()
    return RecoveryKey(*open_receiver_key(written, file.read_bytes(), PASSPHRASES[person].encode()))


def wait_until_copied(station: Station) -> None:
    """Until the thread has copied all that is kept, nothing more lies at the place, and it says so."""
    changed = Event()
    unsubscribe = station.copies.subscribe(changed.set)
    while not _is_copied(station):
        assert changed.wait(PATIENCE_S), station.copies.view()
        changed.clear()
    unsubscribe()


def _is_copied(station: Station) -> bool:
    settings = station.settings
    copied, told = read_copied(settings.copied), station.copies.view()
    return (
        set(copied.drafts) == set(drafts_in(settings.drafts))
        and not behind(settings.drafts, copied, lambda _: False)
        and (told.behind, told.newest) == (0, copied.newest)
    )


@dataclass
class CopyingDesk:
    settings: Settings
    bench: Bench
    copier: Copier
    escrow: Escrow
    place: Place
    woken: list[str]

    @property
    def folder(self) -> Path:
        """Where its copies lie."""
        return Path(self.settings.copies) / station_name(self.settings.copies_id)

    def copied(self) -> list[str]:
        """Of which drafts there are copies."""
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []


@contextmanager
def copying(
    settings: Settings, place: Path, named: Recovery | None = None, disk: Disk = PLACE_DISK
) -> Iterator[CopyingDesk]:
    """A desk; `copier.look()` is one turn of its thread. named: None for the demonstration's people."""
    settings = replace(settings, copies=str(place))
    clock, woken = StillClock(datetime.now(UTC)), list[str]()
    people = named or named_in(settings)
    key, trust = load_machine_key(settings.keys, settings.machine_secret), open_trust(settings, clock)
    escrow = Escrow(settings.drafts, settings.trust, trust, key, clock, lambda: people, lambda: woken.append("woken"))
    bench = open_desk(settings, clock.at, follower=escrow)
    at_place = Place(place, disk)
    mirror = Mirror(at_place, station_name(settings.copies_id), settings.drafts, settings.copied, bench.clock)
    copier = Copier(
        mirror,
        partial(reading, settings.database),
        partial(ended_in, settings.outbox),
        recovered,
        lambda: True,
        bench.clock,
    )
    try:
        yield CopyingDesk(settings, bench, copier, escrow, at_place, woken)
    finally:
        bench.db.close()
