-- Gives the staged rows that still wait for this reason the one decision that fits them.
UPDATE stage s
SET state = 'certain', decision_id = d.id, municipality_id = d.municipality_id
FROM plans_plandecision d
WHERE s.reason = {reason} AND d.id = s.proposed_id
