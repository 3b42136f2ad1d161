"""The table of what terminals were asked to take. A file and a row are there before the terminal hears of it, and are
never deleted: that money was taken is known longer than the draft for which it was."""

from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from station.storage.database import transaction, typed_errors
from station.storage.enrollments import to_text
from station.storage.payment_files import OVER, Attempt, AttemptFiles, AttemptState, settled

_SELECT = (
    "SELECT reference, enrollment_id, terminal, simulated, amount_amd, former, begun_at, state, receipt"
    " FROM payment_attempt"
)


class PaymentAttempts:
    """For the thread of its connection. Raises DatabaseFailed, DiskFull, DiskFailed."""

    def __init__(self, db: Connection, folder: Path) -> None:
        """folder: of their files."""
        self._db = db
        self._files = AttemptFiles(folder)

    def begin(self, new: Attempt) -> None:
        self._files.write(new)
        try:
            self._insert(new)
        except BaseException:
            self._files.remove(new)
            raise

    def settle(self, reference: str, state: AttemptState, receipt: str = "") -> None:
        """What became of it. receipt: kept where there is none now."""
        (held,) = self._read(f"{_SELECT} WHERE reference = ?", reference)
        now = settled(held, state, receipt)
        self._files.write(now)
        self._update(now)

    def take_up(self) -> int:
        """Files of which the table knows nothing, or says otherwise, are believed: how many there were. A file that is
        damaged stays where it is."""
        taken = 0
        for attempt in self._files.found(self._over()).attempts:
            held = self._read(f"{_SELECT} WHERE reference = ?", attempt.reference)
            if held != (attempt,):
                self._update(attempt) if held else self._insert(attempt)
                taken += 1
        return taken

    def damaged(self) -> int:
        """How many files say nothing any more."""
        return self._files.found(self._over()).damaged

    def open_at(self, terminal: str) -> tuple[Attempt, ...]:
        """Of which this terminal did not say yet what became of them."""
        return self._read(f"{_SELECT} WHERE terminal = ? AND state = 'open' ORDER BY seq", terminal)

    def of(self, enrollment_id: str) -> tuple[Attempt, ...]:
        return attempts_of(self._db, enrollment_id)

    def not_over(self) -> tuple[Attempt, ...]:
        """All of which somebody has to learn something yet, the oldest first."""
        return self._read(f"{_SELECT} WHERE state NOT IN (?, ?) ORDER BY seq", *OVER)

    def _over(self) -> frozenset[str]:
        with typed_errors():
            rows = self._db.execute("SELECT reference FROM payment_attempt WHERE state IN (?, ?)", OVER).fetchall()
        return frozenset(row[0] for row in rows)

    def _insert(self, new: Attempt) -> None:
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO payment_attempt VALUES (NULL, :reference, :enrollment_id, :terminal, :simulated,"
                " :amount_amd, :former, :begun_at, :state, :receipt)",
                {**vars(new), "begun_at": to_text(new.begun_at), "state": new.state.value},
            )

    def _update(self, now: Attempt) -> None:
        with transaction(self._db):
            self._db.execute(
                "UPDATE payment_attempt SET state = ?, receipt = ? WHERE reference = ?",
                (now.state.value, now.receipt, now.reference),
            )

    def _read(self, query: str, *values: str) -> tuple[Attempt, ...]:
        return _read(self._db, query, *values)


def attempts_of(db: Connection, enrollment_id: str) -> tuple[Attempt, ...]:
    """All for one person, the oldest first. Raises DatabaseFailed."""
    return _read(db, f"{_SELECT} WHERE enrollment_id = ? ORDER BY seq", enrollment_id)


def _read(db: Connection, query: str, *values: str) -> tuple[Attempt, ...]:
    with typed_errors():
        return tuple(_attempt(*row) for row in db.execute(query, values).fetchall())


def _attempt(
    reference: str,
    enrollment_id: str,
    terminal: str,
    simulated: int,
    amount_amd: int,
    former: str,
    begun_at: str,
    state: str,
    receipt: str,
) -> Attempt:
    begun = datetime.fromisoformat(begun_at)
    of = (reference, enrollment_id, terminal, bool(simulated), amount_amd, former, begun)
    return Attempt(*of, AttemptState(state), receipt)
