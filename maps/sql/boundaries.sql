-- Tile of counties (all zooms) and municipalities (from zoom 6): code, name.
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope)
SELECT (
    SELECT coalesce(ST_AsMVT(shape, 'counties'), '')
    FROM (
        SELECT code, name, ST_AsMVTGeom(area_3857, tile.envelope) AS geom
        FROM plans_county, tile
        WHERE area_3857 && tile.envelope
    ) shape
) || (
    SELECT coalesce(ST_AsMVT(shape, 'municipalities'), '')
    FROM (
        SELECT code, name, ST_AsMVTGeom(area_3857, tile.envelope) AS geom
        FROM plans_municipality, tile
        WHERE area_3857 && tile.envelope AND %(z)s >= 6
    ) shape
)
