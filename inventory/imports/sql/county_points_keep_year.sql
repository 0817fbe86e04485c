-- The year is no fact of an object or a marking: it is kept with the row like an unmapped column.
UPDATE stage s
SET extra = s.extra || jsonb_build_object('year', s.year)
WHERE NOT s.refused AND s.state = 'certain' AND s.year IS NOT NULL
