-- How many standing provisions of the older plan lie within the decision's area, for each of some
-- proposals: by the provision's own area or by what is marked by it. One without either lies where
-- nobody knows, and is counted; so is each where the decision has no area.
-- In: relations (ids). Out: (relation, provisions), only where there are any.
SELECT r.id AS relation, count(*) AS provisions
FROM plans_planrelation r
JOIN plans_plandecision newer ON newer.id = r.decision_id
JOIN plans_plandecision older ON older.plan_id = r.plan_id
JOIN plans_provision p ON p.decision_id = older.id
WHERE r.id = ANY(%(relations)s::bigint[])
  AND p.ended_on IS NULL
  AND (newer.area IS NULL
       OR ST_Intersects(newer.area, p.area)
       OR EXISTS (SELECT FROM inventory_marking m
                  JOIN inventory_protectedobject o ON o.id = m.object_id
                  WHERE m.provision_id = p.id AND m.ended_on IS NULL
                    AND ST_Intersects(newer.area, o.shape))
       OR p.area IS NULL
          AND NOT EXISTS (SELECT FROM inventory_marking m WHERE m.provision_id = p.id))
GROUP BY r.id
