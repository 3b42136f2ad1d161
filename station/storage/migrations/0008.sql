-- A packet that met a bug steps aside: the number under which the log says where.
ALTER TABLE outbox ADD COLUMN incident TEXT NOT NULL DEFAULT ''
