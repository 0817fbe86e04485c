-- What has been done since to records that a change touched, less changes that have been undone
-- and the undoing of them.
-- Out: (id, who, why, day, number of such records in all).
WITH undone AS (
    SELECT (metadata ->> 'undoes')::uuid AS context
    FROM pghistory_context WHERE metadata ? 'undoes'
),
later AS (
    SELECT DISTINCT ON (u.id) u.id, c.metadata, e.pgh_created_at
    FROM {effect} u
    JOIN {event} e ON e.pgh_obj_id = u.id AND e.pgh_id > u.last
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE NOT c.metadata ? 'undoes' AND c.id NOT IN (SELECT context FROM undone)
    ORDER BY u.id, e.pgh_id DESC
)
SELECT id::text, metadata ->> 'who', metadata ->> 'why', pgh_created_at::date::text,
       count(*) OVER ()
FROM later ORDER BY pgh_created_at DESC, id LIMIT {limit}
