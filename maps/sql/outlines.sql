-- Regions as SVG paths in kilometres, north up, simplified to so many metres, each with the frame
-- of all of them together.
-- In: level 'county' | 'municipality'; county, the code to stay within, or null; tolerance, metres.
WITH region AS (
    SELECT code, area FROM plans_county
    WHERE %(level)s = 'county' AND coalesce(code = %(county)s, true)
    UNION ALL
    SELECT code, area FROM plans_municipality
    WHERE %(level)s = 'municipality' AND coalesce(county_id = %(county)s, true)
),
frame AS (
    SELECT floor(ST_XMin(box) / 1000) AS left, floor(-ST_YMax(box) / 1000) AS top,
           ceil((ST_XMax(box) - ST_XMin(box)) / 1000) AS width,
           ceil((ST_YMax(box) - ST_YMin(box)) / 1000) AS height
    FROM (SELECT ST_Extent(area) AS box FROM region) extent
)
SELECT code,
       ST_AsSVG(ST_Scale(ST_SimplifyPreserveTopology(area, %(tolerance)s), 0.001, 0.001), 1, 1)
           AS outline,
       frame.left::int, frame.top::int, frame.width::int, frame.height::int
FROM region, frame
ORDER BY code
