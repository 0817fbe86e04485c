-- New buildings with an id that was another municipality's before: they are other buildings, unless
-- the file has the wrong municipality. One warning for each two municipalities.
SELECT 'warning' AS severity, 'buildings_elsewhere' AS reason, min(s.row) AS row,
       'building_id' AS field, min(s.building_id) AS value,
       jsonb_build_object('number', count(DISTINCT s.footprint_id), 'municipality', other.name,
                          'own', own.name) AS facts, NULL AS place
FROM stage s
JOIN inventory_buildingfootprint f
  ON f.building_id = s.building_id AND f.municipality_id <> s.municipality_id
JOIN plans_municipality other ON other.code = f.municipality_id
JOIN plans_municipality own ON own.code = s.municipality_id
WHERE NOT s.refused AND s.footprint_id_is_new
  AND NOT EXISTS (SELECT FROM stage made WHERE made.footprint_id = f.id AND made.footprint_id_is_new)
GROUP BY other.name, own.name
ORDER BY 3
