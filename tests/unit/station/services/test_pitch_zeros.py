"""Zeros of cameras: learnt from what was sealed, kept over a start, one of each person, forgotten by a technician."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection

import pytest

from station.domain.errors import Problem
from station.domain.events import AuditEvent, EventKind
from station.domain.face_facts import Pitch
from station.domain.pitch import KEPT, LEAST
from station.domain.sample import Portrait
from station.services.pitch_zeros import PitchZeros
from station.settings import Settings
from station.storage import camera_pitch
from station.storage.database import connect
from station.storage.errors import DiskFull
from tests.support.capture_fakes import DEVICE, portrait
from tests.support.clock import NOW
from tests.support.desk import OFFICER, OPERATOR, PINS, looked, open_desk, portrait_candidate
from tests.unit.station.services.test_overrides import begun, rest, seen

NOBODY: Callable[[AuditEvent], None] = lambda _: None  # noqa: E731 - who hears of nothing
OTHER = replace(DEVICE, device_id="sim:two")


def taken(pitch: float | None, device: object = DEVICE) -> Portrait:
    return replace(portrait(), pitch=None if pitch is None else Pitch(pitch), device=device)  # type: ignore[arg-type]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as made:
        yield made


def test_from_the_tenth_on_it_is_applied(db: Connection) -> None:
    zeros = PitchZeros(db, NOBODY)
    assert (zeros.of("sim:one"), zeros.offset("sim:one")) == (None, 0.0)
    zeros.learn([taken(4.0)] * (LEAST - 1))
    assert zeros.offset("sim:one") == 0.0
    zeros.learn([taken(4.04)])
    assert zeros.offset("sim:one") == 4.0


def test_each_camera_has_its_own(db: Connection) -> None:
    zeros = PitchZeros(db, NOBODY)
    zeros.learn([taken(4.0)] * LEAST + [taken(-2.0, OTHER)] * LEAST)
    assert (zeros.offset("sim:one"), zeros.offset("sim:two"), zeros.offset("sim:three")) == (4.0, -2.0, 0.0)


def test_after_a_start_it_is_the_same(db: Connection) -> None:
    zeros = PitchZeros(db, NOBODY)
    zeros.learn([taken(3.0 + each / 7) for each in range(12)])
    assert PitchZeros(db, NOBODY).of("sim:one") == zeros.of("sim:one")


def test_the_newest_count(db: Connection) -> None:
    """A camera that was moved is known again."""
    zeros = PitchZeros(db, NOBODY)
    zeros.learn([taken(4.0)] * KEPT + [taken(-3.0)] * KEPT)
    assert zeros.offset("sim:one") == -3.0
    assert len(camera_pitch.of_all(db)["sim:one"]) == KEPT
    assert PitchZeros(db, NOBODY).of("sim:one") == zeros.of("sim:one")


def test_a_portrait_of_an_older_station_teaches_nothing(db: Connection) -> None:
    zeros = PitchZeros(db, NOBODY)
    zeros.learn([taken(None)] * LEAST)
    assert zeros.of("sim:one") is None


def test_what_is_forgotten_is_forgotten_of_that_camera_and_noted_once(db: Connection) -> None:
    told: list[AuditEvent] = []
    zeros = PitchZeros(db, told.append)
    zeros.learn([taken(4.0)] * LEAST + [taken(-2.0, OTHER)] * LEAST)
    assert zeros.forget("sim:one") == LEAST
    assert zeros.forget("sim:one") == 0
    assert told == [AuditEvent(EventKind.CAMERA_ZERO_FORGOTTEN, subject="sim:one", details={"portraits": LEAST})]
    for each in (zeros, PitchZeros(db, NOBODY)):
        assert (each.offset("sim:one"), each.offset("sim:two")) == (0.0, -2.0)


def test_what_cannot_be_noted_is_not_forgotten(db: Connection) -> None:
    def full(_: AuditEvent) -> None:
        raise DiskFull(file="station.db")

    zeros = PitchZeros(db, full)
    zeros.learn([taken(4.0)] * LEAST)
    with pytest.raises(DiskFull):
        zeros.forget("sim:one")
    assert (zeros.offset("sim:one"), PitchZeros(db, full).offset("sim:one")) == (4.0, 4.0)


def test_nothing_is_kept_of_whose_it_was(db: Connection) -> None:
    PitchZeros(db, NOBODY).learn([taken(4.123456)])
    assert db.execute("SELECT * FROM camera_pitch").fetchall() == [(1, "sim:one", 4.1)]


def test_what_is_sealed_teaches_it_and_what_is_only_taken_does_not(demo_settings: Settings) -> None:
    with closing((desk := open_desk(demo_settings, NOW)).db):
        desk.sign_in_as(OPERATOR)
        zeros = PitchZeros(desk.db, NOBODY)
        desk.enroll._sealed = zeros.sealed
        which = begun(desk)
        candidate = replace(portrait_candidate(NOW), pitch=Pitch(5.0), detail=1.0)
        for _ in range(2):
            seen(desk.enroll.accept_portrait(which, candidate))
        rest(desk, which)
        assert zeros.of(candidate.device.device_id) is None
        seen(desk.enroll.sign(which))
        looked(desk, which)
        seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
        assert not isinstance(desk.enroll.seal(which), Problem)
        found = zeros.of(candidate.device.device_id)
        assert found is not None
        assert (found.count, found.middle) == (1, 5.0)  # one of each person
