-- What is wrong with a plan that is to be taken in.
SELECT 'error' AS severity, 'value_missing' AS reason, row, 'kind' AS field, '' AS value,
       '{}'::jsonb AS facts, NULL::text AS place
FROM stage
WHERE NOT refused AND record = 'plan' AND untaken IS NULL AND plan_id IS NULL AND kind IS NULL
