-- A monument lies in one county: that of its municipality, given in the row or recorded before.
SELECT 'error' AS severity, 'municipality_in_other_county' AS reason, s.row,
       'municipality' AS field, p.name AS value,
       jsonb_build_object('known', home.name, 'told', told.name) AS facts, NULL AS place
FROM stage s
LEFT JOIN inventory_monument m ON m.id = s.monument_id
JOIN plans_municipality p ON p.code = coalesce(s.municipality_id, m.municipality_id)
JOIN plans_county home ON home.code = p.county_id
JOIN plans_county told ON told.code = s.county_id
WHERE NOT s.refused AND p.county_id <> s.county_id
