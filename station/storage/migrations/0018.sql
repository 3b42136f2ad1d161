-- Until when papers are to be brought that were not there when an application was sealed: for the citizen's receipt, which
-- is printed when nobody here can read the application any more. Only of packets that are INCOMPLETE; a day, as ISO 8601.
CREATE TABLE outbox_due (
    packet_id TEXT PRIMARY KEY,
    due       TEXT NOT NULL
) STRICT, WITHOUT ROWID
