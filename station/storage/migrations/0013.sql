-- Activity events that are still to be told, each of a packet: the message lies beside it, and goes when it was told.
CREATE TABLE outbox_activity (
    packet_id  TEXT PRIMARY KEY,
    tries      INTEGER NOT NULL DEFAULT 0,
    try_boot   TEXT NOT NULL DEFAULT '',       -- when it is due, counted as waits are
    try_until_s REAL NOT NULL DEFAULT 0,
    problem_code TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID
