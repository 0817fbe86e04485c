-- What has been done since to records that a change touched, and still stands.
-- Changes that have been undone, and the undoing of them, do not stand; nor does what was taken back
-- by hand: each column of an altered record holds what the change found or what it left, a new
-- record is as the change left it, is gone again, or is so that nothing is lost with it ({free}).
-- In:  own, the context of the undoing itself. Out: (id, who, why, day, number of records in all).
WITH undone AS (
    SELECT (metadata ->> 'undoes')::uuid AS context
    FROM pghistory_context WHERE metadata ? 'undoes'
),
latest AS (
    SELECT DISTINCT ON (u.id) u.*, e.pgh_id AS now
    FROM {effect} u
    JOIN {event} e ON e.pgh_obj_id = u.id AND e.pgh_id > u.last AND e.pgh_context_id <> {own}
    ORDER BY u.id, e.pgh_id DESC
),
standing AS (
    SELECT u.id, u.last
    FROM latest u
    JOIN {event} now ON now.pgh_id = u.now
    JOIN {event} l ON l.pgh_id = u.last
    LEFT JOIN {event} b ON b.pgh_id = u.before
    WHERE NOT CASE
        WHEN now.pgh_label = 'delete' THEN u.action = 'insert'
        WHEN u.action = 'insert' THEN ({as_it_was})
             OR EXISTS (SELECT FROM {event} WHERE pgh_id = u.now AND ({free}))
        ELSE u.action = 'update' AND ({as_it_was})
    END
),
later AS (
    SELECT DISTINCT ON (s.id) s.id, c.metadata, e.pgh_created_at
    FROM standing s
    JOIN {event} e ON e.pgh_obj_id = s.id AND e.pgh_id > s.last
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE NOT c.metadata ? 'undoes' AND c.id NOT IN (SELECT context FROM undone)
    ORDER BY s.id, e.pgh_id DESC
)
SELECT id::text, metadata ->> 'who', metadata ->> 'why', pgh_created_at::date::text,
       count(*) OVER ()
FROM later ORDER BY pgh_created_at DESC, id LIMIT {limit}
