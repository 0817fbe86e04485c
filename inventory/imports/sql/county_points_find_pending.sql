-- The rows that wait already, or have waited.
UPDATE stage s
SET pending_id = p.id
FROM inventory_pendingmarking p
WHERE NOT s.refused AND p.municipality_id = s.municipality_id AND p.identity = s.identity;

-- One that has been matched stays with its decision.
UPDATE stage s
SET state = 'certain', reason = '', decision_id = d.id, municipality_id = d.municipality_id
FROM inventory_pendingmarking p
JOIN inventory_marking k ON k.id = p.marking_id
JOIN plans_provision v ON v.id = k.provision_id
JOIN plans_plandecision d ON d.id = v.decision_id
WHERE p.id = s.pending_id;

-- What a person refused, or matched and then removed, stays so.
UPDATE stage s
SET state = p.state, reason = p.reason, decision_id = NULL
FROM inventory_pendingmarking p
WHERE p.id = s.pending_id AND p.marking_id IS NULL
  AND (p.decided_by_id IS NOT NULL OR p.state = 'matched')
