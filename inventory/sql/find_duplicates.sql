-- Finds pairs of objects that may be one thing, less the pairs that are known already.
-- In:  county (null = all): one of the two lies in it. Out: one row per new pair.
--   near              of one type, within 10 m, from different sources, or within 0,1 m
--   building_id       the same building id in one municipality
--   bebyggelsenummer  the same, of one type, from different sources (a site has one number)
-- However many are alike, the pairs are few: what has one building id, or lies on one spot, is
-- paired with its oldest alone, and of one source only the oldest on a spot, or of a
-- bebyggelsenummer, is compared with other sources.
-- An identifier without any digit but 0 ("0", "-", "saknas") says nothing.
-- The source of an object is the delivery that first brought it, else the person who recorded it.
INSERT INTO inventory_possibleduplicate (a_id, b_id, reason, state, merged_ref, version)
WITH source AS (
    SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id AS id,
           coalesce('d' || (c.metadata ->> 'delivery'), 'u' || (c.metadata ->> 'user')) AS name
    FROM inventory_protectedobjectevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_label = 'insert'
    ORDER BY e.pgh_obj_id, e.pgh_id
),
object AS MATERIALIZED (
    SELECT o.id, o.object_type, source.name AS source, o.municipality_id, o.building_id,
           o.bebyggelsenummer,
           %(county)s::text IS NULL OR left(o.municipality_id, 2) = %(county)s AS here,
           CASE WHEN ST_Dimension(o.shape) = 0 THEN ST_SnapToGrid(o.shape, 0.1)
                ELSE o.shape END AS spot
    FROM inventory_protectedobject o
    LEFT JOIN source ON source.id = o.id
),
of_source AS MATERIALIZED (
    SELECT object_type, source, spot, min(id) AS id FROM object GROUP BY 1, 2, 3
),
numbered AS MATERIALIZED (
    SELECT object_type, source, bebyggelsenummer, min(id) AS id
    FROM object WHERE bebyggelsenummer ~ '[1-9]' GROUP BY 1, 2, 3
),
pair AS (
    SELECT 1 AS strength, 'building_id' AS reason, id AS b,
           min(id) OVER (PARTITION BY municipality_id, building_id) AS a
    FROM object WHERE building_id ~ '[1-9]'
    UNION ALL
    SELECT 2, 'bebyggelsenummer', n.id, older.id
    FROM numbered n
    JOIN numbered older ON older.bebyggelsenummer = n.bebyggelsenummer
     AND older.object_type = n.object_type AND older.source IS DISTINCT FROM n.source
    UNION ALL
    SELECT 3, 'near', id, min(id) OVER (PARTITION BY object_type, spot) FROM object
    UNION ALL
    SELECT 3, 'near', s.id, older.id
    FROM of_source s
    JOIN inventory_protectedobject o ON o.id = s.id
    CROSS JOIN LATERAL (
        SELECT x.id, x.object_type, ST_DWithin(x.shape, o.shape, 0.1) AS on_it
        FROM inventory_protectedobject x
        WHERE ST_DWithin(x.shape, o.shape, 10)
        OFFSET 0  -- by the spatial index, object by object, whatever the planner thinks of the rest
    ) x
    JOIN of_source older ON older.id = x.id
    WHERE x.object_type = o.object_type AND x.id < o.id
      AND (x.on_it OR older.source IS DISTINCT FROM s.source)
)
SELECT DISTINCT ON (p.a, p.b) p.a, p.b, p.reason, 'undecided', '', 1
FROM pair p
JOIN object a ON a.id = p.a
JOIN object b ON b.id = p.b
WHERE p.a < p.b AND (a.here OR b.here)
  AND NOT EXISTS (SELECT FROM inventory_possibleduplicate known
                  WHERE known.a_id = p.a AND known.b_id = p.b)
ORDER BY p.a, p.b, p.strength
RETURNING id
