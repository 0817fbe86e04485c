-- Gives the rows whose record does not exist yet a key for it: one per distinct identity.
-- Materialized, because a plan that reads `fresh` twice would draw other numbers the second time.
-- Joined by row numbers alone: the staged columns have been filled since the stage was analysed, and
-- a join on them, taken for a handful of rows, ran for minutes on 300 000.
WITH wanted AS MATERIALIZED (
    SELECT s.row, min(s.row) OVER (PARTITION BY {identity}) AS first
    FROM stage s
    WHERE NOT s.refused AND {only} AND s.{key} IS NULL
),
fresh AS MATERIALIZED (
    SELECT row AS first, nextval(pg_get_serial_sequence({sequence}, 'id')) AS id
    FROM wanted
    WHERE row = first
)
UPDATE stage s
SET {key} = fresh.id, {is_new} = true
FROM wanted
JOIN fresh USING (first)
WHERE s.row = wanted.row
