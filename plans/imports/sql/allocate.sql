-- Gives the rows whose record does not exist yet a key for it: one per distinct identity,
-- in its order, so that records of one municipality are inserted together: random places in the
-- indexes took twice the time.
-- Materialized, because a plan that reads `fresh` twice would draw other numbers the second time.
WITH fresh AS MATERIALIZED (
    SELECT {identity}, {numbers}
    FROM (
        SELECT DISTINCT {identity} FROM stage s WHERE NOT s.refused AND {only} AND s.{key} IS NULL
        ORDER BY {identity}
    ) wanted
)
UPDATE stage s
SET {assignments}
FROM fresh
WHERE NOT s.refused AND {only} AND s.{key} IS NULL AND {same}
