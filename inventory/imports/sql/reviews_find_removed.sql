-- A reading that a person has withdrawn stays so: marks the rows that would bring it back.
WITH undone AS (
    SELECT (metadata ->> 'undoes')::uuid AS context
    FROM pghistory_context WHERE metadata ? 'undoes'
),
removed AS (
    UPDATE stage s
    SET removed = true
    FROM inventory_reviewevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE NOT s.refused AND s.review_id IS NULL
      AND e.pgh_label = 'delete' AND NOT c.metadata ?| ARRAY['delivery', 'undoes']
      AND c.id NOT IN (SELECT context FROM undone)
      AND e.decision_id = s.decision_id AND e.outcome = s.outcome
      AND e.looked_for = s.looked_for AND e.read_on = s.read_on AND e.read_by = s.read_by
    RETURNING s.row, s.read_on, c.metadata ->> 'who' AS who, e.pgh_created_at::date AS day
)
SELECT 'warning' AS severity, 'person_removed' AS reason, row, 'read_on' AS field,
       read_on::text AS value, jsonb_build_object('who', who, 'day', day) AS facts, NULL AS place
FROM removed
