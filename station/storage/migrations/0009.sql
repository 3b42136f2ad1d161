-- A draft that was recovered from a copy: under which station's name that lay, so that it goes when the draft ends.
ALTER TABLE enrollment ADD COLUMN recovered_from TEXT NOT NULL DEFAULT ''
