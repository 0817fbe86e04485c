UPDATE stage s
SET footprint_id = f.id
FROM inventory_buildingfootprint f
WHERE NOT s.refused AND f.municipality_id = s.municipality_id AND f.building_id = s.building_id
