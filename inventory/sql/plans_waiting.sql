-- The plans of a county in which something that is proposed waits for a person: a delivered
-- provision whose type nobody has decided, or a doubtful row of an old database that names one of
-- its decisions by akt or planbeteckning, or lies in its area or within 10 m of it (as in
-- inventory/imports/sql/county_points_match.sql).
-- In:  county. Out: plan_id.
WITH waiting AS MATERIALIZED (
    SELECT w.municipality_id, w.shape, upper(w.values ->> 'archive_ref') AS akt,
           upper(w.values ->> 'designation') AS designation
    FROM inventory_pendingmarking w
    JOIN plans_municipality m ON m.code = w.municipality_id
    WHERE m.county_id = %(county)s AND w.state = 'doubtful'
)
SELECT q.plan_id
FROM plans_provision p
JOIN inventory_queueentry q ON q.decision_id = p.decision_id
WHERE p.classes = '{}' AND q.county = %(county)s
UNION
SELECT d.plan_id
FROM waiting w
JOIN plans_plandecision d
  ON d.municipality_id = w.municipality_id AND upper(d.archive_ref) = w.akt
 AND NOT d.archive_ref = ''
UNION
SELECT d.plan_id
FROM waiting w
JOIN plans_plandecision d
  ON d.municipality_id = w.municipality_id AND upper(d.designation) = w.designation
 AND NOT d.designation = ''
WHERE w.akt IS NULL
UNION
SELECT d.plan_id
FROM waiting w
JOIN plans_plandecision d ON ST_DWithin(d.area, w.shape, 10)
WHERE left(d.municipality_id, 2) = %(county)s
