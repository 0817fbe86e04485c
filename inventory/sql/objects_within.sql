-- The objects of a county in an area, by a point on each, or whose building lies in it: id, version,
-- what it is called.
-- In: area, hexadecimal EWKB in SWEREF 99 TM; county; limit.
WITH found AS (
    SELECT o.id
    FROM inventory_protectedobject o
    WHERE o.shape && %(area)s::geometry
      AND ST_Intersects(ST_PointOnSurface(o.shape), %(area)s::geometry)
    UNION
    SELECT o.id
    FROM inventory_buildingfootprint f
    JOIN inventory_protectedobject o
      ON o.building_id = f.building_id AND o.building_id <> ''
     AND o.municipality_id = f.municipality_id
    WHERE f.shape && %(area)s::geometry
      AND ST_Intersects(ST_PointOnSurface(f.shape), %(area)s::geometry)
)
SELECT o.id, o.version, coalesce(nullif(o.name, ''), o.object_ref) AS label
FROM found
JOIN inventory_protectedobject o ON o.id = found.id
JOIN plans_municipality m ON m.code = o.municipality_id
WHERE m.county_id = %(county)s
ORDER BY o.id LIMIT %(limit)s
