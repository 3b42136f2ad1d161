-- What is asked at each change is counted and indexed: it costs the same with ten packets and with fifty thousand.
CREATE TABLE outbox_count (
    state   TEXT PRIMARY KEY,
    packets INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_count SELECT state, count(*) FROM outbox GROUP BY state;

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

DROP INDEX outbox_by_state;
CREATE INDEX outbox_by_state ON outbox (state, queued_at, packet_id);
CREATE INDEX outbox_newest ON outbox (queued_at, packet_id);
CREATE INDEX outbox_by_tries ON outbox (state, attempts, queued_at, packet_id, next_try_at);
CREATE INDEX outbox_by_next_try ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_to_erase ON outbox (unsigned, receipted_at) WHERE state = 'receipted' AND erased = 0;
CREATE INDEX outbox_finished ON outbox (receipted_at) WHERE state = 'receipted' AND erased = 1;

CREATE TABLE outbox_archive (                     -- received, erased and old: nothing happens to them any more
    packet_id     TEXT PRIMARY KEY,
    enrollment_id TEXT NOT NULL UNIQUE REFERENCES enrollment (id),
    name          TEXT NOT NULL UNIQUE,
    queued_at     TEXT NOT NULL,
    attempts      INTEGER NOT NULL,
    nonce         TEXT NOT NULL,
    size          INTEGER NOT NULL,
    receipted_at  TEXT NOT NULL,
    unsigned      INTEGER NOT NULL,
    audit_seq     INTEGER,
    checkpoint    TEXT NOT NULL
) STRICT
