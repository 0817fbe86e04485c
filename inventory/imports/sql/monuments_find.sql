-- The number of buildings stands among the things that a site includes; only a bare number (12, or
-- 12.0 from a table that made it a real) is read as one, anything else leaves the number unknown.
UPDATE stage s
SET buildings = substring(s.objects_told FROM '^(\d{1,6})(?:[.,]0+)?$')::integer
WHERE NOT s.refused;

UPDATE stage s
SET monument_id = m.id, left_county = m.county_id
FROM inventory_monument m
WHERE NOT s.refused AND m.bebyggelsenummer = s.bebyggelsenummer
