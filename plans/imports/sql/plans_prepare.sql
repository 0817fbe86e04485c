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

-- A row without an akt is the decision without an akt that has its designation, whatever its day.
UPDATE stage s
SET decision_id = d.id, plan_id = CASE WHEN s.decision = 'new' THEN d.plan_id END
FROM plans_plandecision d
WHERE NOT s.refused AND s.archive_ref IS NULL
  AND d.municipality_id = s.municipality_id AND d.archive_ref = ''
  AND upper(d.designation) = upper(s.designation);

-- Else it is the one decision of its kind with that designation, of no other day.
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
WHERE NOT s.refused AND s.decision_id IS NULL AND s.archive_ref IS NULL
  AND d.municipality_id = s.municipality_id AND d.decision = s.decision
  AND d.designation = upper(s.designation)
  AND (d.in_force_from = s.in_force_from OR d.in_force_from IS NULL OR s.in_force_from IS NULL);

-- An akt may have been recorded by its designation before the akt was known: the same designation
-- and no other day of legal force. Only one akt can be that decision: the one of the same day, else
-- the only one that fits; where several do, none does.
WITH fits AS (
    SELECT s.municipality_id, s.ref, d.id, d.plan_id,
           bool_or(d.in_force_from IS NOT DISTINCT FROM s.in_force_from) AS same_day
    FROM stage s
    JOIN plans_plandecision d
      ON d.municipality_id = s.municipality_id AND d.archive_ref = ''
     AND upper(d.designation) = upper(s.designation) AND d.decision = s.decision
     AND (d.in_force_from = s.in_force_from OR d.in_force_from IS NULL OR s.in_force_from IS NULL)
    WHERE NOT s.refused AND s.decision_id IS NULL AND s.archive_ref IS NOT NULL
      AND NOT EXISTS (SELECT FROM stage o WHERE NOT o.refused AND o.decision_id = d.id)
    GROUP BY 1, 2, 3, 4
),
claims AS (
    SELECT *, count(*) OVER (PARTITION BY id, same_day) AS alike,
           bool_or(same_day) OVER (PARTITION BY id) AS any_same_day
    FROM fits
)
UPDATE stage s
SET decision_id = c.id, plan_id = CASE WHEN s.decision = 'new' THEN c.plan_id END
FROM claims c
WHERE NOT s.refused AND s.decision_id IS NULL
  AND s.municipality_id = c.municipality_id AND s.ref = c.ref
  AND c.alike = 1 AND c.same_day = c.any_same_day;

-- Rows that name one decision, by its akt and by its designation, are compared as one.
UPDATE stage s
SET ref = n.ref
FROM (
    SELECT decision_id, min(ref) AS ref
    FROM stage
    WHERE NOT refused AND decision_id IS NOT NULL
    GROUP BY 1
    HAVING count(DISTINCT ref) > 1
) n
WHERE NOT s.refused AND s.decision_id = n.decision_id;

-- A plan that is known only by the changes that name it is the plan of the decision with that akt,
-- else of the only new one with that designation, so that what people said of it stands on it.
UPDATE stage s
SET plan_id = p.id
FROM plans_plan p
WHERE NOT s.refused AND s.decision = 'new' AND s.plan_id IS NULL
  AND p.municipality_id = s.municipality_id AND p.shell_ref <> ''
  AND upper(p.shell_ref) = upper(s.archive_ref);

WITH named AS (
    SELECT p.id, min(s.ref) AS ref
    FROM plans_plan p
    JOIN stage s ON s.municipality_id = p.municipality_id AND upper(s.designation) = upper(p.shell_ref)
    WHERE p.shell_ref <> '' AND NOT s.refused AND s.decision = 'new'
      AND NOT EXISTS (SELECT FROM stage o WHERE o.plan_id = p.id)
      AND NOT EXISTS (SELECT FROM plans_plandecision d
                      WHERE d.municipality_id = p.municipality_id
                        AND (upper(d.archive_ref) = upper(p.shell_ref)
                             OR d.decision = 'new' AND upper(d.designation) = upper(p.shell_ref)))
    GROUP BY 1
    HAVING count(DISTINCT s.ref) = 1
)
UPDATE stage s
SET plan_id = n.id
FROM named n, plans_plan p
WHERE p.id = n.id AND NOT s.refused AND s.decision = 'new' AND s.plan_id IS NULL
  AND s.municipality_id = p.municipality_id AND s.ref = n.ref;

-- What NGP said of a decision is kept beside the file's own columns: end proposals are made from it.
UPDATE stage_body b
SET extra = b.extra || jsonb_build_object('ngp', d.extra -> 'ngp')
FROM stage s
JOIN plans_plandecision d ON d.id = s.decision_id
WHERE s.row = b.row AND NOT s.refused AND b.extra <> '{}'
  AND d.extra ? 'ngp'
