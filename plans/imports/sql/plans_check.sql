-- What is wrong or odd about the staged decisions themselves. Laws: ÄPBL from 1987-07-01, PBL from
-- 2011-05-02 (design note domain.md, section 2). Plans begun under an older law were adopted for
-- some years after, so a kind counts as too young only five years on.
-- Each row is read once and asked every question.
SELECT told.severity, told.reason, row.row, told.field, told.value, told.facts,
       CASE WHEN told.placed THEN ST_AsEWKT(ST_PointOnSurface(row.shape)) END AS place
FROM (
    SELECT s.*, m.name AS municipality, m.area AS home
    FROM stage_whole s
    JOIN plans_municipality m ON m.code = s.municipality_id
    WHERE NOT s.refused
) row
CROSS JOIN LATERAL (
    SELECT 'error' AS severity, 'ref_missing' AS reason, 'archive_ref' AS field, '' AS value,
           '{}'::jsonb AS facts, false AS placed
    WHERE ref IS NULL
    UNION ALL
    SELECT 'error', 'changes_missing', 'changes_ref', '', '{}', false
    WHERE decision <> 'new' AND changes_ref IS NULL
    UNION ALL
    SELECT 'warning', 'shape_not_area', 'geometry', '', '{}', true
    WHERE ST_Dimension(shape) <> 2
    UNION ALL
    SELECT 'warning', 'sliver', 'geometry', '', jsonb_build_object('number', count(*)), true
    FROM ST_Dump(CASE WHEN ST_NumGeometries(shape) > 1 OR ST_Area(shape) < 1 THEN shape END) part
    WHERE ST_Dimension(part.geom) = 2 AND ST_Area(part.geom) < 1
    HAVING count(*) > 0
    UNION ALL
    SELECT 'warning', 'repeal_ends_nothing', 'decision', '', '{}', false
    WHERE decision = 'repeal' AND decision_id IS NULL
    UNION ALL
    SELECT 'warning', 'in_force_unknown', 'in_force_from', '', '{}', false
    WHERE in_force_from IS NULL AND decision_id IS NULL
    UNION ALL
    SELECT 'warning', 'date_in_future', 'in_force_from', in_force_from::text, '{}', false
    WHERE in_force_from > current_date
    UNION ALL
    SELECT 'warning', 'ref_odd', 'archive_ref', archive_ref, '{}', false
    WHERE archive_ref !~ '^\d{4}'
    UNION ALL
    SELECT 'warning', 'to_not_on_new', 'in_force_to', in_force_to::text, '{}', false
    WHERE in_force_to IS NOT NULL AND decision <> 'new'
    UNION ALL
    SELECT 'warning', 'adopted_after', 'adopted_on', adopted_on::text,
           jsonb_build_object('from', in_force_from), false
    WHERE adopted_on > in_force_from
    UNION ALL
    SELECT 'warning', 'kind_too_old', 'kind', kind, jsonb_build_object('from', in_force_from), false
    WHERE kind IN ('detaljplan', 'omradesbestammelser') AND in_force_from < '1987-07-01'
    UNION ALL
    SELECT 'warning', 'kind_too_young', 'kind', kind, jsonb_build_object('from', in_force_from),
           false
    WHERE kind IN ('stadsplan', 'byggnadsplan', 'avstyckningsplan', 'generalplan')
      AND decision = 'new' AND in_force_from >= '1992-07-01'
    UNION ALL
    SELECT 'warning', 'law_too_young', 'law', law, jsonb_build_object('from', in_force_from), false
    WHERE law = 'PBL' AND in_force_from < '2011-05-02'
       OR law = 'APBL' AND in_force_from < '1987-07-01'
    UNION ALL
    SELECT 'warning', 'shape_outside_municipality', 'geometry', '',
           jsonb_build_object('metres', round(ST_Distance(place, home)),
                              'municipality', municipality), true
    FROM ST_PointOnSurface(shape) place
    WHERE NOT ST_DWithin(place, home, 2000)
) told
UNION ALL
SELECT 'error', 'decision_differs', row.row, 'decision', coalesce(row.archive_ref, row.designation),
       jsonb_build_object('known', known, 'told', row.decision), NULL
FROM (
    SELECT s.*, coalesce(d.decision, first_value(s.decision) OVER same) AS known
    FROM stage s
    LEFT JOIN plans_plandecision d ON d.id = s.decision_id
    WHERE NOT s.refused
    WINDOW same AS (PARTITION BY s.municipality_id, s.ref ORDER BY s.row)
) row
WHERE known <> decision
