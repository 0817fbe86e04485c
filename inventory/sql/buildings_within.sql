-- The buildings of a county in an area, by a point in each, that are no object yet: the footprint
-- and its point in WGS 84.
-- In: area, hexadecimal EWKB in SWEREF 99 TM; county; limit.
SELECT f.id, ST_X(p.shown) AS lng, ST_Y(p.shown) AS lat
FROM inventory_buildingfootprint f
JOIN plans_municipality m ON m.code = f.municipality_id
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(f.shape) AS place) r
CROSS JOIN LATERAL (SELECT ST_Transform(r.place, 4326) AS shown) p
WHERE f.shape && %(area)s::geometry AND ST_Intersects(r.place, %(area)s::geometry)
  AND m.county_id = %(county)s
  AND NOT EXISTS (SELECT FROM inventory_protectedobject o
                  WHERE o.building_id = f.building_id AND o.building_id <> ''
                    AND o.municipality_id = f.municipality_id)
ORDER BY f.id LIMIT %(limit)s
