-- Records that refer to what an undo has removed: (id, number in all).
SELECT r.{pk}::text, count(*) OVER ()
FROM {effect} u
JOIN {table} r ON r.{column} = u.id
WHERE u.action = 'insert'
ORDER BY r.{pk} LIMIT {limit}
