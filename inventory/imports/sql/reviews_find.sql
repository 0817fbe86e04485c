UPDATE stage s
SET looked_for = coalesce(s.looked_for, ARRAY['kulturvarden']::varchar[]),
    read_by = coalesce(s.read_by, '')
WHERE NOT s.refused;

UPDATE stage s
SET review_id = g.id
FROM inventory_review g
WHERE NOT s.refused AND g.decision_id = s.decision_id AND g.outcome = s.outcome
  AND g.looked_for = s.looked_for AND g.read_on = s.read_on AND g.read_by = s.read_by
