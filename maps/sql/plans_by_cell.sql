-- Tile of decisions from afar: one point per cell of 1/64 tile, with how many decisions with an
-- area it stands for and how many new and change decisions no reading for kulturvärden has concluded.
WITH tile AS (
    SELECT envelope, (ST_XMax(envelope) - ST_XMin(envelope)) / 64 AS cell
    FROM ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope
),
decision AS (
    SELECT ST_SnapToGrid(ST_Centroid(ST_Envelope(d.area_3857)), tile.cell) AS place,
           d.decision <> 'repeal' AND NOT EXISTS (
               SELECT FROM inventory_review r
               WHERE r.decision_id = d.id AND r.outcome IN ('recorded', 'nothing_found')
                 AND 'kulturvarden' = ANY(r.looked_for)
           ) AS unread
    FROM tile
    JOIN plans_plandecision d ON d.area_3857 && tile.envelope
    JOIN plans_municipality m ON m.code = d.municipality_id
    WHERE m.county_id = ANY(%(counties)s)
)
SELECT coalesce(ST_AsMVT(shape, 'plan_cells'), '')
FROM (
    SELECT count(*) AS decisions, count(*) FILTER (WHERE unread) AS unread,
           ST_AsMVTGeom(place, tile.envelope, 4096, 64) AS geom
    FROM decision, tile
    GROUP BY place, tile.envelope
) shape
