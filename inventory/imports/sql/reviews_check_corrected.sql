-- Readings that a person has corrected since the file was right: what they say now stays.
SELECT 'warning' AS severity, 'person_changed' AS reason, s.row, told.name AS field, told.value,
       jsonb_build_object('known', told.known, 'who', person.who, 'day', person.day) AS facts,
       NULL AS place
FROM stage s
JOIN inventory_review g ON g.id = s.review_id
CROSS JOIN LATERAL (VALUES
    ('outcome', s.outcome, g.outcome),
    ('looked_for', array_to_string(s.looked_for, ', '), array_to_string(g.looked_for, ', ')),
    ('read_on', s.read_on::text, g.read_on::text),
    ('read_by', s.read_by, g.read_by)
) AS told (name, value, known)
CROSS JOIN LATERAL (
    SELECT c.metadata ->> 'who' AS who, e.pgh_created_at::date AS day
    FROM inventory_reviewevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_obj_id = g.id
    ORDER BY e.pgh_id DESC LIMIT 1
) person
WHERE NOT s.refused AND told.value <> told.known
