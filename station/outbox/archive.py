"""Rows of packets that were received and erased long ago: out of the way of those that something still happens to.

They keep what is needed to judge a receipt and to know a file again; receipt and slip stay where they are.
"""

from sqlite3 import Connection

from station.storage.database import transaction

AT_ONCE = 200
_COLUMNS = (
    "packet_id, case_id, enrollment_id, name, queued_at, attempts, nonce, size, receipted_at, unsigned, audit_seq,"
    " checkpoint, confidential"
)
ARCHIVED = (
    "SELECT packet_id, enrollment_id, 'receipted', queued_at, attempts, NULL, nonce, size, '', 1,"
    " audit_seq, checkpoint, '', unsigned, confidential, name"
    " FROM outbox_archive"
)
"""In the order in which the store reads its rows."""


def archive_finished(db: Connection, receipted_before: str, most: int = AT_ONCE) -> int:
    """Move at most that many. receipted_before: as the database writes a moment. Returns how many it were."""
    with transaction(db):
        done = (
            "SELECT packet_id FROM outbox INDEXED BY outbox_finished"
            " WHERE state = 'receipted' AND erased = 1 AND receipted_at <= ? LIMIT ?"
        )
        ids = db.execute(done, (receipted_before, most)).fetchall()
        insert = f"INSERT INTO outbox_archive ({_COLUMNS}) SELECT {_COLUMNS} FROM outbox WHERE packet_id = ?"  # noqa: S608 - our own words
        db.executemany(insert, ids)
        db.executemany("DELETE FROM outbox WHERE packet_id = ?", ids)
    return len(ids)
