-- Lists what the file says otherwise of records that exist, one row per record and column.
-- An empty cell says nothing, unless the mapping says that it empties the record.
DROP TABLE IF EXISTS difference;
CREATE TEMP TABLE difference ON COMMIT DROP AS
SELECT t.{pk} AS id, s.row, f.name, f.known, f.value, f.fill_only, f.fallback, t.version
FROM (
    SELECT min(s.row) AS row
    FROM stage s
    WHERE NOT s.refused AND {only} AND NOT s.{is_new} AND s.{key} IS NOT NULL
    GROUP BY s.{key}
) first
JOIN stage_whole s ON s.row = first.row
JOIN {table} t ON t.{pk} = s.{key}
CROSS JOIN LATERAL (VALUES {facts}) AS f (name, known, value, clears, fill_only, fallback)
WHERE (f.value IS NOT NULL OR f.clears AND f.known <> '')
  AND f.value IS DISTINCT FROM f.known
