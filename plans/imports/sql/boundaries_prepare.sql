-- The county of a municipality of today, and county names in full ("Dalarnas" → "Dalarnas län").
UPDATE stage s
SET county_id = left(s.code, 2),
    name = CASE WHEN length(s.code) = 2 AND s.name !~ ' län$' THEN s.name || ' län' ELSE s.name END
WHERE NOT s.refused
