-- Tile of decisions with an area, by the ids of their plans: what to call each, whether it is read
-- and what came of it, whether the plan has ended on %(day)s.
-- state: of the readings for kulturvärden the outcome of a conclusive one, else of the newest, else
-- unread.
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope)
SELECT coalesce(ST_AsMVT(shape, 'plans', 8192, 'geom', 'id'), '')
FROM (
    SELECT d.plan_id AS id, d.decision,
           coalesce(nullif(d.archive_ref, ''), d.designation) AS akt,
           coalesce(g.outcome, 'unread') AS state,
           coalesce(p.in_force_to <= %(day)s, false) AS ended,
           ST_AsMVTGeom(d.area_3857, tile.envelope, 8192, 512) AS geom
    FROM tile
    JOIN plans_plandecision d ON d.area_3857 && tile.envelope
    JOIN plans_plan p ON p.id = d.plan_id
    JOIN plans_municipality m ON m.code = d.municipality_id
    LEFT JOIN LATERAL (
        SELECT outcome FROM inventory_review r
        WHERE r.decision_id = d.id AND 'kulturvarden' = ANY(r.looked_for)
        ORDER BY outcome IN ('recorded', 'nothing_found') DESC, read_on DESC, r.id DESC
        LIMIT 1
    ) g ON true
    WHERE m.county_id = ANY(%(counties)s)
) shape
