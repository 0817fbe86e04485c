-- A plan drawn as a point or a line is listed without an area.
UPDATE stage SET shape = NULL WHERE NOT refused AND ST_Dimension(shape) <> 2
