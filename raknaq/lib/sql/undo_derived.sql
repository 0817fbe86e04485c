-- Removes what is only worked out from a record that an undo removes.
DELETE FROM {table} r USING {effect} u
WHERE u.action = 'insert' AND r.{column} = u.id AND {condition}
