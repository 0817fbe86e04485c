-- Inserts the new records: of several rows for one record the first wins.
INSERT INTO {table} ({columns})
SELECT DISTINCT ON (s.{key}) {values}
FROM stage s
WHERE NOT s.refused AND {only} AND s.{is_new}
ORDER BY s.{key}, s.row
