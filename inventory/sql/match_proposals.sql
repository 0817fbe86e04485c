-- The one decision that fits each staged row, if it still waits for the reason it waited for.
SELECT p.id AS pending, d.id AS decision, d.plan_id,
       coalesce(nullif(d.archive_ref, ''), d.designation) AS ref, d.name, d.in_force_from,
       m.name AS municipality, round(s.metres)::integer AS metres
FROM stage s
JOIN inventory_pendingmarking p ON p.id = s.pending_id AND p.reason = s.reason
JOIN plans_plandecision d ON d.id = s.proposed_id
JOIN plans_municipality m ON m.code = d.municipality_id
WHERE s.state = 'doubtful'
