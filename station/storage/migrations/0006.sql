-- How long something lasts is not read off the clock. A wait ends by the computer's own count (which start of it, and
-- seconds since), a packet is kept by the latest moment that others signed. Empty in rows from before: due at once, and
-- kept from the moment this is first looked at.
ALTER TABLE outbox ADD COLUMN wait_boot TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN wait_until_s REAL NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN kept_since TEXT;
CREATE INDEX outbox_kept ON outbox (unsigned, kept_since) WHERE state = 'receipted' AND erased = 0;
CREATE INDEX outbox_by_wait ON outbox (wait_boot, wait_until_s) WHERE state = 'waiting';

-- Parked because a receipt could not be believed: most often a clock that was behind or a list that was too old. Such
-- packets wait now. Those parked before go once more, and only what is really wrong is parked again.
UPDATE outbox SET state = 'pending', problem_code = '' WHERE state = 'parked' AND problem_code = 'STN-321'
