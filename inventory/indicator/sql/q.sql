-- Part q of the indicator: protected buildings per region, year and series.
-- Rule: design note method.md, "q/1: q-märkt". One statement, so all figures of one call are of
-- one moment.
--
-- In:  level 'county' | 'municipality'; counties (codes), years (ints) and series (names) asked;
--      the method's parameters: object_types, default_kinds, counted, skydd, varsamhet and
--      rivningsforbud (sets of classes), building_types (null = all), max_unavailable,
--      reference_month, reference_dom, days_to_new_year (from the reference day to 31 December).
-- Out: one row per region of the level in the counties asked, year and series, in that order.
--      value, by class and share are null where the status is missing. decisions_checked are the
--      decisions read of which a second person has approved a reading that makes them read.
--
-- The counting year of a day is the first year whose reference day is not before it: an object
-- stands from the counting year of its decision up to, not including, that of its end.
WITH
region AS (
    SELECT m.code AS municipality, m.county_id AS county,
           CASE %(level)s WHEN 'county' THEN m.county_id ELSE m.code END AS code
    FROM plans_municipality m
    WHERE m.county_id = ANY(%(counties)s)
),
scope AS (
    SELECT s.*, k.kind
    FROM inventory_inventoryscope s
    CROSS JOIN unnest(
        CASE WHEN cardinality(s.kinds) = 0 THEN %(default_kinds)s::varchar[] ELSE s.kinds END
    ) AS k (kind)
    WHERE s.county_id = ANY(%(counties)s)
),
year AS (
    SELECT y.year, make_date(y.year, %(reference_month)s, %(reference_dom)s) AS reference_day
    FROM unnest(%(years)s::int[]) AS y (year)
),
series AS (
    SELECT s.name FROM unnest(%(series)s::text[]) AS s (name)
),

-- Buildings: which objects stand in which years ----------------------------------------------
standing AS (
    SELECT o.id AS object, r.code AS region, o.building_count, p.classes,
           extract(year FROM d.in_force_from + %(days_to_new_year)s)::int AS since,
           extract(year FROM least(l.in_force_to, p.ended_on, m.ended_on, o.gone_on)
                             + %(days_to_new_year)s)::int AS until
    FROM inventory_marking m
    JOIN inventory_protectedobject o ON o.id = m.object_id
    JOIN region r ON r.municipality = o.municipality_id
    JOIN plans_provision p ON p.id = m.provision_id
    JOIN plans_plandecision d ON d.id = p.decision_id
    JOIN plans_plan l ON l.id = d.plan_id
    JOIN scope s ON s.county_id = r.county AND s.kind = l.kind AND d.in_force_from >= s.from_day
    WHERE o.object_type = ANY(%(object_types)s)
      AND p.classes && %(counted)s::varchar[]
),
object_years AS (
    SELECT s.name AS series, region, building_count,
           range_agg(span.years) AS counted,
           range_agg(span.years) FILTER (WHERE classes && %(skydd)s::varchar[]) AS skydd,
           range_agg(span.years) FILTER (WHERE classes && %(varsamhet)s::varchar[]) AS varsamhet,
           range_agg(span.years) FILTER (WHERE classes && %(rivningsforbud)s::varchar[])
               AS rivningsforbud
    FROM standing
    CROSS JOIN series s
    CROSS JOIN LATERAL (
        SELECT CASE s.name
            WHEN 'registered' THEN int4range(since, NULL)
            ELSE CASE WHEN until <= since THEN 'empty' ELSE int4range(since, until) END
        END AS years
    ) span
    GROUP BY object, s.name, region, building_count
),
-- Few distinct spans carry many objects: add up the objects first, then spread over the years.
spans AS (
    SELECT series, region, counted, skydd, varsamhet, rivningsforbud,
           sum(building_count) AS buildings
    FROM object_years
    GROUP BY GROUPING SETS (
        (series, region, counted), (series, region, skydd), (series, region, varsamhet),
        (series, region, rivningsforbud)
    )
),
value AS (
    SELECT series, region, year.year,
           sum(buildings) FILTER (WHERE counted @> year.year) AS counted,
           sum(buildings) FILTER (WHERE skydd @> year.year) AS skydd,
           sum(buildings) FILTER (WHERE varsamhet @> year.year) AS varsamhet,
           sum(buildings) FILTER (WHERE rivningsforbud @> year.year) AS rivningsforbud
    FROM spans
    JOIN year ON year.year <@ coalesce(counted, skydd, varsamhet, rivningsforbud)
    GROUP BY series, region, year.year
),

