-- Keeps every other accepting or undoing of the delivery waiting until the transaction ends. Not a
-- lock on its row, because its progress is written to that from another connection.
SELECT pg_advisory_xact_lock(hashtext('delivery'), %(id)s)
