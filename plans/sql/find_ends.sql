-- Which older plans newer decisions may have ended, as proposals that a person decides.
-- Rule: docs/method.md, "How plans end". Only undecided proposals are written and withdrawn.
--
-- In:  plans: the plans whose decisions are looked at, as the newer and as the older;
--      detaljplaner, omraden: the kinds that count as detaljplan and as områdesbestämmelser;
--      old_kinds: kinds no longer made when the first detaljplan was, so older without a day;
--      sliver_m2, sliver_part: an overlap must exceed both, the part being of the smaller area.
-- Out: one row: new, changed and withdrawn.
WITH
touched AS (
    SELECT DISTINCT unnest(%(plans)s::bigint[]) AS plan_id
),
-- Pairs whose boxes meet, found from the newer side and then from the older.
near AS (
    SELECT n.id AS decision_id, n.decision, n.plan_id AS newer_id, n.in_force_from AS day,
           n.area AS newer_area, o.plan_id, o.in_force_from AS older_day, o.area AS older_area
    FROM touched t
    JOIN plans_plandecision n ON n.plan_id = t.plan_id
    JOIN plans_plandecision o ON o.area && n.area AND o.municipality_id = n.municipality_id
    WHERE n.decision IN ('new', 'repeal') AND o.decision = 'new' AND o.plan_id <> n.plan_id
    UNION ALL
    SELECT n.id, n.decision, n.plan_id, n.in_force_from,
           n.area, o.plan_id, o.in_force_from, o.area
    FROM touched t
    JOIN plans_plandecision o ON o.plan_id = t.plan_id
    JOIN plans_plandecision n ON n.area && o.area AND n.municipality_id = o.municipality_id
    WHERE n.decision IN ('new', 'repeal') AND o.decision = 'new' AND o.plan_id <> n.plan_id
      AND n.plan_id NOT IN (SELECT plan_id FROM touched)
),
overlap AS MATERIALIZED (
    SELECT decision_id, plan_id, day,
           CASE decision WHEN 'repeal' THEN 'repeals' ELSE 'ends' END AS kind,
           ST_Area(ST_Intersection(newer_area, older_area)) AS shared,
           ST_Area(newer_area) AS newer_m2, ST_Area(older_area) AS older_m2
    FROM near
    JOIN plans_plan newer ON newer.id = near.newer_id
    JOIN plans_plan older ON older.id = near.plan_id
    WHERE older.in_force_to IS NULL
      AND (older_day < day
           OR older_day IS NULL AND older.kind = ANY(%(old_kinds)s::varchar[])
              AND newer.kind = 'detaljplan' AND day IS NOT NULL)
      AND (newer.kind = ANY(%(detaljplaner)s::varchar[])
           AND older.kind = ANY(%(detaljplaner)s::varchar[] || %(omraden)s::varchar[])
           OR decision = 'repeal' AND newer.kind = ANY(%(omraden)s::varchar[])
              AND older.kind = ANY(%(omraden)s::varchar[]))
),
-- A repeal names its plan, whether it has an area or not.
named AS (
    SELECT r.id AS decision_id, r.plan_id, r.in_force_from AS day, 'repeals' AS kind,
           CASE WHEN r.area IS NOT NULL AND o.area IS NOT NULL
                THEN least(ST_Area(ST_Intersection(r.area, o.area)) / ST_Area(o.area), 1)
           END AS covered
    FROM touched t
    JOIN plans_plandecision r ON r.plan_id = t.plan_id AND r.decision = 'repeal'
    JOIN plans_plan p ON p.id = r.plan_id AND p.in_force_to IS NULL
    LEFT JOIN plans_plandecision o ON o.plan_id = r.plan_id AND o.decision = 'new'
),
-- NGP names the plans that a decision replaces, and says that a plan is repealed without naming a
-- decision and sometimes without a day (design note standards.md, section 1). `plans.imports.ngp`
-- keeps both under a key of its own, so no column of a file can be taken for them.
previous AS (
    SELECT DISTINCT d.id AS decision_id, o.plan_id, d.in_force_from AS day
    FROM plans_plandecision d
    CROSS JOIN LATERAL jsonb_array_elements_text(d.extra #> '{ngp,previous_plans}') AS told (ref)
    JOIN plans_plandecision o
      ON o.municipality_id = d.municipality_id AND o.decision = 'new' AND o.plan_id <> d.plan_id
     AND upper(told.ref) IN (upper(o.archive_ref), upper(o.designation)) AND told.ref <> ''
    JOIN plans_plan p ON p.id = o.plan_id AND p.in_force_to IS NULL
    WHERE d.extra -> 'ngp' ? 'previous_plans'
      AND d.municipality_id IN (SELECT m.municipality_id FROM plans_plan m
                                WHERE m.id IN (SELECT plan_id FROM touched))
      AND (d.plan_id IN (SELECT plan_id FROM touched) OR o.plan_id IN (SELECT plan_id FROM touched))
),
repealed AS (
    SELECT d.id AS decision_id, d.plan_id, (d.extra #>> '{ngp,repealed_on}')::date AS day
    FROM touched t
    JOIN plans_plandecision d ON d.plan_id = t.plan_id AND d.decision = 'new'
    JOIN plans_plan p ON p.id = d.plan_id AND p.in_force_to IS NULL
    WHERE d.extra -> 'ngp' ? 'repealed_on' AND d.plan_id NOT IN (SELECT plan_id FROM named)
),
found AS (
    SELECT DISTINCT ON (decision_id, plan_id, kind) *
    FROM (
        SELECT decision_id, plan_id, kind, 'repeal' AS source, day,
               round(covered::numeric, 4) AS covered
        FROM named
        UNION ALL
        SELECT decision_id, plan_id, 'repeals', 'status', day, NULL FROM repealed
        UNION ALL
        SELECT decision_id, plan_id, kind, 'overlap', day,
               round(least(shared / older_m2, 1)::numeric, 4)
        FROM overlap
        WHERE shared > %(sliver_m2)s AND shared > %(sliver_part)s * least(newer_m2, older_m2)
        UNION ALL
        SELECT decision_id, plan_id, 'ends', 'previous_plan', day, NULL FROM previous
    ) every
    ORDER BY decision_id, plan_id, kind, source = 'previous_plan', covered NULLS LAST
),
withdrawn AS (
    DELETE FROM plans_planrelation r
    USING plans_plandecision d
    WHERE d.id = r.decision_id AND r.state = 'proposed'
      AND (r.plan_id IN (SELECT plan_id FROM touched)
           OR d.plan_id IN (SELECT plan_id FROM touched))
      AND NOT EXISTS (SELECT FROM found f
                      WHERE f.decision_id = r.decision_id AND f.plan_id = r.plan_id
                        AND f.kind = r.kind)
    RETURNING r.id
),
changed AS (
    UPDATE plans_planrelation r
    SET source = f.source, day = f.day, covered = f.covered
    FROM found f
    WHERE f.decision_id = r.decision_id AND f.plan_id = r.plan_id AND f.kind = r.kind
      AND r.state = 'proposed'
      AND (r.source, r.day, r.covered) IS DISTINCT FROM (f.source, f.day, f.covered)
    RETURNING r.id
),
new AS (
    INSERT INTO plans_planrelation
        (decision_id, plan_id, kind, state, source, day, covered, decided_by, note, version)
    SELECT decision_id, plan_id, kind, 'proposed', source, day, covered, '', '', 1
    FROM found
    ORDER BY decision_id, plan_id
    ON CONFLICT (decision_id, plan_id, kind) DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM new) AS new, (SELECT count(*) FROM changed) AS changed,
       (SELECT count(*) FROM withdrawn) AS withdrawn
