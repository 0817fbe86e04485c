-- Gives each staged row the decision that a person chose for it, and its municipality.
UPDATE stage s
SET state = 'certain', decision_id = d.id, municipality_id = d.municipality_id
FROM (VALUES {chosen}) AS chosen (row, decision)
JOIN plans_plandecision d ON d.id = chosen.decision
WHERE s.row = chosen.row
