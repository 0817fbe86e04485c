-- Tile of building footprints, from near by: the footprint alone.
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope)
SELECT coalesce(ST_AsMVT(shape, 'footprints', 8192, 'geom', 'id'), '')
FROM (
    SELECT f.id, ST_AsMVTGeom(f.shape_3857, tile.envelope, 8192, 512) AS geom
    FROM tile
    JOIN inventory_buildingfootprint f ON f.shape_3857 && tile.envelope
    JOIN plans_municipality m ON m.code = f.municipality_id
    WHERE m.county_id = ANY(%(counties)s)
) shape
