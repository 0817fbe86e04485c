-- The counties that the rows belong to or take a record from; '' stands for what all share.
SELECT DISTINCT touched.county
FROM stage s
CROSS JOIN LATERAL (VALUES ({county}), ({left_county})) AS touched (county)
WHERE NOT s.refused AND touched.county IS NOT NULL
ORDER BY 1
