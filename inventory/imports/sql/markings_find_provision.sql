UPDATE stage s
SET provision_id = p.id
FROM plans_provision p
WHERE NOT s.refused AND p.decision_id = s.decision_id AND p.letter = s.letter
  AND p.index = s.index AND p.wording = s.wording AND p.classes = s.classes
