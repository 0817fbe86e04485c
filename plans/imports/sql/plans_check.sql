-- What is wrong or odd about the staged decisions themselves. Laws: ÄPBL from 1987-07-01, PBL from
-- 2011-05-02 (design note domain.md, section 2). Plans begun under an older law were adopted for
-- some years after, so a kind counts as too young only five years on.
WITH row AS (
    SELECT s.*, ST_PointOnSurface(s.shape) AS place, m.name AS municipality, m.area AS home
    FROM stage_whole s
    JOIN plans_municipality m ON m.code = s.municipality_id
    WHERE NOT s.refused
),
told AS (
    SELECT row, jsonb_build_object('from', in_force_from) AS facts FROM row
)
SELECT 'error' AS severity, 'ref_missing' AS reason, row, 'archive_ref' AS field, '' AS value,
       '{}'::jsonb AS facts, NULL::text AS place
FROM row WHERE ref IS NULL
UNION ALL
SELECT 'error', 'changes_missing', row, 'changes_ref', '', '{}', NULL
FROM row WHERE decision <> 'new' AND changes_ref IS NULL
UNION ALL
SELECT 'error', 'decision_differs', row.row, 'decision', coalesce(row.archive_ref, row.designation),
       jsonb_build_object('known', known, 'told', row.decision), NULL
FROM (
    SELECT row.*, coalesce(d.decision, first_value(row.decision) OVER same) AS known
    FROM row
    LEFT JOIN plans_plandecision d ON d.id = row.decision_id
    WINDOW same AS (PARTITION BY row.municipality_id, row.ref ORDER BY row.row)
) row
WHERE known <> decision
UNION ALL
SELECT 'warning', 'shape_not_area', row, 'geometry', '', '{}', ST_AsEWKT(place)
FROM row WHERE ST_Dimension(shape) <> 2
UNION ALL
SELECT 'warning', 'sliver', row, 'geometry', '', jsonb_build_object('number', number),
       ST_AsEWKT(place)
FROM row
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM ST_Dump(row.shape) part WHERE ST_Area(part.geom) < 1
) slivers
WHERE ST_Dimension(shape) = 2 AND number > 0
UNION ALL
SELECT 'warning', 'repeal_ends_nothing', row, 'decision', '', '{}', NULL
FROM row WHERE decision = 'repeal' AND decision_id IS NULL
UNION ALL
SELECT 'warning', 'in_force_unknown', row, 'in_force_from', '', '{}', NULL
FROM row WHERE in_force_from IS NULL AND decision_id IS NULL
UNION ALL
SELECT 'warning', 'date_in_future', row, 'in_force_from', in_force_from::text, '{}', NULL
FROM row WHERE in_force_from > current_date
UNION ALL
SELECT 'warning', 'ref_odd', row, 'archive_ref', archive_ref, '{}', NULL
FROM row WHERE archive_ref !~ '^\d{4}'
UNION ALL
SELECT 'warning', 'to_not_on_new', row, 'in_force_to', in_force_to::text, '{}', NULL
FROM row WHERE in_force_to IS NOT NULL AND decision <> 'new'
UNION ALL
SELECT 'warning', 'adopted_after', row, 'adopted_on', adopted_on::text, t.facts, NULL
FROM row JOIN told t USING (row) WHERE adopted_on > in_force_from
UNION ALL
SELECT 'warning', 'kind_too_old', row, 'kind', kind, t.facts, NULL
FROM row JOIN told t USING (row)
WHERE kind IN ('detaljplan', 'omradesbestammelser') AND in_force_from < '1987-07-01'
UNION ALL
SELECT 'warning', 'kind_too_young', row, 'kind', kind, t.facts, NULL
FROM row JOIN told t USING (row)
WHERE kind IN ('stadsplan', 'byggnadsplan', 'avstyckningsplan', 'generalplan')
  AND decision = 'new' AND in_force_from >= '1992-07-01'
UNION ALL
SELECT 'warning', 'law_too_young', row, 'law', law, t.facts, NULL
FROM row JOIN told t USING (row)
WHERE law = 'PBL' AND in_force_from < '2011-05-02' OR law = 'APBL' AND in_force_from < '1987-07-01'
UNION ALL
SELECT 'warning', 'shape_outside_municipality', row, 'geometry', '',
       jsonb_build_object('metres', round(ST_Distance(place, home)), 'municipality', municipality),
       ST_AsEWKT(place)
FROM row WHERE NOT ST_DWithin(place, home, 2000)
