-- Gives back the claimed deliveries for which no job waits or runs: a job gives back what it took,
-- unless the database was away when it ended.
-- Out: (id) of those given back.
UPDATE plans_delivery d
SET task = '', step = %(failed)s
WHERE d.task <> ''
  AND NOT EXISTS (
      SELECT FROM procrastinate_jobs j
      WHERE j.status IN ('todo', 'doing') AND (j.args ->> 'delivery_id')::bigint = d.id
  )
RETURNING d.id
