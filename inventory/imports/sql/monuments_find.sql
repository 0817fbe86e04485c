-- The number of buildings stands among the things that a site includes; only a bare number is read
-- as one, anything else leaves the number unknown.
UPDATE stage s
SET buildings = CASE WHEN s.objects_told ~ '^\d{1,6}$' THEN s.objects_told::integer END
WHERE NOT s.refused;

UPDATE stage s
SET monument_id = m.id
FROM inventory_monument m
WHERE NOT s.refused AND m.bebyggelsenummer = s.bebyggelsenummer
