-- The yardstick of `make bench`: the fastest single statement we could write that counts the same
-- distinct buildings by county and year as the published series (registered) of method q/1.
-- It knows the method's parameters by heart and works out nothing else: no series in force, no
-- types of provision, no coverage, no status, no stock, no missing regions.
WITH kind AS (
    SELECT s.county_id, s.from_day, k.kind
    FROM inventory_inventoryscope s
    CROSS JOIN unnest(CASE WHEN cardinality(s.kinds) > 0 THEN s.kinds ELSE
        ARRAY['detaljplan', 'omradesbestammelser', 'stadsplan', 'byggnadsplan',
              'avstyckningsplan', 'generalplan']::varchar[] END) AS k (kind)
),
building AS (
    SELECT r.county_id, o.building_count, min(d.in_force_from) AS since
    FROM inventory_protectedobject o
    JOIN plans_municipality r ON r.code = o.municipality_id
    JOIN inventory_marking m ON m.object_id = o.id
    JOIN plans_provision p ON p.id = m.provision_id
    JOIN plans_plandecision d ON d.id = p.decision_id
    JOIN plans_plan l ON l.id = d.plan_id
    JOIN kind k ON k.county_id = r.county_id AND k.kind = l.kind AND d.in_force_from >= k.from_day
    WHERE o.object_type = 'byggnad'
      AND p.classes && '{skydd,varsamhet,rivningsforbud}'::varchar[]
    GROUP BY o.id, r.county_id, o.building_count
),
added AS (
    SELECT county_id, extract(year FROM since)::int AS year, sum(building_count) AS buildings
    FROM building
    GROUP BY 1, 2
)
SELECT county_id, year.year, sum(buildings) AS value
FROM added
JOIN generate_series(1999, 2024) AS year (year) ON added.year <= year.year
GROUP BY county_id, year.year
ORDER BY county_id, year.year
