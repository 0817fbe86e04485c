-- The plan that each plan in the file is: by its identity on NGP, by akt, or by designation and day
-- of legal force where the areas do not say otherwise. Where it cannot be told, the plan is not
-- taken (untaken = 'doubtful') and `known` says which recorded decision it is like: a plan that is
-- recorded must not become a second one (design note standards.md, section 4).
UPDATE stage s
SET plan_id = p.id,
    untaken = CASE WHEN p.municipality_id <> s.municipality_id THEN 'doubtful' END,
    known = p.municipality_id
FROM plans_plan p
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL
  AND p.national_id = s.plan_national_id;

-- By akt: the decision of the same kind, of a plan that is nobody else's on NGP.
WITH named AS (
    SELECT s.plan_national_id, min(d.plan_id) AS plan_id, count(DISTINCT d.plan_id) AS plans
    FROM stage s
    JOIN plans_plandecision d
      ON d.municipality_id = s.municipality_id AND d.decision = s.decision
     AND upper(d.archive_ref) = upper(s.archive_ref) AND d.archive_ref <> ''
    JOIN plans_plan p ON p.id = d.plan_id AND p.national_id IS NULL
    WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL
    GROUP BY 1
),
claimed AS (
    SELECT *, count(*) OVER (PARTITION BY plan_id) AS claims FROM named WHERE plans = 1
)
UPDATE stage s
SET plan_id = c.plan_id
FROM claimed c
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL AND s.plan_id IS NULL
  AND s.plan_national_id = c.plan_national_id AND c.claims = 1;

-- By designation: the plan's own decision with the same one.
DROP TABLE IF EXISTS alike;
CREATE TEMP TABLE alike ON COMMIT DROP AS
SELECT s.row, d.plan_id, coalesce(nullif(d.archive_ref, ''), d.designation) AS ref,
       n.in_force_from = d.in_force_from AS same_day,
       ST_Area(ST_Intersection(d.area, s.shape))
           >= 0.5 * least(ST_Area(d.area), ST_Area(s.shape)) AS overlap
FROM stage_whole s
JOIN plans_plandecision d
  ON d.municipality_id = s.municipality_id AND d.decision = 'new'
 AND upper(d.designation) = upper(s.designation)
JOIN plans_plan p ON p.id = d.plan_id AND p.national_id IS NULL
LEFT JOIN LATERAL (
    SELECT in_force_from FROM stage n
    WHERE NOT n.refused AND n.record = 'decision' AND n.decision = 'new'
      AND n.plan_national_id = s.plan_national_id
    LIMIT 1
) n ON true
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL AND s.plan_id IS NULL
  AND NOT EXISTS (SELECT FROM stage o WHERE o.record = 'plan' AND o.plan_id = d.plan_id);

WITH certain AS (
    SELECT row, plan_id, count(*) OVER (PARTITION BY row) AS plans,
           count(*) OVER (PARTITION BY plan_id) AS claims
    FROM alike
    WHERE same_day AND overlap IS NOT FALSE
)
UPDATE stage s
SET plan_id = c.plan_id
FROM certain c
WHERE s.row = c.row AND c.plans = 1 AND c.claims = 1;

UPDATE stage s
SET untaken = 'doubtful', known = a.ref
FROM alike a
WHERE s.row = a.row AND s.plan_id IS NULL
  AND (a.same_day OR a.same_day IS NULL OR a.overlap IS NOT FALSE);

-- A new plan whose akt or designation is another decision's, recorded or in the file, is doubtful.
UPDATE stage s
SET untaken = 'doubtful', known = t.ref
FROM stage d
JOIN plans_plandecision k ON k.municipality_id = d.municipality_id
CROSS JOIN LATERAL (SELECT coalesce(nullif(k.archive_ref, ''), k.designation) AS ref) t
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL AND s.plan_id IS NULL
  AND d.record = 'decision' AND d.untaken IS NULL AND d.plan_national_id = s.plan_national_id
  AND (upper(k.archive_ref) = upper(d.archive_ref) AND k.archive_ref <> ''
       OR d.archive_ref IS NULL AND k.archive_ref = '' AND upper(k.designation) = upper(d.designation));

WITH twice AS (
    SELECT plan_national_id, designation, row_number() OVER (
        PARTITION BY municipality_id, upper(designation) ORDER BY row
    ) AS rank
    FROM stage d
    WHERE NOT refused AND record = 'decision' AND decision = 'new' AND untaken IS NULL
      AND archive_ref IS NULL
)
UPDATE stage s
SET untaken = 'doubtful', known = t.designation
FROM twice t
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL AND s.plan_id IS NULL
  AND s.plan_national_id = t.plan_national_id AND t.rank > 1;

-- A plan that is known only by the changes that name its akt.
UPDATE stage s
SET plan_id = p.id
FROM stage d
JOIN plans_plan p
  ON p.municipality_id = d.municipality_id AND p.shell_ref <> ''
 AND upper(p.shell_ref) = upper(d.archive_ref) AND p.national_id IS NULL
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL AND s.plan_id IS NULL
  AND d.record = 'decision' AND d.decision = 'new' AND d.untaken IS NULL
  AND d.plan_national_id = s.plan_national_id
  AND NOT EXISTS (SELECT FROM stage o WHERE o.record = 'plan' AND o.plan_id = p.id);

DROP TABLE alike
