-- Sealing is in the log within its own transaction: which event it is, and the checkpoint over it.
ALTER TABLE outbox ADD COLUMN audit_seq INTEGER;
ALTER TABLE outbox ADD COLUMN checkpoint TEXT NOT NULL DEFAULT '';

-- The log begins anew: no release wrote one, and the leaves of the trial had other salts.
DELETE FROM audit;
DELETE FROM audit_node;
DELETE FROM audit_checkpoint;
ALTER TABLE audit RENAME COLUMN salt TO seed;      -- the salt follows from it and the log's key
ALTER TABLE audit ADD COLUMN leaf BLOB;            -- what is left of a forgotten event: SHA-256(salt || event)

CREATE TABLE audit_seen (                          -- the longest history seen of each other log
    origin TEXT PRIMARY KEY,
    note   TEXT NOT NULL
) STRICT
