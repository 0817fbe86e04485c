UPDATE stage s
SET provision_id = p.id
FROM plans_provision p
WHERE NOT s.refused AND p.decision_id = s.decision_id AND p.letter = s.letter
  AND p.index = s.index AND p.wording = s.wording AND p.classes = s.classes;

-- One that a person has corrected is known by what it said before, where only one said so.
UPDATE stage s
SET provision_id = former.id
FROM (
    SELECT e.decision_id, e.letter, e.index, e.wording, e.classes, min(e.pgh_obj_id) AS id
    FROM plans_provisionevent e
    JOIN plans_provision p ON p.id = e.pgh_obj_id
    CROSS JOIN LATERAL (
        SELECT n.letter, n.index, n.wording, n.classes, n.pgh_context_id
        FROM plans_provisionevent n
        WHERE n.pgh_obj_id = e.pgh_obj_id AND n.pgh_id > e.pgh_id
        ORDER BY n.pgh_id LIMIT 1
    ) next
    JOIN pghistory_context c ON c.id = next.pgh_context_id
    WHERE e.decision_id IN (SELECT decision_id FROM stage
                            WHERE NOT refused AND provision_id IS NULL)
      AND (next.letter, next.index, next.wording, next.classes)
          IS DISTINCT FROM (e.letter, e.index, e.wording, e.classes)
      AND NOT c.metadata ?| ARRAY['delivery', 'undoes']
    GROUP BY e.decision_id, e.letter, e.index, e.wording, e.classes
    HAVING count(DISTINCT e.pgh_obj_id) = 1
) former
WHERE NOT s.refused AND s.provision_id IS NULL AND former.decision_id = s.decision_id
  AND former.letter = s.letter AND former.index = s.index AND former.wording = s.wording
  AND former.classes = s.classes
