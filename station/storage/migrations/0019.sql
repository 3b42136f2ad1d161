-- Whom to call back: what came of it, of packets that the centre refused or asks more of. No person stands here.
CREATE TABLE outbox_call (
    packet_id TEXT PRIMARY KEY,
    outcome   TEXT NOT NULL CHECK (outcome IN ('done', 'not_reached')),
    at        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_answer_no ON outbox_answer (answered_at) WHERE verdict IN ('rejected', 'again')
