-- Takes out of the differences the identifiers that are registered already: they are added, never
-- swapped. Two writings that differ in case alone are the same.
-- Out: (row, name, known, value) of those that differ in more.
WITH kept AS (
    DELETE FROM difference WHERE fill_only AND known <> ''
    RETURNING row, name, known, value
)
SELECT * FROM kept WHERE upper(known) <> upper(value) ORDER BY row
