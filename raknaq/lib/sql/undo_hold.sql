-- Holds the records that an undo writes, in the order of their keys: (how many).
SELECT count(*)
FROM (
    SELECT FROM {table} t
    JOIN {effect} u ON u.id = t.{pk}
    ORDER BY t.{pk}
    FOR {strength} OF t
) held
