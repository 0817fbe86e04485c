UPDATE stage s
SET looked_for = coalesce(s.looked_for, ARRAY['kulturvarden']::varchar[]),
    read_by = coalesce(s.read_by, '')
WHERE NOT s.refused;

UPDATE stage s
SET review_id = g.id
FROM inventory_review g
WHERE NOT s.refused AND g.decision_id = s.decision_id AND g.outcome = s.outcome
  AND g.looked_for = s.looked_for AND g.read_on = s.read_on AND g.read_by = s.read_by;

-- One that has been corrected since is known by what it said before: only a person corrects it.
UPDATE stage s
SET review_id = g.id
FROM inventory_reviewevent e
JOIN inventory_review g ON g.id = e.pgh_obj_id
WHERE NOT s.refused AND s.review_id IS NULL AND e.decision_id = s.decision_id
  AND e.outcome = s.outcome AND e.looked_for = s.looked_for AND e.read_on = s.read_on
  AND e.read_by = s.read_by
