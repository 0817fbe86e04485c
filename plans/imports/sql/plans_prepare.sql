-- Completes the staged decisions and finds the ones that exist.
UPDATE stage s
SET decision = coalesce(s.decision, 'new'),
    ref = coalesce('akt ' || upper(s.archive_ref), 'designation ' || upper(s.designation))
WHERE NOT s.refused;

-- By akt, within the municipality.
UPDATE stage s
SET decision_id = d.id, plan_id = CASE WHEN s.decision = 'new' THEN d.plan_id END
FROM plans_plandecision d
WHERE NOT s.refused
  AND d.municipality_id = s.municipality_id
  AND upper(d.archive_ref) = upper(s.archive_ref) AND d.archive_ref <> '';

-- A row with an akt may be a decision that was recorded by its designation before the akt was
-- known: the same designation, and no other day of legal force.
UPDATE stage s
SET decision_id = d.id, plan_id = CASE WHEN s.decision = 'new' THEN d.plan_id END
FROM plans_plandecision d
WHERE NOT s.refused AND s.decision_id IS NULL AND s.archive_ref IS NOT NULL
  AND d.municipality_id = s.municipality_id AND d.archive_ref = ''
  AND upper(d.designation) = upper(s.designation) AND d.decision = s.decision
  AND (d.in_force_from = s.in_force_from OR d.in_force_from IS NULL OR s.in_force_from IS NULL);

-- A row without an akt is the one decision of its kind with that designation.
UPDATE stage s
SET decision_id = d.id, plan_id = CASE WHEN s.decision = 'new' THEN d.plan_id END
FROM (
    SELECT municipality_id, decision, upper(designation) AS designation,
           min(id) AS id, min(plan_id) AS plan_id, min(in_force_from) AS in_force_from
    FROM plans_plandecision
    WHERE designation <> ''
    GROUP BY 1, 2, 3
    HAVING count(*) = 1
) d
WHERE NOT s.refused AND s.archive_ref IS NULL
  AND d.municipality_id = s.municipality_id AND d.decision = s.decision
  AND d.designation = upper(s.designation)
  AND (d.in_force_from = s.in_force_from OR d.in_force_from IS NULL OR s.in_force_from IS NULL)
