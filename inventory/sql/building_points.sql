-- A point in each building of a list of building ids, as hexadecimal EWKB.
SELECT building_id, encode(ST_AsEWKB(ST_PointOnSurface(shape)), 'hex') AS place
FROM inventory_buildingfootprint
WHERE building_id = ANY(%(ids)s)
ORDER BY id
