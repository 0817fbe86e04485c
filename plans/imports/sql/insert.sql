-- Inserts the new records: of several rows for one record the first wins.
INSERT INTO {table} ({columns})
SELECT {values}
FROM (
    SELECT min(s.row) AS row
    FROM stage s
    WHERE NOT s.refused AND {only} AND s.{is_new}
    GROUP BY s.{key}
) first
JOIN stage_whole s ON s.row = first.row
ORDER BY s.{key}
