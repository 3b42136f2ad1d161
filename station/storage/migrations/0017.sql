-- How a packet is handled here, of its service: whether a vendor's people are shown it, and for how many days after its
-- receipt it may stay at most. No class stands here.
ALTER TABLE outbox ADD COLUMN confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1));
ALTER TABLE outbox ADD COLUMN keep_days INTEGER;
ALTER TABLE outbox_archive ADD COLUMN confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1));
CREATE INDEX outbox_by_keeping ON outbox (keep_days, kept_since) WHERE state = 'receipted' AND erased = 0;

DROP TRIGGER outbox_came;
DROP TRIGGER outbox_went;
DROP TRIGGER outbox_moved;
DROP TABLE outbox_count;
CREATE TABLE outbox_count (
    confidential INTEGER NOT NULL,
    state        TEXT NOT NULL,
    packets      INTEGER NOT NULL,
    PRIMARY KEY (confidential, state)
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_count SELECT confidential, state, count(*) FROM outbox GROUP BY confidential, state;
CREATE TRIGGER outbox_came AFTER INSERT ON outbox BEGIN
    INSERT INTO outbox_count VALUES (NEW.confidential, NEW.state, 1)
        ON CONFLICT (confidential, state) DO UPDATE SET packets = packets + 1;
END;
CREATE TRIGGER outbox_went AFTER DELETE ON outbox BEGIN
    UPDATE outbox_count SET packets = packets - 1 WHERE confidential = OLD.confidential AND state = OLD.state;
END;
CREATE TRIGGER outbox_moved AFTER UPDATE OF state ON outbox WHEN OLD.state <> NEW.state BEGIN
    UPDATE outbox_count SET packets = packets - 1 WHERE confidential = OLD.confidential AND state = OLD.state;
    INSERT INTO outbox_count VALUES (NEW.confidential, NEW.state, 1)
        ON CONFLICT (confidential, state) DO UPDATE SET packets = packets + 1;
END
