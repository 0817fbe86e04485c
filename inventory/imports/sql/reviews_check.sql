SELECT 'warning' AS severity, 'nothing_found_marked' AS reason, min(s.row), 'archive_ref' AS field,
       coalesce(nullif(d.archive_ref, ''), d.designation) AS value, '{}'::jsonb AS facts,
       NULL AS place
FROM stage s
JOIN plans_plandecision d ON d.id = s.decision_id
WHERE NOT s.refused AND s.outcome = 'nothing_found' AND 'kulturvarden' = ANY(s.looked_for)
  AND EXISTS (SELECT FROM inventory_marking k JOIN plans_provision p ON p.id = k.provision_id
              WHERE p.decision_id = d.id
                AND p.classes && ARRAY['skydd', 'varsamhet', 'rivningsforbud']::varchar[])
GROUP BY d.id
UNION ALL
SELECT 'warning', 'date_in_future', s.row, 'read_on', s.read_on::text, '{}', NULL
FROM stage s
WHERE NOT s.refused AND s.read_on > current_date
