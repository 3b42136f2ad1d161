"""People who came together, entered and captured without devices; as a program, it is killed while they are sealed."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from station.bootstrap import Station, build
from station.domain.enrollment import EnrollmentId, Relation
from station.domain.sample import SLAPS
from station.outbox import store
from station.services.views import EnrollmentView
from station.settings import load_settings
from tests.support.applicants import WHOLE
from tests.support.desk import DEVICE, OFFICER, PINS, ink, portrait_candidate, slap_candidate
from tests.support.enrolling import credential, sign_in

FIVE = (Relation.SPOUSE, Relation.CHILD, Relation.CHILD, Relation.PARENT)
KILLED = 9


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def capture_all(station: Station, which: EnrollmentId) -> None:
    """Everything that their passport asks; they stand at the review then. On the work thread."""
    enroll, at = station.enroll, station.enroll._clock.now()
    enroll.set_fields(which, WHOLE)
    enroll.accept_portrait(which, portrait_candidate(at))
    for slap in SLAPS:
        enroll.accept_slap(which, slap_candidate(at, slap))
    enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)
    seen(enroll.go_to(which, "review"))


def approved(station: Station) -> tuple[EnrollmentId, ...]:
    """Five people, each signed, all approved with one PIN. On the work thread."""
    sign_in(station)
    enroll = station.enroll
    first = seen(enroll.start("biometric_passport")).enrollment.enrollment_id
    for relation in FIVE:
        seen(enroll.add_person(first, relation))
    people = tuple(each.enrollment_id for each in seen(enroll.view(first)).people)
    for which in people:
        capture_all(station, which)
        seen(enroll.sign(which))
    assert seen(enroll.approve_all(first, credential(station, OFFICER), PINS[OFFICER])).ready_to_seal
    return people


def _killed_after(files: int, write: Callable[..., None]) -> Callable[..., None]:
    left = [files]

    def dies(*given: Any) -> None:
        if left[0] == 0:
            sys.stdout.flush()
            os._exit(KILLED)
        left[0] -= 1
        write(*given)

    return dies


def main(home: Path, files: int) -> None:
    """Ends without any goodbye after so many files of packets. Says whose case it was."""
    station = build(load_settings(home))
    people = station.work.call(approved, station)
    sys.stdout.write(f"{people[0]}\n")
    store.durable_write = _killed_after(files, store.durable_write)  # type: ignore[attr-defined]
    station.work.call(station.enroll.seal, people[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
