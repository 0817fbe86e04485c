-- The plan that a change or repeal concerns: the shell that an earlier change of the same plan made,
-- the plan of an akt, or of a designation that names one plan. The shell comes first: where it is
-- left though its akt is known, the changes name each other and stay where they are.
UPDATE stage s
SET plan_id = p.id
FROM plans_plan p
WHERE NOT s.refused AND s.decision <> 'new'
  AND p.municipality_id = s.municipality_id
  AND upper(p.shell_ref) = upper(s.changes_ref) AND p.shell_ref <> '';

UPDATE stage s
SET plan_id = d.plan_id
FROM plans_plandecision d
WHERE NOT s.refused AND s.decision <> 'new' AND s.plan_id IS NULL
  AND d.municipality_id = s.municipality_id
  AND upper(d.archive_ref) = upper(s.changes_ref) AND d.archive_ref <> '';

UPDATE stage s
SET plan_id = d.plan_id
FROM (
    SELECT municipality_id, upper(designation) AS designation, min(plan_id) AS plan_id
    FROM plans_plandecision
    WHERE designation <> '' AND decision = 'new'
    GROUP BY 1, 2
    HAVING count(DISTINCT plan_id) = 1
) d
WHERE NOT s.refused AND s.decision <> 'new' AND s.plan_id IS NULL
  AND d.municipality_id = s.municipality_id AND d.designation = upper(s.changes_ref);

UPDATE stage s
SET changes_ref = upper(s.changes_ref)
WHERE NOT s.refused AND s.decision <> 'new' AND s.plan_id IS NULL
