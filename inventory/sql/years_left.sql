-- What a county has left to read, by the year in which it counts; the oldest first.
-- In:  as open_years.sql.
-- Out: year, plans (with a decision in scope that is neither read nor unavailable), and of those
--      decisions how many are unclear and lack their document (missing).
SELECT date_part('year', q.day + %(days_to_new_year)s)::int AS year,
       count(DISTINCT q.plan_id) AS plans,
       count(*) FILTER (WHERE q.outcome = 'unclear') AS unclear,
       count(*) FILTER (WHERE q.outcome = 'document_missing') AS missing
FROM inventory_queueentry q
WHERE q.county = %(county)s AND q.day >= %(from_day)s AND q.kind = ANY(%(kinds)s)
  AND NOT q.repeals AND NOT q.read
  AND (q.outcome <> 'unavailable' OR EXISTS (
      SELECT FROM inventory_review r
      WHERE r.decision_id = q.decision_id AND r.outcome <> 'unavailable'
        AND r.read_on = (SELECT max(n.read_on) FROM inventory_review n
                         WHERE n.decision_id = q.decision_id)
  ))
GROUP BY 1
ORDER BY 1
