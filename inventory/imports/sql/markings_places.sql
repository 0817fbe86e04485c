-- Each object in the file once, with its place, to be found by its neighbours.
DROP TABLE IF EXISTS place;
CREATE TEMP TABLE place ON COMMIT DROP AS
SELECT DISTINCT ON (o.id) s.row, o.object_ref, o.object_type, o.shape
FROM stage s
JOIN inventory_protectedobject o ON o.id = s.object_id
WHERE NOT s.refused
ORDER BY o.id, s.row;

CREATE INDEX ON place USING gist (shape);
ANALYZE place
