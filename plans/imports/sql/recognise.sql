-- Marks the rows whose record, known by a code, does not exist yet.
UPDATE stage s
SET {is_new} = true
WHERE NOT s.refused AND {only}
  AND NOT EXISTS (SELECT FROM {table} t WHERE t.{pk} = s.{key})
