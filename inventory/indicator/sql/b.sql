-- Part b of the indicator: byggnadsminnen per region, year and unit (sites, buildings).
-- Rule: design note method.md, "b/1: byggnadsminnen". A monument stands on the reference day when
-- its decision day is not after it and it has not ended by it. Without a decision day, or ended on
-- an unknown day, it is in no year.
--
-- In:  level, counties, years, series and the method's parameters, as in q.sql.
-- Out: one row per region of the level in the counties asked, year and unit, in that order.
--      value is null where no delivery of monuments covers the county; at_least is true for
--      buildings where the number of some site's buildings is unknown; sites_unknown is how many
--      sites that concerns.
WITH
year AS (
    SELECT y.year, make_date(y.year, %(reference_month)s, %(reference_dom)s) AS reference_day
    FROM unnest(%(years)s::int[]) AS y (year)
    WHERE 'in_force' = ANY(%(series)s::text[])
),
named AS (
    SELECT code, name, code AS county FROM plans_county WHERE %(level)s = 'county'
    UNION ALL
    SELECT code, name, county_id FROM plans_municipality WHERE %(level)s = 'municipality'
),
covered AS (
    SELECT DISTINCT unnest(covers) AS county FROM plans_delivery
    WHERE kind = 'monuments' AND state = 'accepted'
),
standing AS (
    SELECT CASE %(level)s WHEN 'county' THEN m.county_id ELSE m.municipality_id END AS region,
           year.year, m.buildings
    FROM inventory_monument m
    JOIN year ON m.decided_on <= year.reference_day
             AND (m.ended_on > year.reference_day
                  OR m.ended_on IS NULL AND NOT m.formerly_protected)
),
counted AS (
    SELECT region, year, count(*) AS sites, coalesce(sum(buildings), 0) AS buildings,
           count(*) FILTER (WHERE buildings IS NULL) AS sites_unknown
    FROM standing
    GROUP BY region, year
),
known_stock AS (
    SELECT coalesce(county_id, municipality_id) AS region, year,
           coalesce(
               sum(buildings) FILTER (WHERE building_type = ''),
               sum(buildings) FILTER (WHERE building_type = ANY(%(building_types)s::varchar[])
                                         OR %(building_types)s::varchar[] IS NULL)
           ) AS buildings
    FROM inventory_buildingstock
    GROUP BY 1, 2
),
stock AS (
    SELECT DISTINCT ON (region, year.year)
           region, year.year, known.year AS stock_year, buildings
    FROM known_stock known
    JOIN year ON known.year <= year.year
    WHERE buildings IS NOT NULL
    ORDER BY region, year.year, known.year DESC
)
SELECT n.code AS region_code, n.name AS region_name, year.year, unit.name AS unit,
       CASE WHEN covered.county IS NOT NULL
            THEN coalesce(CASE unit.name WHEN 'sites' THEN c.sites ELSE c.buildings END, 0)::int
       END AS value,
       CASE WHEN covered.county IS NOT NULL THEN 'complete' ELSE 'missing' END AS status,
       covered.county IS NOT NULL AND unit.name = 'buildings' AND coalesce(c.sites_unknown, 0) > 0
           AS at_least,
       coalesce(c.sites_unknown, 0)::int AS sites_unknown,
       CASE unit.name WHEN 'buildings' THEN stock.buildings::int END AS stock,
       CASE unit.name WHEN 'buildings' THEN stock.stock_year END AS stock_year
FROM named n
CROSS JOIN year
CROSS JOIN (VALUES (1, 'sites'), (2, 'buildings')) AS unit (number, name)
LEFT JOIN covered ON covered.county = n.county
LEFT JOIN counted c ON c.region = n.code AND c.year = year.year
LEFT JOIN stock ON stock.region = n.code AND stock.year = year.year
WHERE n.county = ANY(%(counties)s)
ORDER BY n.code, year.year, unit.number
