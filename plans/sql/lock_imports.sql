-- Waits for the deliveries that are being taken in, and keeps new ones waiting.
SELECT pg_advisory_xact_lock(hashtext('undo'))
