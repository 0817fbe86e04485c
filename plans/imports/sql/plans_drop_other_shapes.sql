-- A plan drawn as a point or a line is listed without an area.
UPDATE stage_body b
SET shape = NULL
FROM stage s
WHERE s.row = b.row AND NOT s.refused AND ST_Dimension(b.shape) <> 2
