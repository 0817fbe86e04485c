-- Where some of the new and altered records of one table lie: (action, id, longitude, latitude,
-- outline). The outline is GeoJSON to within 2 m, of lines and areas.
SELECT u.action, u.id::text, ST_X(p.place), ST_Y(p.place),
       CASE WHEN ST_Dimension(t.{shape}) > 0 THEN
           ST_AsGeoJSON(ST_Transform(ST_SimplifyPreserveTopology(t.{shape}, 2), 4326), 6)
       END
FROM (SELECT * FROM {effect} WHERE action <> 'delete' ORDER BY action DESC, id LIMIT {limit}) u
JOIN {table} t ON t.{pk} = u.id
CROSS JOIN LATERAL (SELECT ST_Transform(ST_PointOnSurface(t.{shape}), 4326) AS place) p
WHERE t.{shape} IS NOT NULL
