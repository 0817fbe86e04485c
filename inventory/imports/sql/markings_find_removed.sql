-- What a person has removed as an error stays removed: marks the rows that would bring it back.
WITH undone AS (
    SELECT (metadata ->> 'undoes')::uuid AS context
    FROM pghistory_context WHERE metadata ? 'undoes'
),
gone AS MATERIALIZED (
    SELECT o.municipality_id, o.object_ref, p.decision_id, p.letter, p.index, p.wording, p.classes,
           c.metadata ->> 'who' AS who, e.pgh_created_at::date AS day
    FROM inventory_markingevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    JOIN inventory_protectedobjectevent o ON o.pgh_obj_id = e.object_id
    JOIN plans_provisionevent p ON p.pgh_obj_id = e.provision_id
    WHERE e.pgh_label = 'delete' AND NOT c.metadata ?| ARRAY['delivery', 'undoes']
      AND c.id NOT IN (SELECT context FROM undone)
),
removed AS (
    UPDATE stage s
    SET removed = true
    FROM gone g
    WHERE NOT s.refused AND g.municipality_id = s.municipality_id AND g.object_ref = s.object_ref
      AND g.decision_id = s.decision_id AND g.letter = coalesce(s.letter, '')
      AND g.index = coalesce(s.index, '') AND g.wording = coalesce(s.wording, '')
      AND g.classes = s.classes
      AND NOT EXISTS (SELECT FROM inventory_possibleduplicate d
                      WHERE d.merged_municipality_id = s.municipality_id
                        AND d.merged_ref = s.object_ref)
      AND NOT EXISTS (SELECT FROM inventory_marking k
                      JOIN inventory_protectedobject o ON o.id = k.object_id
                      JOIN plans_provision p ON p.id = k.provision_id
                      WHERE o.municipality_id = s.municipality_id AND o.object_ref = s.object_ref
                        AND p.decision_id = s.decision_id AND p.letter = g.letter
                        AND p.index = g.index AND p.wording = g.wording AND p.classes = g.classes)
    RETURNING s.row, s.object_ref, g.who, g.day
)
SELECT 'warning' AS severity, 'person_removed' AS reason, row, 'object_ref' AS field,
       object_ref AS value, jsonb_build_object('who', who, 'day', day) AS facts, NULL AS place
FROM removed
