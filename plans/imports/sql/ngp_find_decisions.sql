-- Gives the decisions of a plan that is taken their plan and area, and finds those that exist: the
-- plan's own, else by akt, by designation, or the only one of its kind and day.
UPDATE stage s
SET plan_id = p.plan_id,
    untaken = coalesce(s.untaken, CASE WHEN p.untaken IS NOT NULL THEN 'plan' END)
FROM stage p
WHERE NOT s.refused AND s.record IN ('decision', 'provision')
  AND NOT p.refused AND p.record = 'plan' AND p.plan_national_id = s.plan_national_id;

UPDATE stage s
SET untaken = 'plan'
WHERE NOT s.refused AND s.record <> 'plan' AND s.untaken IS NULL AND s.plan_id IS NULL;

UPDATE stage s
SET decision_id = d.id
FROM plans_plandecision d
WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL AND d.plan_id = s.plan_id
  AND s.decision = 'new' AND d.decision = 'new';

UPDATE stage s
SET decision_id = d.id
FROM plans_plandecision d
WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL AND s.decision_id IS NULL
  AND d.plan_id = s.plan_id AND d.decision = s.decision
  AND (d.archive_ref <> '' AND upper(d.archive_ref) = upper(s.archive_ref)
       OR s.archive_ref IS NULL AND upper(d.designation) = upper(s.designation));

WITH fits AS (
    SELECT s.row, d.id, count(*) OVER (PARTITION BY s.row) AS decisions,
           count(*) OVER (PARTITION BY d.id) AS claims
    FROM stage s
    JOIN plans_plandecision d
      ON d.plan_id = s.plan_id AND d.decision = s.decision AND d.in_force_from = s.in_force_from
    WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL AND s.decision_id IS NULL
      AND NOT EXISTS (SELECT FROM stage o WHERE o.record = 'decision' AND o.decision_id = d.id)
)
UPDATE stage s
SET decision_id = f.id
FROM fits f
WHERE s.row = f.row AND f.decisions = 1 AND f.claims = 1;

UPDATE stage s
SET designation = NULL
WHERE NOT s.refused AND s.record = 'decision' AND s.decision_id IS NOT NULL AND s.derived;

-- An akt that another decision of the municipality has is not given to a second one.
UPDATE stage s
SET shared_ref = s.archive_ref, archive_ref = NULL,
    designation = CASE WHEN s.decision_id IS NOT NULL THEN s.designation ELSE
        left(concat_ws(' ', coalesce(s.designation, s.name), 'beslut', s.decision_number), 100) END
FROM plans_plandecision d
WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL
  AND d.municipality_id = s.municipality_id AND d.archive_ref <> ''
  AND upper(d.archive_ref) = upper(s.archive_ref) AND d.id IS DISTINCT FROM s.decision_id;

-- The plan's area is its own decision's, or its first where it has none of its own.
WITH first AS (
    SELECT DISTINCT ON (plan_national_id) row, plan_national_id
    FROM stage
    WHERE NOT refused AND record = 'decision' AND untaken IS NULL
    ORDER BY plan_national_id, decision <> 'new', in_force_from NULLS LAST, row
)
UPDATE stage_body b
SET shape = p.shape
FROM first f
JOIN stage_whole p ON p.record = 'plan' AND p.plan_national_id = f.plan_national_id
WHERE b.row = f.row AND ST_Dimension(p.shape) = 2;

-- What end proposals are made from is kept with the decision, under the key that no column of a file
-- can have. That a plan is repealed is said anew each time, with or without a day; the rest stays
-- where the file does not speak of it.
UPDATE stage_body b
SET extra = t.extra - 'ngp' || CASE WHEN t.said = '{}' THEN '{}'
                                    ELSE jsonb_build_object('ngp', t.said) END
FROM (
    SELECT s.row, coalesce(d.extra, '{}') AS extra,
           coalesce(d.extra -> 'ngp', '{}') - 'repealed_on'
           || jsonb_strip_nulls(jsonb_build_object(
               'previous_plans', s.previous_plans::jsonb,
               'in_force_days', CASE WHEN s.in_force_days LIKE '%%;%%'
                                     THEN to_jsonb(string_to_array(s.in_force_days, ';')) END
           ))
           || CASE WHEN s.decision = 'new' AND lower(s.status) = 'upphävd'
                   THEN jsonb_build_object('repealed_on', s.status_changed_on)
                   ELSE '{}' END AS said
    FROM stage s
    LEFT JOIN plans_plandecision d ON d.id = s.decision_id
    WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL
) t
WHERE t.row = b.row
