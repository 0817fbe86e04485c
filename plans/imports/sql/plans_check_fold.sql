-- Where a person's end day of a shell stands before the day that was delivered for its plan.
SELECT 'warning' AS severity, 'person_changed' AS reason,
       (SELECT min(row) FROM stage s WHERE NOT s.refused AND s.plan_id = k.plan_id) AS row,
       'in_force_to' AS field, told::text AS value,
       jsonb_build_object('known', day, 'who', who, 'day', since) AS facts, NULL::text AS place
FROM kept_end k
WHERE told IS NOT NULL
