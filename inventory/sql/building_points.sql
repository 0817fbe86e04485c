-- A point in each of some buildings, as hexadecimal EWKB, with what names the building.
-- In: ids of footprints.
SELECT municipality_id, building_id, encode(ST_AsEWKB(ST_PointOnSurface(shape)), 'hex') AS place
FROM inventory_buildingfootprint
WHERE id = ANY(%(ids)s)
ORDER BY id
