-- Tile of decisions from very far: one point per municipality with its number of decisions and how
-- many new and change decisions no reading for kulturvärden has concluded.
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope)
SELECT coalesce(ST_AsMVT(shape, 'plan_cells'), '')
FROM (
    SELECT count(*) AS decisions, count(*) FILTER (WHERE g.decision_id IS NULL AND d.decision <> 'repeal') AS unread,
           ST_AsMVTGeom(ST_PointOnSurface(m.area_3857), tile.envelope, 4096, 64) AS geom
    FROM tile
    JOIN plans_municipality m ON m.area_3857 && tile.envelope
    JOIN plans_plandecision d ON d.municipality_id = m.code
    LEFT JOIN (
        SELECT DISTINCT decision_id FROM inventory_review
        WHERE outcome IN ('recorded', 'nothing_found') AND 'kulturvarden' = ANY(looked_for)
    ) g ON g.decision_id = d.id
    WHERE m.county_id = ANY(%(counties)s)
    GROUP BY m.code, m.area_3857, tile.envelope
) shape
