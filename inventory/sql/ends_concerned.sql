-- How many standing markings of the older plan lie within the decision's area, or in the whole
-- plan where the decision has none, for each of some proposals.
-- In: relations (ids). Out: (relation, markings), only where there are any.
SELECT r.id AS relation, count(*) AS markings
FROM plans_planrelation r
JOIN plans_plandecision newer ON newer.id = r.decision_id
JOIN plans_plandecision older ON older.plan_id = r.plan_id
JOIN plans_provision p ON p.decision_id = older.id
JOIN inventory_marking m ON m.provision_id = p.id
JOIN inventory_protectedobject o ON o.id = m.object_id
WHERE r.id = ANY(%(relations)s::bigint[])
  AND m.ended_on IS NULL AND p.ended_on IS NULL
  AND (newer.area IS NULL OR ST_Intersects(newer.area, o.shape))
GROUP BY r.id
