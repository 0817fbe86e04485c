-- What lies around a plan's own areas and objects and is not its own: (layer, GeoJSON in WGS 84).
-- In: plan; county; metres around; most, of each layer; decimals of a degree.
-- A shape of more than 5 000 corners is no help to one who draws beside it, and is left out.
WITH own AS (
    SELECT area AS shape FROM plans_plandecision WHERE plan_id = %(plan)s
    UNION ALL
    SELECT o.shape
    FROM inventory_protectedobject o
    JOIN inventory_marking k ON k.object_id = o.id
    JOIN plans_provision p ON p.id = k.provision_id
    JOIN plans_plandecision d ON d.id = p.decision_id
    WHERE d.plan_id = %(plan)s
),
frame AS MATERIALIZED (
    SELECT ST_Expand(ST_SetSRID(ST_Extent(shape)::geometry, 3006), %(metres)s) AS box FROM own
),
found AS (
    (SELECT 'decision' AS layer, d.area AS shape
     FROM frame
     JOIN plans_plandecision d ON d.area && frame.box
     JOIN plans_municipality m ON m.code = d.municipality_id
     WHERE d.plan_id <> %(plan)s AND m.county_id = %(county)s
     LIMIT %(most)s)
    UNION ALL
    (SELECT 'provision', p.area
     FROM frame
     JOIN plans_provision p ON p.area && frame.box
     JOIN plans_plandecision d ON d.id = p.decision_id
     JOIN plans_municipality m ON m.code = d.municipality_id
     WHERE d.plan_id <> %(plan)s AND m.county_id = %(county)s
     LIMIT %(most)s)
    UNION ALL
    (SELECT 'object', o.shape
     FROM frame
     JOIN inventory_protectedobject o ON o.shape && frame.box
     JOIN plans_municipality m ON m.code = o.municipality_id
     WHERE m.county_id = %(county)s
       AND NOT EXISTS (SELECT FROM inventory_marking k
                       JOIN plans_provision p ON p.id = k.provision_id
                       JOIN plans_plandecision d ON d.id = p.decision_id
                       WHERE k.object_id = o.id AND d.plan_id = %(plan)s)
     LIMIT %(most)s)
    UNION ALL
    (SELECT 'footprint', f.shape
     FROM frame
     JOIN inventory_buildingfootprint f ON f.shape && frame.box
     JOIN plans_municipality m ON m.code = f.municipality_id
     WHERE m.county_id = %(county)s
     LIMIT %(most)s)
)
SELECT layer, ST_AsGeoJSON(ST_Transform(shape, 4326), %(decimals)s::integer) AS shape
FROM found
WHERE ST_NPoints(shape) <= 5000
