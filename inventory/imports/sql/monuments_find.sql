-- The number of buildings stands among the things that a site includes; only a bare number (12, or
-- 12.0 from a table that made it a real) is read as one, anything else leaves the number unknown.
UPDATE stage s
SET buildings = substring(s.objects_told FROM '^(\d{1,6})(?:[.,]0+)?$')::integer
WHERE NOT s.refused;

-- A site with a row for each of its areas is one monument of them all: of its shapes those of the
-- highest dimension. It is formerly protected when all of it is.
WITH site AS (
    SELECT bebyggelsenummer, max(ST_Dimension(shape)) AS dimension,
           bool_and(formerly_protected) AS former
    FROM stage_whole
    WHERE NOT refused
    GROUP BY bebyggelsenummer
    HAVING count(*) > 1
),
whole AS (
    SELECT site.bebyggelsenummer, site.former, ST_Multi(ST_Union(s.shape ORDER BY s.row)) AS shape
    FROM site
    LEFT JOIN stage_whole s ON s.bebyggelsenummer = site.bebyggelsenummer AND NOT s.refused
         AND ST_Dimension(s.shape) = site.dimension
    GROUP BY site.bebyggelsenummer, site.former
),
shaped AS (
    UPDATE stage_body b
    SET shape = whole.shape
    FROM stage s
    JOIN whole ON whole.bebyggelsenummer = s.bebyggelsenummer
    WHERE s.row = b.row AND NOT s.refused
)
UPDATE stage s
SET formerly_protected = whole.former
FROM whole
WHERE NOT s.refused AND s.bebyggelsenummer = whole.bebyggelsenummer;

UPDATE stage s
SET monument_id = m.id, left_county = m.county_id
FROM inventory_monument m
WHERE NOT s.refused AND m.bebyggelsenummer = s.bebyggelsenummer
