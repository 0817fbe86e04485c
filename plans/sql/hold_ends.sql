-- Holds what is said of the ends of plans, and of what their decisions end, in the order of its
-- keys: how much there is.
SELECT count(*) AS held
FROM (
    SELECT FROM plans_planrelation
    WHERE plan_id = ANY(%(plans)s::bigint[])
       OR decision_id IN (SELECT id FROM plans_plandecision WHERE plan_id = ANY(%(plans)s::bigint[]))
    ORDER BY id FOR UPDATE
) relation
