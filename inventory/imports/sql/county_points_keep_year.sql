-- The year is no fact of an object or a marking: it is kept with the row like an unmapped column.
UPDATE stage_body b
SET extra = b.extra || jsonb_build_object('year', s.year)
FROM stage s
WHERE s.row = b.row AND NOT s.refused AND s.state = 'certain' AND s.year IS NOT NULL
