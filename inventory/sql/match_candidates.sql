-- The decisions that a waiting row may be about, the likeliest first.
-- In:  pending. Out: id, plan_id, ref, name, decision, in_force_from, municipality, spelled,
--      similarity, metres, years, area (GeoJSON in WGS 84).
-- Looked for: akts of the municipality that look alike, its planbeteckning (both by the index on
-- municipality), and what lies within 500 m (by the spatial index). What lies more than 5 km away is
-- left out where anything else is found. An akt that parts the municipality code (20-80 for 2080)
-- is spelled otherwise, no more. Points: 3 for an akt that differs in spelling at most, 2
-- for an equal planbeteckning, 0 to 1 for a similar akt, 1 on the place and half of it at 50 m, 0,5
-- for the same year and half of it a year away.
WITH row AS MATERIALIZED (
    SELECT p.municipality_id, p.values ->> 'archive_ref' AS akt,
           p.values ->> 'designation' AS designation, (p.values ->> 'year')::integer AS year,
           ST_PointOnSurface(p.shape) AS place
    FROM inventory_pendingmarking p
    WHERE p.id = %(pending)s
),
found AS (
    (SELECT d.id
     FROM row r
     JOIN plans_plandecision d
       ON d.archive_ref %% r.akt AND d.municipality_id = r.municipality_id
     ORDER BY similarity(d.archive_ref, r.akt) DESC, d.id LIMIT 8)
    UNION
    (SELECT d.id
     FROM row r
     JOIN plans_plandecision d
       ON d.municipality_id = r.municipality_id AND upper(d.designation) = upper(r.designation)
     ORDER BY d.id LIMIT 8)
    UNION
    (SELECT d.id
     FROM row r
     JOIN plans_plandecision d
       ON ST_DWithin(d.area, r.place, 500)
      AND left(d.municipality_id, 2) = left(r.municipality_id, 2)
     ORDER BY ST_Distance(d.area, r.place), d.id LIMIT 8)
),
judged AS (
    SELECT d.*,
           coalesce(regexp_replace(plans_akt_key(d.archive_ref), '^(\d\d)-(\d\d)', '\1\2')
                    = regexp_replace(plans_akt_key(r.akt), '^(\d\d)-(\d\d)', '\1\2'), false)
               AS spelled,
           coalesce(upper(d.designation) = upper(r.designation), false) AS designated,
           similarity(d.archive_ref, r.akt) AS similarity,
           ST_Distance(d.area, r.place) AS metres,
           abs(extract(year FROM d.in_force_from)::integer - r.year) AS years
    FROM found f
    JOIN plans_plandecision d ON d.id = f.id
    CROSS JOIN row r
),
near AS (
    SELECT * FROM judged
    WHERE metres <= 5000 OR NOT EXISTS (SELECT FROM judged WHERE metres <= 5000)
       OR metres IS NULL
)
SELECT j.id, j.plan_id, coalesce(nullif(j.archive_ref, ''), j.designation) AS ref, j.name,
       j.decision, j.in_force_from, m.name AS municipality, j.spelled,
       round(j.similarity::numeric, 2) AS similarity, round(j.metres)::integer AS metres, j.years,
       ST_AsGeoJSON(ST_Transform(ST_SimplifyPreserveTopology(j.area, 0.5), 4326), 7) AS area
FROM near j
JOIN plans_municipality m ON m.code = j.municipality_id
ORDER BY 3 * j.spelled::integer + 2 * j.designated::integer + coalesce(j.similarity, 0)
         + coalesce(50 / (50 + j.metres), 0) + coalesce(0.5 / (1 + j.years), 0) DESC, j.id
LIMIT 8
