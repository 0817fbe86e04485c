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
    SELECT unnest(%(plans)s::bigint[]) AS plan_id
),
near AS (
    SELECT n.id AS newer, o.id AS older
    FROM touched t
    JOIN plans_plandecision n ON n.plan_id = t.plan_id AND n.decision IN ('new', 'repeal')
    JOIN plans_plandecision o ON o.area && n.area AND o.decision = 'new'
    UNION
    SELECT n.id, o.id
    FROM touched t
    JOIN plans_plandecision o ON o.plan_id = t.plan_id AND o.decision = 'new'
    JOIN plans_plandecision n ON n.area && o.area AND n.decision IN ('new', 'repeal')
),
overlap AS MATERIALIZED (
    SELECT n.id AS decision_id, o.plan_id, n.in_force_from AS day,
           CASE n.decision WHEN 'repeal' THEN 'repeals' ELSE 'ends' END AS kind,
           ST_Area(ST_Intersection(n.area, o.area)) AS shared,
           ST_Area(n.area) AS newer_area, ST_Area(o.area) AS older_area
    FROM near
    JOIN plans_plandecision n ON n.id = near.newer
    JOIN plans_plandecision o ON o.id = near.older
    JOIN plans_plan newer ON newer.id = n.plan_id
    JOIN plans_plan older ON older.id = o.plan_id
    WHERE n.plan_id <> o.plan_id AND n.municipality_id = o.municipality_id
      AND older.in_force_to IS NULL
      AND (o.in_force_from < n.in_force_from
           OR o.in_force_from IS NULL AND older.kind = ANY(%(old_kinds)s::varchar[])
              AND newer.kind = 'detaljplan' AND n.in_force_from IS NOT NULL)
      AND (newer.kind = ANY(%(detaljplaner)s::varchar[])
           AND older.kind = ANY(%(detaljplaner)s::varchar[] || %(omraden)s::varchar[])
           OR n.decision = 'repeal' AND newer.kind = ANY(%(omraden)s::varchar[])
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
found AS (
    SELECT decision_id, plan_id, kind, 'repeal' AS source, day,
           round(covered::numeric, 4) AS covered
    FROM named
    UNION ALL
    SELECT decision_id, plan_id, kind, 'overlap', day,
           round(least(shared / older_area, 1)::numeric, 4)
    FROM overlap
    WHERE shared > %(sliver_m2)s AND shared > %(sliver_part)s * least(newer_area, older_area)
),
withdrawn AS (
    DELETE FROM plans_planrelation r
    USING plans_plandecision d
    WHERE d.id = r.decision_id AND r.state = 'proposed' AND r.source IN ('overlap', 'repeal')
      AND (r.plan_id IN (SELECT plan_id FROM touched)
           OR d.plan_id IN (SELECT plan_id FROM touched))
      AND NOT EXISTS (SELECT FROM found f
                      WHERE f.decision_id = r.decision_id AND f.plan_id = r.plan_id
                        AND f.kind = r.kind)
    RETURNING r.id
),
changed AS (
    UPDATE plans_planrelation r
    SET day = f.day, covered = f.covered
    FROM found f
    WHERE f.decision_id = r.decision_id AND f.plan_id = r.plan_id AND f.kind = r.kind
      AND r.state = 'proposed' AND (r.day, r.covered) IS DISTINCT FROM (f.day, f.covered)
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
