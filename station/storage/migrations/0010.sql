-- What the centre decided about a packet, and when it is asked next; for those that have its signed receipt.
CREATE TABLE outbox_answer (
    packet_id   TEXT PRIMARY KEY,
    asks        INTEGER NOT NULL DEFAULT 0,     -- how often it was asked for
    ask_boot    TEXT NOT NULL DEFAULT '',       -- when it is due, counted as waits are
    ask_until_s REAL NOT NULL DEFAULT 0,
    verdict     TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'accepted', 'rejected', 'again')),
    answered_at TEXT NOT NULL DEFAULT '',
    reasons     TEXT NOT NULL DEFAULT '[]',     -- codes and items, as the answer has them
    unseen      INTEGER NOT NULL DEFAULT 0 CHECK (unseen IN (0, 1))
) STRICT;

CREATE INDEX outbox_answer_due ON outbox_answer (ask_boot, ask_until_s) WHERE asks < 60;
CREATE INDEX outbox_answer_unseen ON outbox_answer (answered_at) WHERE unseen = 1;

INSERT INTO outbox_answer (packet_id) SELECT packet_id FROM outbox WHERE state = 'receipted' AND unsigned = 0;
