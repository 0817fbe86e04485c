-- The decisions in scope of a county by the year in which they count; the oldest first.
-- Rule: design note method.md, "decisions in scope", "read" and "unavailable", as in indicator/sql/q.sql.
-- In:  county, from_day and kinds of its scope, days_to_new_year of the method.
-- Out: year, decisions in scope, read, unavailable.
-- Those said to be unavailable are few, and those of them are fewer that a reading of the same day
-- contradicts: they are looked for in their years alone.
WITH counted AS (
    SELECT date_part('year', q.day + %(days_to_new_year)s)::int AS year,
           count(*) AS decisions, count(*) FILTER (WHERE q.read) AS read,
           count(*) FILTER (WHERE NOT q.read AND q.outcome = 'unavailable') AS unavailable
    FROM inventory_queueentry q
    WHERE q.county = %(county)s AND q.day >= %(from_day)s AND q.kind = ANY(%(kinds)s)
      AND NOT q.repeals
    GROUP BY 1
)
SELECT c.year, c.decisions, c.read,
       CASE WHEN c.unavailable = 0 THEN 0 ELSE c.unavailable - (
           SELECT count(*)
           FROM inventory_queueentry q
           WHERE q.county = %(county)s AND q.day >= %(from_day)s AND q.kind = ANY(%(kinds)s)
             AND NOT q.repeals AND NOT q.read AND q.outcome = 'unavailable'
             AND q.day BETWEEN make_date(c.year, 1, 1) - %(days_to_new_year)s
                           AND make_date(c.year, 12, 31) - %(days_to_new_year)s
             AND EXISTS (
                 SELECT FROM inventory_review r
                 WHERE r.decision_id = q.decision_id AND r.outcome <> 'unavailable'
                   AND r.read_on = (SELECT max(n.read_on) FROM inventory_review n
                                    WHERE n.decision_id = q.decision_id)
             )
       ) END AS unavailable
FROM counted c
ORDER BY c.year
