-- Wait until nobody else counts what has this key; the turn lasts for the transaction.
-- In: key, any text.
SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0))