-- Coverage: which decisions are in scope, read, unavailable ----------------------------------
reading AS (
    SELECT decision_id,
           bool_or(outcome IN ('recorded', 'nothing_found') AND 'kulturvarden' = ANY(looked_for))
               AS read,
           bool_or(outcome IN ('recorded', 'nothing_found') AND 'kulturvarden' = ANY(looked_for)
                   AND k.verdict IN ('approved', 'corrected'))
               AS checked,
           max(read_on) AS newest,
           max(read_on) FILTER (WHERE outcome <> 'unavailable') AS newest_other
    FROM inventory_review v
    LEFT JOIN inventory_peercheck k ON k.review_id = v.id
    GROUP BY decision_id
),
decision AS (
    SELECT r.county, r.code AS region,
           extract(year FROM d.in_force_from + %(days_to_new_year)s)::int AS since,
           count(*) AS decisions,
           count(*) FILTER (WHERE g.read) AS read,
           count(*) FILTER (WHERE g.checked) AS checked,
           count(*) FILTER (WHERE NOT g.read AND g.newest_other IS DISTINCT FROM g.newest)
               AS unavailable
    FROM plans_plandecision d
    JOIN plans_plan l ON l.id = d.plan_id
    JOIN region r ON r.municipality = d.municipality_id
    JOIN scope s ON s.county_id = r.county AND s.kind = l.kind
    LEFT JOIN reading g ON g.decision_id = d.id
    WHERE d.decision IN ('new', 'change')
      AND (d.in_force_from >= s.from_day OR d.in_force_from IS NULL)
    GROUP BY r.county, r.code, since
),
coverage AS (
    SELECT county, region, year.year,
           coalesce(sum(decisions) FILTER (WHERE since <= year.year), 0) AS in_scope,
           coalesce(sum(read) FILTER (WHERE since <= year.year), 0) AS read,
           coalesce(sum(checked) FILTER (WHERE since <= year.year), 0) AS checked,
           coalesce(sum(unavailable) FILTER (WHERE since <= year.year), 0) AS unavailable,
           coalesce(sum(decisions) FILTER (WHERE since IS NULL), 0) AS undated
    FROM decision CROSS JOIN year
    GROUP BY county, region, year.year
),
county_coverage AS (
    SELECT county, year,
           sum(in_scope) AS in_scope, sum(read) AS read, sum(unavailable) AS unavailable
    FROM coverage
    GROUP BY county, year
),

-- Status: the county's, also for its municipalities ------------------------------------------
status AS (
    SELECT c.code AS county, year.year,
           coalesce(s.ends_checked_through >= year.reference_day, false) AS ends_checked,
           CASE
               WHEN s.listed_through >= year.reference_day AND k.in_scope > 0
                    AND k.read + k.unavailable = k.in_scope
                    AND k.unavailable <= %(max_unavailable)s::numeric * k.in_scope
                   THEN 'complete'
               WHEN s.declared_through >= year.year THEN 'declared'
               WHEN s.listed_through >= year.reference_day AND k.read > 0 THEN 'partial'
               ELSE 'missing'
           END AS status
    FROM plans_county c
    CROSS JOIN year
    LEFT JOIN inventory_inventoryscope s ON s.county_id = c.code
    LEFT JOIN county_coverage k ON k.county = c.code AND k.year = year.year
    WHERE c.code = ANY(%(counties)s)
),

-- Stock: the total row where there is one, else the sum of the method's types, never both ----
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
),
named AS (
    SELECT code, name, code AS county FROM plans_county WHERE %(level)s = 'county'
    UNION ALL
    SELECT code, name, county_id FROM plans_municipality WHERE %(level)s = 'municipality'
)
SELECT n.code AS region_code, n.name AS region_name, year.year, series.name AS series,
       CASE WHEN status.status <> 'missing' THEN coalesce(v.counted, 0) END AS value,
       coalesce(v.skydd, 0) AS skydd,
       coalesce(v.varsamhet, 0) AS varsamhet,
       coalesce(v.rivningsforbud, 0) AS rivningsforbud,
       stock.buildings AS stock, stock.stock_year,
       coalesce(k.in_scope, 0) AS decisions_in_scope,
       coalesce(k.read, 0) AS decisions_read,
       coalesce(k.checked, 0) AS decisions_checked,
       coalesce(k.unavailable, 0) AS decisions_unavailable,
       coalesce(k.undated, 0) AS decisions_undated,
       status.status, status.ends_checked
FROM named n
CROSS JOIN year
CROSS JOIN series
JOIN status ON status.county = n.county AND status.year = year.year
LEFT JOIN value v ON v.region = n.code AND v.year = year.year AND v.series = series.name
LEFT JOIN coverage k ON k.region = n.code AND k.year = year.year
LEFT JOIN stock ON stock.region = n.code AND stock.year = year.year
ORDER BY n.code, year.year, series.name
