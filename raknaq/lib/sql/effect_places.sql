-- Where some of the new and altered records of one table lie: (action, id, longitude, latitude).
SELECT u.action, u.id::text, ST_X(p.place), ST_Y(p.place)
FROM (SELECT * FROM {effect} WHERE action <> 'delete' ORDER BY action DESC, id LIMIT {limit}) u
JOIN {table} t ON t.{pk} = u.id
CROSS JOIN LATERAL (SELECT ST_Transform(ST_PointOnSurface(t.{shape}), 4326) AS place) p
WHERE t.{shape} IS NOT NULL
