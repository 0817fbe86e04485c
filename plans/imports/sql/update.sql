-- Writes the differences that remain, each record once, if nobody has written it since they were
-- listed. The records are held in the order of their keys first, as by all who write several.
-- Out: (row) of those that somebody has.
WITH d AS (
    SELECT id, version, min(row) AS row, array_agg(name) AS fields FROM difference GROUP BY 1, 2
),
held AS MATERIALIZED (
    SELECT t.{pk} AS id
    FROM {table} t
    JOIN d ON d.id = t.{pk} AND d.version = t.version
    ORDER BY t.{pk}
    FOR NO KEY UPDATE OF t
),
updated AS (
    UPDATE {table} t
    SET {assignments}
    FROM held
    JOIN d ON d.id = held.id
    JOIN stage_whole s ON s.row = d.row
    WHERE t.{pk} = held.id AND t.version = d.version
    RETURNING s.{key} AS staged, t.{pk} AS record
),
told AS (
    UPDATE stage s SET changed = true
    WHERE s.{key} IN (SELECT staged FROM updated) AND NOT s.refused AND {only}
)
SELECT row FROM d WHERE id NOT IN (SELECT record FROM updated) ORDER BY row
