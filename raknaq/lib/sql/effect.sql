-- What one change did to one table: a row per record, its net action, the event that holds the
-- record as it was before (null for a new one) and the last event of the change.
DROP TABLE IF EXISTS {effect};
CREATE TEMP TABLE {effect} ON COMMIT DROP AS
WITH mine AS (
    SELECT pgh_obj_id AS id, min(pgh_id) AS first, max(pgh_id) AS last,
           (array_agg(pgh_label ORDER BY pgh_id))[1] AS began,
           (array_agg(pgh_label ORDER BY pgh_id DESC))[1] AS ended
    FROM {event}
    WHERE pgh_context_id = {context}
    GROUP BY 1
)
SELECT id, last,
       CASE WHEN began = 'insert' THEN 'insert' WHEN ended = 'delete' THEN 'delete'
            ELSE 'update' END AS action,
       CASE began WHEN 'delete' THEN first
                  WHEN 'update' THEN (SELECT max(p.pgh_id) FROM {event} p
                                      WHERE p.pgh_obj_id = mine.id AND p.pgh_id < mine.first)
       END AS before
FROM mine
WHERE NOT (began = 'insert' AND ended = 'delete')
