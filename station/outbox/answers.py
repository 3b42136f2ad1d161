"""What the centre decided about packets, as the database knows it: when each is asked for, what came, who looked."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from sqlite3 import Connection

from station.domain.answers import Answer, AnswerRow, Verdict
from station.domain.clock import Clock, Count, count
from station.domain.enrollment import EnrollmentState
from station.domain.outbox import PacketId
from station.formats.answer import decode_reasons
from station.outbox.followers import STANDING, Followers
from station.storage.database import transaction, typed_errors
from station.storage.enrollments import to_text

MOST_ASKS = 60
"""As the migration's index has it: some seven weeks. What the centre has not said by then it says on paper."""
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(days=1)
_AT_ONCE = 500  # ids in a query


def pace(asks: int) -> timedelta:
    """How long after the ask of that number (0: after the receipt) the next is due: a minute, doubled up to a day."""
    doubled: timedelta = _FIRST * 2 ** min(asks, 16)
    return min(_LONGEST, doubled)


_DECIDED = (
    "SELECT a.packet_id, a.verdict, a.answered_at, a.reasons, a.unseen, a.due, a.request,"  # noqa: S608 - ours
    f" ({STANDING} substr(a.answered_at, 1, 23) || 'Z' LIMIT 1) FROM outbox_answer a WHERE a.verdict <> ''"
)


class OutboxAnswers:
    """For the thread that made `db`. All methods raise DatabaseFailed."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self.followers = Followers(db)

    def next_due(self, at: Count) -> tuple[PacketId, int] | None:
        """The packet to be asked for now, and how often it was; None where none is due. What was due before the
        computer was started anew is due."""
        with typed_errors():
            sides: dict[str, tuple[str | float, ...]] = {
                "< ?": (at.boot,),
                "> ?": (at.boot,),
                "= ? AND ask_until_s <= ?": (at.boot, at.passed_s),
            }
            for where, values in sides.items():
                query = f"SELECT packet_id, asks FROM outbox_answer WHERE asks < {MOST_ASKS} AND ask_boot {where}"  # noqa: S608 - ours
                found = self._db.execute(query + " ORDER BY ask_boot, ask_until_s LIMIT 1", values).fetchone()
                if found is not None:
                    return PacketId(found[0]), int(found[1])
        return None

    def due_now(self, clock: Clock) -> bool:
        return self.next_due(count(clock)) is not None

    def next_wait_s(self, at: Count) -> float | None:
        """Seconds until the first is due; None when none is to be asked for any more."""
        if self.next_due(at) is not None:
            return 0.0
        query = f"SELECT min(ask_until_s) FROM outbox_answer WHERE asks < {MOST_ASKS} AND ask_boot = ?"  # noqa: S608 - ours
        with typed_errors():
            (found,) = self._db.execute(query, (at.boot,)).fetchone()
        return None if found is None else max(0.0, found - at.passed_s)

    def mark_asked(self, packet_id: PacketId, asks: int, until: Count) -> None:
        """Before it is asked, so that whatever comes of it the next ask is later. asks: how many that makes."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE outbox_answer SET asks = ?, ask_boot = ?, ask_until_s = ? WHERE packet_id = ?",
                (asks, until.boot, until.passed_s, packet_id),
            )

    def postpone(self, until: Count) -> None:
        """Nothing is asked for before that: who would be asked is not there, or knows no answers."""
        with transaction(self._db):
            self._db.execute(
                f"UPDATE outbox_answer SET ask_boot = ?, ask_until_s = ? WHERE asks < {MOST_ASKS}"  # noqa: S608 - ours
                " AND (ask_boot <> ? OR ask_until_s < ?)",
                (until.boot, until.passed_s, until.boot, until.passed_s),
            )

    def keep(self, answer: Answer) -> bool:
        """Whether it is news: later than what is known. Within a transaction of the caller's."""
        reasons = json.dumps([{"code": reason.code, "item": reason.item} for reason in answer.reasons])
        unseen = answer.verdict is not Verdict.ACCEPTED
        at = to_text(answer.answered_at)
        changed = self._db.execute(
            "UPDATE outbox_answer SET verdict = ?, answered_at = ?, reasons = ?, unseen = ?, due = ?, request = ?"
            " WHERE packet_id = ? AND answered_at < ?",
            (answer.verdict, at, reasons, unseen, _day(answer.due), answer.request, answer.packet_id, at),
        )
        return changed.rowcount == 1

    def of(self, packets: Sequence[PacketId]) -> dict[PacketId, AnswerRow]:
        """Those of them about which the centre has decided."""
        found = {}
        for start in range(0, len(packets), _AT_ONCE):
            ids = packets[start : start + _AT_ONCE]
            query = _DECIDED + f" AND a.packet_id IN ({', '.join('?' * len(ids))})"
            with typed_errors():
                rows = self._db.execute(query, ids).fetchall()
            found.update({PacketId(row[0]): _row(row) for row in rows})
        return found

    def service_of(self, packet_id: PacketId) -> str:
        """For which service the packet was; "" where the station does not know it any more."""
        query = " UNION ".join(
            f"SELECT e.procedure FROM {table} o JOIN enrollment e ON e.id = o.case_id WHERE o.packet_id = :packet"  # noqa: S608 - two words of ours
            for table in ("outbox", "outbox_archive")
        )
        with typed_errors():
            found = self._db.execute(query, {"packet": packet_id}).fetchone()
        return str(found[0]) if found else ""

    def unseen(self, *, confidential: bool) -> int:
        """How many say no, or ask for something once more, and nobody has looked at them. confidential: with those of
        such packets."""
        query = (
            "SELECT count(*) FROM outbox_answer a INDEXED BY outbox_answer_unseen"
            " LEFT JOIN outbox o ON o.packet_id = a.packet_id LEFT JOIN outbox_archive f ON f.packet_id = a.packet_id"
            " WHERE unseen = 1 AND coalesce(o.confidential, f.confidential, 0) <= ?"
        )
        with typed_errors():
            (found,) = self._db.execute(query, (confidential,)).fetchone()
        return int(found)

    def see(self, packet_id: PacketId) -> None:
        """A person looked at it."""
        with transaction(self._db):
            self._db.execute("UPDATE outbox_answer SET unseen = 0 WHERE packet_id = ?", (packet_id,))


def _day(due: date | None) -> str:
    return due.isoformat() if due is not None else ""


def _row(row: tuple[str, str, str, str, int, str, str, str | None]) -> AnswerRow:
    """Of `_DECIDED`."""
    packet_id, verdict, at, reasons, unseen, due, request, again = row
    answer = Answer(
        PacketId(packet_id),
        Verdict(verdict),
        datetime.fromisoformat(at),
        tuple(decode_reasons(json.loads(reasons))),
        date.fromisoformat(due) if due else None,
        request,
    )
    return AnswerRow(answer, bool(unseen), EnrollmentState(again) if again is not None else None)
