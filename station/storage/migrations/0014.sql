-- What terminals were asked to take, remembered before they hear of it: nobody is charged twice. No person stands here.
CREATE TABLE payment_attempt (
    seq           INTEGER PRIMARY KEY,
    reference     TEXT NOT NULL UNIQUE,      -- ours, as the terminal has it
    enrollment_id TEXT NOT NULL,
    terminal      TEXT NOT NULL,
    simulated     INTEGER NOT NULL,
    amount_amd    INTEGER NOT NULL,
    former        TEXT NOT NULL,             -- reference of the terminal's last one before
    begun_at      TEXT NOT NULL,
    state         TEXT NOT NULL,             -- open, approved, kept (it is in the case), none (nothing was taken), unclear
    receipt       TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX payment_attempt_of ON payment_attempt (enrollment_id)
