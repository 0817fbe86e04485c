SELECT 'error' AS severity, 'to_before_from' AS reason, s.row, 'listed_through' AS field,
       s.listed_through::text AS value, jsonb_build_object('from', s.from_day) AS facts,
       NULL AS place
FROM stage s
WHERE NOT s.refused AND s.listed_through <= s.from_day
UNION ALL
SELECT 'warning', 'listing_unsigned', s.row, 'listed_through', '', '{}', NULL
FROM stage s
WHERE NOT s.refused AND s.listed_through IS NOT NULL
  AND (s.listed_source IS NULL OR s.listed_by IS NULL)
UNION ALL
SELECT 'warning', 'listing_unsigned', s.row, 'declared_through', '', '{}', NULL
FROM stage s
WHERE NOT s.refused AND s.declared_through IS NOT NULL
  AND (s.declared_by IS NULL OR s.declared_on IS NULL)
