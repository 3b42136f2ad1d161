-- Receivers that sign no receipt: the packet is delivered, and only our own statement says so.
ALTER TABLE outbox ADD COLUMN unsigned INTEGER NOT NULL DEFAULT 0 CHECK (unsigned IN (0, 1))
