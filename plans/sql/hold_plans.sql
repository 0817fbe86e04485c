-- Holds plans in the order of their keys: how many there are.
SELECT count(*) AS held
FROM (
    SELECT FROM plans_plan WHERE id = ANY(%(plans)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
) plan
