-- Two digits are a county, four a municipality; no building type is the total.
UPDATE stage s
SET county_id = CASE WHEN length(s.region_code) = 2 THEN s.region_code END,
    municipality_id = CASE WHEN length(s.region_code) = 4 THEN s.region_code END,
    building_type = coalesce(s.building_type, '')
WHERE NOT s.refused;

UPDATE stage s
SET stock_id = b.id
FROM inventory_buildingstock b
WHERE NOT s.refused AND coalesce(b.county_id, b.municipality_id) = s.region_code
  AND b.year = s.year AND b.building_type = s.building_type
