SELECT 'error' AS severity, 'county_first' AS reason, s.row, 'code' AS field, s.county_id AS value,
       '{}'::jsonb AS facts, NULL AS place
FROM stage s
WHERE NOT s.refused AND length(s.code) = 4
  AND NOT EXISTS (SELECT FROM plans_county c WHERE c.code = s.county_id)
  AND NOT EXISTS (SELECT FROM stage o WHERE o.code = s.county_id)
UNION ALL
SELECT 'error', 'boundary_not_area', s.row, 'geometry', '', '{}'::jsonb, NULL
FROM stage_whole s
WHERE NOT s.refused AND ST_Dimension(s.shape) <> 2
