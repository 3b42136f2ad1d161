"""What the doctor says of payments of which nobody knows the end: by sum, terminal and reference, never by person."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.money import NO_BREAK, whole_amd
from station.services.door import EXPECTED
from station.services.views import DoctorLine
from station.storage.database import reading, typed_errors
from station.storage.enrollments import state_of
from station.storage.payment_files import Attempt, AttemptState
from station.storage.payments import PaymentAttempts

_MOST_LINES = 20
_SHOWN = 8  # signs of an application's number, as its paper has it


def payment_lines(database: Path, folder: Path) -> Iterable[DoctorLine]:
    """folder: of the payments' files. What somebody can still settle fails; where the visit is over, it is told."""
    try:
        with reading(database) as db:
            attempts = PaymentAttempts(db, folder)
            return tuple(_lines(db, attempts.not_over(), attempts.damaged()))
    except EXPECTED as error:
        return (DoctorLine("payments", "CHK-PAYMENTS", "fail", error.code),)


def _lines(db: Connection, attempts: tuple[Attempt, ...], damaged: int) -> Iterator[DoctorLine]:
    for attempt in attempts[:_MOST_LINES]:
        told = {"application": attempt.enrollment_id[:_SHOWN], "reference": attempt.reference}
        if _over(db, EnrollmentId(attempt.enrollment_id)):
            yield DoctorLine("payments", "CHK-PAYMENT-ENDED", "skip", _measured(attempt), told)
        elif attempt.state is AttemptState.APPROVED:
            yield DoctorLine("payments", "CHK-PAYMENT-TAKEN", "fail", _measured(attempt), told)
        else:
            yield DoctorLine("payments", "CHK-PAYMENT-OPEN", "fail", _measured(attempt), told)
    if len(attempts) > _MOST_LINES:
        yield DoctorLine("payments", "CHK-PAYMENTS", "fail", f"+{len(attempts) - _MOST_LINES}")
    if damaged:
        yield DoctorLine("payments", "CHK-PAYMENT-FILES", "fail", str(damaged))


def _measured(attempt: Attempt) -> str:
    begun = f"{attempt.begun_at.astimezone():%d.%m.%Y %H:%M}"
    receipt = (attempt.receipt,) if attempt.receipt else ()
    return ", ".join(
        (f"{whole_amd(attempt.amount_amd)}{NO_BREAK}AMD", begun, attempt.terminal, attempt.reference, *receipt)
    )


def _over(db: Connection, which: EnrollmentId) -> bool:
    """Of people who came together only the packet has the number; a draft that nobody knows may still be there."""
    with typed_errors():
        sealed = db.execute("SELECT 1 FROM outbox WHERE enrollment_id = ? LIMIT 1", (which,)).fetchone()
    return sealed is not None or state_of(db, which) not in (None, EnrollmentState.DRAFT)
