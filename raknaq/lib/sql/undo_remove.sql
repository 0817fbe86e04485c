DELETE FROM {table} t USING {effect} u WHERE u.action = 'insert' AND t.{pk} = u.id
