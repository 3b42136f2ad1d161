-- What the centre asks for once more: until when, under which number, and the enrollment that was begun for it here.
ALTER TABLE outbox_answer ADD COLUMN due TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox_answer ADD COLUMN request TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox_answer ADD COLUMN begun TEXT NOT NULL DEFAULT ''
