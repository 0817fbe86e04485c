-- Rows of one identity within the file, against the first of them.
-- In:  {identity} staged columns; {only} which rows; {facts} (name, first, value, must) per column.
-- Out: (row, first_row, name, first, value): one row per difference; name is null where a row
--      differs in nothing. In a column that must agree, a value and none differ; in another,
--      an empty cell says nothing.
WITH ordered AS (
    SELECT s.row, min(s.row) OVER (PARTITION BY {identity}) AS first_row
    FROM stage s
    WHERE NOT s.refused AND {only}
)
SELECT s.row, o.first_row, f.name, f.first, f.value
FROM ordered o
JOIN stage_whole s ON s.row = o.row
JOIN stage_whole first ON first.row = o.first_row
LEFT JOIN LATERAL (VALUES {facts}) AS f (name, first, value, must)
    ON f.first IS DISTINCT FROM f.value
   AND (f.must OR f.first IS NOT NULL AND f.value IS NOT NULL)
WHERE o.row > o.first_row
ORDER BY s.row
