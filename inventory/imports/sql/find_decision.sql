-- The decision that a row is about: by akt within the municipality, else by a designation.
UPDATE stage s
SET decision_id = d.id, candidates = 1
FROM plans_plandecision d
WHERE NOT s.refused AND d.municipality_id = s.municipality_id
  AND upper(d.archive_ref) = upper(s.archive_ref) AND d.archive_ref <> '';

UPDATE stage s
SET candidates = d.candidates, decision_id = CASE WHEN d.candidates = 1 THEN d.id END
FROM (
    SELECT municipality_id, upper(designation) AS designation,
           count(*) AS candidates, min(id) AS id
    FROM plans_plandecision
    WHERE designation <> ''
    GROUP BY 1, 2
) d
WHERE NOT s.refused AND s.archive_ref IS NULL
  AND d.municipality_id = s.municipality_id AND d.designation = upper(s.designation)
