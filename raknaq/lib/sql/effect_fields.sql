-- The columns that a change altered in some of the records of one table.
-- Out: (id, column, before, after), both as text.
SELECT u.id::text, f.name, left(f.before, 500), left(f.after, 500)
FROM (SELECT * FROM {effect} WHERE action = 'update' ORDER BY id LIMIT {limit}) u
JOIN {event} b ON b.pgh_id = u.before
JOIN {event} a ON a.pgh_id = u.last
CROSS JOIN LATERAL (VALUES {fields}) AS f (name, before, after)
WHERE f.before IS DISTINCT FROM f.after
ORDER BY u.id, f.name
