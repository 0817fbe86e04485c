-- What is wrong or odd about the markings once they stand with their objects and provisions.
WITH row AS (
    SELECT s.*, d.in_force_from, d.decision, d.area,
           coalesce(nullif(d.archive_ref, ''), d.designation) AS ref,
           o.gone_on AS object_gone_on, k.ended_on AS marking_ended_on,
           ST_PointOnSurface(o.shape) AS place, m.name AS municipality, m.area AS home
    FROM stage s
    JOIN plans_plandecision d ON d.id = s.decision_id
    JOIN inventory_protectedobject o ON o.id = s.object_id
    JOIN inventory_marking k ON k.id = s.marking_id
    JOIN plans_municipality m ON m.code = s.municipality_id
    WHERE NOT s.refused
),
absent AS (
    SELECT o.object_ref, count(*) OVER () AS number
    FROM inventory_marking k
    JOIN inventory_protectedobject o ON o.id = k.object_id
    WHERE o.municipality_id IN (SELECT municipality_id FROM stage WHERE NOT refused)
      AND NOT EXISTS (SELECT FROM stage s WHERE s.marking_id = k.id)
    ORDER BY 1 LIMIT 5
)
SELECT 'error' AS severity, 'to_before_from' AS reason, row, 'ended_on' AS field,
       marking_ended_on::text AS value, jsonb_build_object('from', in_force_from) AS facts,
       ST_AsEWKT(place) AS place
FROM row WHERE marking_ended_on <= in_force_from
UNION ALL
SELECT 'warning', 'gone_before', row, 'gone_on', object_gone_on::text,
       jsonb_build_object('from', in_force_from), ST_AsEWKT(place)
FROM row WHERE object_gone_on <= in_force_from
UNION ALL
SELECT 'warning', 'marking_of_repeal', row, 'archive_ref', ref, '{}', ST_AsEWKT(place)
FROM row WHERE decision = 'repeal'
UNION ALL
SELECT 'warning', 'shape_outside_municipality', row, 'geometry', '',
       jsonb_build_object('metres', round(ST_Distance(place, home)), 'municipality', municipality),
       ST_AsEWKT(place)
FROM row WHERE NOT ST_DWithin(place, home, 2000)
UNION ALL
SELECT 'warning', 'point_outside_plan', row, 'geometry', ref,
       jsonb_build_object('metres', round(ST_Distance(place, area))), ST_AsEWKT(place)
FROM row WHERE NOT ST_DWithin(place, area, 10)
UNION ALL
SELECT 'warning', 'object_near_another', p.row, 'object_ref', p.object_ref,
       jsonb_build_object('known', other.object_ref, 'metres', other.metres),
       ST_AsEWKT(ST_PointOnSurface(p.shape))
FROM place p
CROSS JOIN LATERAL (
    SELECT o.object_ref, round(ST_Distance(o.shape, p.shape)) AS metres
    FROM place o
    WHERE ST_DWithin(o.shape, p.shape, 10) AND o.object_type = p.object_type AND o.row < p.row
    LIMIT 1
) other
UNION ALL
SELECT 'warning', 'nothing_found_marked', min(row), 'archive_ref', ref, '{}', NULL
FROM row
WHERE classes && ARRAY['skydd', 'varsamhet', 'rivningsforbud']::varchar[]
  AND EXISTS (SELECT FROM inventory_review g
              WHERE g.decision_id = row.decision_id AND g.outcome = 'nothing_found'
                AND 'kulturvarden' = ANY(g.looked_for))
GROUP BY decision_id, ref
UNION ALL
SELECT 'warning', 'not_in_file', NULL, '', '',
       jsonb_build_object('number', min(number), 'samples', jsonb_agg(object_ref)), NULL
FROM absent HAVING count(*) > 0
