-- Gives the staged rows the decision that a person chose, and its municipality.
UPDATE stage s
SET state = 'certain', decision_id = d.id, municipality_id = d.municipality_id
FROM plans_plandecision d
WHERE d.id = {decision}
