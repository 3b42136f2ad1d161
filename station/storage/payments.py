"""The table of what terminals were asked to take. A row is there before the terminal hears of it, and is never deleted:
that money was taken is known longer than the draft for which it was."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from sqlite3 import Connection

from station.storage.database import transaction, typed_errors
from station.storage.enrollments import to_text

_SELECT = (
    "SELECT reference, enrollment_id, terminal, simulated, amount_amd, former, begun_at, state, receipt"
    " FROM payment_attempt"
)


class AttemptState(StrEnum):
    OPEN = "open"  # the terminal did not say yet what became of it
    APPROVED = "approved"  # and not in the case yet
    KEPT = "kept"  # approved, and in the case
    NONE = "none"  # nothing was taken
    UNCLEAR = "unclear"  # nobody but a person with the terminal's paper can say


@dataclass(frozen=True)
class Attempt:
    """terminal: id of the device. former: reference of its last transaction before this one; "" where it had none."""

    reference: str
    enrollment_id: str
    terminal: str
    simulated: bool
    amount_amd: int
    former: str
    begun_at: datetime
    state: AttemptState = AttemptState.OPEN
    receipt: str = ""


class PaymentAttempts:
    """For the thread of its connection. Raises DatabaseFailed, DiskFull."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def begin(self, new: Attempt) -> None:
        row = {**vars(new), "begun_at": to_text(new.begun_at), "state": new.state.value}
        with transaction(self._db):
            self._db.execute(
                "INSERT INTO payment_attempt VALUES (NULL, :reference, :enrollment_id, :terminal, :simulated,"
                " :amount_amd, :former, :begun_at, :state, :receipt)",
                row,
            )

    def settle(self, reference: str, state: AttemptState, receipt: str = "") -> None:
        """What became of it. receipt: kept where there is none now."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE payment_attempt SET state = ?, receipt = coalesce(nullif(?, ''), receipt) WHERE reference = ?",
                (state.value, receipt, reference),
            )

    def open_at(self, terminal: str) -> tuple[Attempt, ...]:
        """Of which this terminal did not say yet what became of them."""
        return self._read(f"{_SELECT} WHERE terminal = ? AND state = 'open' ORDER BY seq", terminal)

    def of(self, enrollment_id: str) -> tuple[Attempt, ...]:
        """All for one person, the oldest first."""
        return self._read(f"{_SELECT} WHERE enrollment_id = ? ORDER BY seq", enrollment_id)

    def _read(self, query: str, value: str) -> tuple[Attempt, ...]:
        with typed_errors():
            return tuple(_attempt(*row) for row in self._db.execute(query, (value,)).fetchall())


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
