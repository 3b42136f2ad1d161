-- Drafts that are about to be too old: on how many days that was shown, and on which last.
ALTER TABLE enrollment ADD COLUMN announced_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE enrollment ADD COLUMN announced_on TEXT NOT NULL DEFAULT ''
