-- Tile of objects: type, the classes that its markings have given it, the printed letters, the plans
-- they stand in (as JSON, akt by plan), whether it is gone on %(day)s. Names, addresses and
-- properties stay behind.
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS envelope)
SELECT coalesce(ST_AsMVT(shape, 'objects', 8192, 'geom', 'id'), '')
FROM (
    SELECT o.id, o.object_type AS type, k.classes, k.letters, k.plans,
           coalesce(o.gone_on <= %(day)s, false) AS gone,
           ST_AsMVTGeom(o.shape_3857, tile.envelope, 8192, 512) AS geom
    FROM tile
    JOIN inventory_protectedobject o ON o.shape_3857 && tile.envelope
    JOIN plans_municipality m ON m.code = o.municipality_id
    LEFT JOIN LATERAL (
        SELECT string_agg(DISTINCT class, ' ') AS classes,
               string_agg(DISTINCT p.letter || p.index, ' ') AS letters,
               jsonb_object_agg(
                   d.plan_id, coalesce(nullif(d.archive_ref, ''), d.designation)
               )::text AS plans
        FROM inventory_marking k
        JOIN plans_provision p ON p.id = k.provision_id
        JOIN plans_plandecision d ON d.id = p.decision_id
        CROSS JOIN unnest(p.classes) AS class
        WHERE k.object_id = o.id
    ) k ON true
    WHERE m.county_id = ANY(%(counties)s)
) shape
