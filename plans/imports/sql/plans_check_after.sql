-- What is odd about the decisions once they stand with their plans, and what the file left out.
-- No LIMIT on what is absent: for its sake the planner compared every decision with every row.
WITH row AS (
    SELECT s.*, p.shell_ref, p.in_force_to AS plan_to, p.kind AS plan_kind
    FROM stage s
    JOIN plans_plan p ON p.id = s.plan_id
    WHERE NOT s.refused AND s.decision <> 'new'
),
absent AS (
    SELECT coalesce(nullif(d.archive_ref, ''), d.designation) AS ref
    FROM plans_plandecision d
    WHERE d.municipality_id IN (SELECT municipality_id FROM stage WHERE NOT refused)
      AND NOT EXISTS (SELECT FROM stage s WHERE s.decision_id = d.id)
)
SELECT 'error' AS severity, 'to_before_from' AS reason, s.row, 'in_force_to' AS field,
       p.in_force_to::text AS value, jsonb_build_object('from', d.in_force_from) AS facts,
       NULL::text AS place
FROM stage s
JOIN plans_plan p ON p.id = s.plan_id
JOIN plans_plandecision d ON d.id = s.decision_id
WHERE NOT s.refused AND s.decision = 'new' AND p.in_force_to <= d.in_force_from
UNION ALL
SELECT 'warning',
       CASE WHEN EXISTS (SELECT FROM plans_plandecision d
                         WHERE d.municipality_id = row.municipality_id AND d.archive_ref <> ''
                           AND upper(d.archive_ref) = upper(shell_ref))
            THEN 'changes_in_circle' ELSE 'changes_unknown' END,
       row, 'changes_ref', changes_ref, '{}', NULL
FROM row WHERE shell_ref <> ''
UNION ALL
(SELECT DISTINCT ON (s.row) 'warning',
       CASE WHEN d.archive_ref = '' THEN 'designation_without_akt' ELSE 'designation_known' END,
       s.row, 'designation', s.designation, jsonb_build_object('known', d.archive_ref), NULL
FROM stage s
JOIN plans_plandecision d
  ON d.municipality_id = s.municipality_id AND upper(d.designation) = upper(s.designation)
 AND d.id <> s.decision_id AND d.plan_id <> s.plan_id
WHERE NOT s.refused AND s.decision_id_is_new
ORDER BY s.row, d.archive_ref)
UNION ALL
(SELECT DISTINCT ON (s.row) 'warning', 'akt_elsewhere', s.row, 'archive_ref', s.archive_ref,
       jsonb_build_object('municipality', m.name), NULL
FROM stage s
JOIN plans_plandecision d
  ON upper(d.archive_ref) = upper(s.archive_ref) AND d.municipality_id <> s.municipality_id
JOIN plans_municipality m ON m.code = d.municipality_id
WHERE NOT s.refused AND s.decision_id_is_new
ORDER BY s.row, d.municipality_id)
UNION ALL
SELECT 'warning', 'after_plans_end', row, 'in_force_from', in_force_from::text, '{}', NULL
FROM row WHERE in_force_from >= plan_to
UNION ALL
SELECT 'warning', 'kind_differs', row, 'kind', kind, jsonb_build_object('known', plan_kind), NULL
FROM row WHERE kind <> plan_kind
UNION ALL
SELECT 'warning', 'not_in_file', NULL, '', '',
       jsonb_build_object('number', count(*), 'samples', (array_agg(ref ORDER BY ref))[:5]), NULL
FROM absent HAVING count(*) > 0
