-- Writes back what the altered records were before. The database raises their version.
UPDATE {table} t
SET {assignments}
FROM {effect} u
JOIN {event} e ON e.pgh_id = u.before
WHERE u.action = 'update' AND t.{pk} = u.id
