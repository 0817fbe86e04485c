-- Puts the removed records back. Their version is above any that was ever seen.
INSERT INTO {table} ({columns}, version)
SELECT {values}, l.version + 1
FROM {effect} u
JOIN {event} e ON e.pgh_id = u.before
JOIN {event} l ON l.pgh_id = u.last
WHERE u.action = 'delete'
