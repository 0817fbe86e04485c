-- Takes out of the differences what a person has said since the last delivery.
-- The last word on a column is the latest event in which it changed; it is a person's when that
-- event came with no delivery. What a person left empty, or as it is by default, is free at first.
-- A change that has been undone, and the undoing of it, say nothing.
-- Out: (row, name, known, value, who, day).
WITH undone AS (
    SELECT (metadata ->> 'undoes')::uuid AS context
    FROM pghistory_context WHERE metadata ? 'undoes'
),
said AS (
    SELECT d.id, d.name, d.fallback, e.pgh_id, e.pgh_label, e.pgh_created_at, c.metadata,
           to_jsonb(e) ->> d.name AS value,
           lag(to_jsonb(e) ->> d.name) OVER (PARTITION BY d.id, d.name ORDER BY e.pgh_id) AS before
    FROM difference d
    JOIN {event} e ON e.pgh_obj_id = d.id
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE NOT c.metadata ? 'undoes' AND c.id NOT IN (SELECT context FROM undone)
),
last_word AS (
    SELECT DISTINCT ON (id, name) *
    FROM said
    WHERE pgh_label = 'insert' OR value IS DISTINCT FROM before
    ORDER BY id, name, pgh_id DESC
),
person AS (
    SELECT w.id, w.name, w.metadata ->> 'who' AS who, w.pgh_created_at::date AS day
    FROM last_word w
    WHERE NOT w.metadata ? 'delivery'
      AND NOT (w.pgh_label = 'insert' AND coalesce(w.value, '') IN ('', '{{}}', '[]', coalesce(w.fallback, '')))
),
kept AS (
    DELETE FROM difference d USING person p
    WHERE d.id = p.id AND d.name = p.name
    RETURNING d.row, d.name, d.known, d.value, p.who, p.day
)
SELECT row, name, left(known, 200), left(value, 200), who, day::text FROM kept ORDER BY row, name
