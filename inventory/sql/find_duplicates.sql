-- Finds pairs of objects that may be one thing, less the pairs that are known already.
-- In:  county (null = all): one of the two lies in it. Out: one row per new pair.
--   near              of one type, within 10 m, from different sources, or within 0,1 m
--   building_id       the same building id
--   bebyggelsenummer  the same, of one type, from different sources (a site has one number)
-- The source of an object is the delivery that first brought it, else the person who recorded it.
INSERT INTO inventory_possibleduplicate (a_id, b_id, reason, state, merged_ref, version)
SELECT DISTINCT ON (pair.a, pair.b) pair.a, pair.b, pair.reason, 'undecided', '', 1
FROM (
    SELECT 1 AS strength, 'building_id' AS reason, true AS same_source_too,
           least(o.id, x.id) AS a, greatest(o.id, x.id) AS b
    FROM inventory_protectedobject o
    JOIN inventory_protectedobject x ON x.building_id = o.building_id AND x.id <> o.id
    WHERE o.building_id <> ''
      AND (%(county)s::text IS NULL OR left(o.municipality_id, 2) = %(county)s)
    UNION ALL
    SELECT 2, 'bebyggelsenummer', false, least(o.id, x.id), greatest(o.id, x.id)
    FROM inventory_protectedobject o
    JOIN inventory_protectedobject x
      ON x.bebyggelsenummer = o.bebyggelsenummer AND x.object_type = o.object_type AND x.id <> o.id
    WHERE o.bebyggelsenummer <> ''
      AND (%(county)s::text IS NULL OR left(o.municipality_id, 2) = %(county)s)
    UNION ALL
    SELECT 3, 'near', ST_DWithin(x.shape, o.shape, 0.1), least(o.id, x.id), greatest(o.id, x.id)
    FROM inventory_protectedobject o
    JOIN inventory_protectedobject x
      ON ST_DWithin(x.shape, o.shape, 10) AND x.object_type = o.object_type AND x.id <> o.id
    WHERE %(county)s::text IS NULL OR left(o.municipality_id, 2) = %(county)s
) pair
LEFT JOIN LATERAL (
    SELECT coalesce('d' || (c.metadata ->> 'delivery'), 'u' || (c.metadata ->> 'user')) AS source
    FROM inventory_protectedobjectevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_obj_id = pair.a AND e.pgh_label = 'insert' AND NOT pair.same_source_too
    ORDER BY e.pgh_id LIMIT 1
) of_a ON true
LEFT JOIN LATERAL (
    SELECT coalesce('d' || (c.metadata ->> 'delivery'), 'u' || (c.metadata ->> 'user')) AS source
    FROM inventory_protectedobjectevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_obj_id = pair.b AND e.pgh_label = 'insert' AND NOT pair.same_source_too
    ORDER BY e.pgh_id LIMIT 1
) of_b ON true
WHERE (pair.same_source_too OR of_a.source IS DISTINCT FROM of_b.source)
  AND NOT EXISTS (SELECT FROM inventory_possibleduplicate known
                  WHERE known.a_id = pair.a AND known.b_id = pair.b)
ORDER BY pair.a, pair.b, pair.strength
RETURNING id
