-- Provisions that a person has corrected since the file was right: what they say now stays.
SELECT DISTINCT ON (p.id, told.name) 'warning' AS severity, 'person_changed' AS reason, s.row,
       told.name AS field, told.value,
       jsonb_build_object('known', told.known, 'who', person.who, 'day', person.day) AS facts,
       NULL AS place
FROM stage s
JOIN plans_provision p ON p.id = s.provision_id
CROSS JOIN LATERAL (VALUES
    ('letter', s.letter, p.letter),
    ('index', s.index, p.index),
    ('wording', s.wording, p.wording),
    ('classes', array_to_string(s.classes, ', '), array_to_string(p.classes, ', '))
) AS told (name, value, known)
CROSS JOIN LATERAL (
    SELECT c.metadata ->> 'who' AS who, e.pgh_created_at::date AS day
    FROM plans_provisionevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_obj_id = p.id AND NOT c.metadata ?| ARRAY['delivery', 'undoes']
    ORDER BY e.pgh_id DESC LIMIT 1
) person
WHERE NOT s.refused AND told.value <> told.known
ORDER BY p.id, told.name, s.row
