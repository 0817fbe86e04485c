-- One digest of a table's content, whatever the order of its rows.
SELECT encode(sha256(convert_to(coalesce(string_agg(row_hash, '' ORDER BY row_hash), ''), 'UTF8')),
              'hex')
FROM (SELECT md5(ROW({columns})::text) AS row_hash FROM {table}) hashed
