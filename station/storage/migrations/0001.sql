-- Ids, states and hashes only: no personal data is ever written to this database.
CREATE TABLE enrollment (
    id         TEXT PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('draft', 'sealed', 'receipted', 'erased', 'discarded')),
    procedure  TEXT NOT NULL,
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE outbox (
    packet_id     TEXT PRIMARY KEY,             -- SHA-256 of the packet, hex
    enrollment_id TEXT NOT NULL UNIQUE REFERENCES enrollment (id),
    name          TEXT NOT NULL UNIQUE,         -- random, the stem of the packet's files
    state         TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'waiting', 'receipted', 'refused', 'parked')),
    queued_at     TEXT NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_try_at   TEXT,
    nonce         TEXT NOT NULL,
    size          INTEGER NOT NULL,
    problem_code  TEXT NOT NULL DEFAULT '',
    receipted_at  TEXT,
    erased        INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1))
) STRICT;

CREATE INDEX outbox_by_state ON outbox (state, queued_at);

CREATE TABLE audit (
    seq   INTEGER PRIMARY KEY,                  -- 1, 2, 3 ... without gaps
    event TEXT NOT NULL,                        -- RFC 8785
    salt  BLOB NOT NULL
) STRICT;

CREATE TABLE audit_node (                       -- complete subtrees of the RFC 6962 tree
    level INTEGER NOT NULL,                     -- 0: leaves
    place INTEGER NOT NULL,                     -- from the left, 0 first
    hash  BLOB NOT NULL,
    PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;
