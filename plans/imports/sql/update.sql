-- Writes the differences that remain, each record once.
WITH d AS (
    SELECT id, min(row) AS row, array_agg(name) AS fields FROM difference GROUP BY id
),
updated AS (
    UPDATE {table} t
    SET {assignments}
    FROM d JOIN stage s ON s.row = d.row
    WHERE t.{pk} = d.id
    RETURNING s.{key}
)
UPDATE stage s SET changed = true
WHERE s.{key} IN (SELECT {key} FROM updated) AND NOT s.refused AND {only}
