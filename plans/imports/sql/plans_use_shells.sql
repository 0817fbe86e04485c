UPDATE stage s
SET plan_id = s.shell_id
WHERE NOT s.refused AND s.decision <> 'new' AND s.plan_id IS NULL
