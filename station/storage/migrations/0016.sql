-- Which enrollment follows an earlier packet: it gives what the centre asked for of that one then, or (no such moment) takes
-- it back. Slips beside packets say the same, so that nothing is begun twice when this table is gone.
CREATE TABLE outbox_follower (
    enrollment_id TEXT PRIMARY KEY,
    packet_id     TEXT NOT NULL,               -- the earlier one
    asked_at      TEXT NOT NULL                -- as a slip has it; '' where it is taken back
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_follower_of ON outbox_follower (packet_id, asked_at);

INSERT INTO outbox_follower SELECT begun, packet_id, substr(answered_at, 1, 23) || 'Z' FROM outbox_answer WHERE begun <> '';
ALTER TABLE outbox_answer DROP COLUMN begun
