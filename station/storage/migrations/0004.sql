-- Drafts that did not open when they were listed last: the code of the reason.
ALTER TABLE enrollment ADD COLUMN unopened TEXT NOT NULL DEFAULT ''
