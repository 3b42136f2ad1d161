-- What is counted of visits: no enrollment, packet, credential or person stands here.
CREATE TABLE visit_event (
    seq      INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    visit    TEXT NOT NULL,               -- a random number
    service  TEXT NOT NULL,
    unit     TEXT NOT NULL,
    partner  TEXT NOT NULL,
    sex      TEXT NOT NULL,
    band     TEXT NOT NULL,
    about    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    lasted_s REAL
) STRICT;

CREATE INDEX visit_event_by_age ON visit_event (at);

CREATE TABLE visit_open (                 -- which visit a draft is; deleted with the last event of the visit
    enrollment_id TEXT PRIMARY KEY,
    case_id       TEXT NOT NULL,
    visit         TEXT NOT NULL,
    service       TEXT NOT NULL,
    begun_at      TEXT NOT NULL,
    last_at       TEXT NOT NULL,
    step          TEXT NOT NULL DEFAULT '',
    step_at       TEXT NOT NULL,
    signed_at     TEXT NOT NULL DEFAULT '',
    sex           TEXT NOT NULL DEFAULT '',
    band          TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID
