-- A case is one row of `enrollment` and has a packet for each person: which case a packet is of, and how many there are.
-- `enrollment_id` is the person's own and refers to no row but the first one's. SQLite takes a reference and a UNIQUE away
-- from a rebuilt table only.
ALTER TABLE enrollment ADD COLUMN packets INTEGER NOT NULL DEFAULT 1;

CREATE TABLE outbox_new (
    packet_id     TEXT PRIMARY KEY,             -- SHA-256 of the packet, hex
    case_id       TEXT NOT NULL REFERENCES enrollment (id),
    enrollment_id TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL UNIQUE,         -- random, the stem of the packet's files
    state         TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'waiting', 'receipted', 'refused', 'parked')),
    queued_at     TEXT NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_try_at   TEXT,
    nonce         TEXT NOT NULL,
    size          INTEGER NOT NULL,
    problem_code  TEXT NOT NULL DEFAULT '',
    receipted_at  TEXT,
    erased        INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
    audit_seq     INTEGER,
    checkpoint    TEXT NOT NULL DEFAULT '',
    unsigned      INTEGER NOT NULL DEFAULT 0 CHECK (unsigned IN (0, 1)),
    wait_boot     TEXT NOT NULL DEFAULT '',
    wait_until_s  REAL NOT NULL DEFAULT 0,
    kept_since    TEXT,
    incident      TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO outbox_new SELECT
    packet_id, enrollment_id, enrollment_id, name, state, queued_at, attempts, next_try_at, nonce, size, problem_code,
    receipted_at, erased, audit_seq, checkpoint, unsigned, wait_boot, wait_until_s, kept_since, incident
FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;

CREATE TRIGGER outbox_came AFTER INSERT ON outbox BEGIN
    INSERT INTO outbox_count VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET packets = packets + 1;
END;
CREATE TRIGGER outbox_went AFTER DELETE ON outbox BEGIN
    UPDATE outbox_count SET packets = packets - 1 WHERE state = OLD.state;
END;
CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state BEGIN
    UPDATE outbox_count SET packets = packets - 1 WHERE state = OLD.state;
    INSERT INTO outbox_count VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET packets = packets + 1;
END;
CREATE INDEX outbox_by_case ON outbox (case_id);
CREATE INDEX outbox_by_state ON outbox (state, queued_at, packet_id);
CREATE INDEX outbox_newest ON outbox (queued_at, packet_id);
CREATE INDEX outbox_by_tries ON outbox (state, attempts, queued_at, packet_id, next_try_at);
CREATE INDEX outbox_by_next_try ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_to_erase ON outbox (unsigned, receipted_at) WHERE state = 'receipted' AND erased = 0;
CREATE INDEX outbox_finished ON outbox (receipted_at) WHERE state = 'receipted' AND erased = 1;
CREATE INDEX outbox_kept ON outbox (unsigned, kept_since) WHERE state = 'receipted' AND erased = 0;
CREATE INDEX outbox_by_wait ON outbox (wait_boot, wait_until_s) WHERE state = 'waiting';

CREATE TABLE outbox_archive_new (                 -- received, erased and old: nothing happens to them any more
    packet_id     TEXT PRIMARY KEY,
    case_id       TEXT NOT NULL REFERENCES enrollment (id),
    enrollment_id TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL UNIQUE,
    queued_at     TEXT NOT NULL,
    attempts      INTEGER NOT NULL,
    nonce         TEXT NOT NULL,
    size          INTEGER NOT NULL,
    receipted_at  TEXT NOT NULL,
    unsigned      INTEGER NOT NULL,
    audit_seq     INTEGER,
    checkpoint    TEXT NOT NULL
) STRICT;
INSERT INTO outbox_archive_new SELECT
    packet_id, enrollment_id, enrollment_id, name, queued_at, attempts, nonce, size, receipted_at, unsigned, audit_seq,
    checkpoint
FROM outbox_archive;
DROP TABLE outbox_archive;
ALTER TABLE outbox_archive_new RENAME TO outbox_archive;
CREATE INDEX outbox_archive_by_case ON outbox_archive (case_id)
