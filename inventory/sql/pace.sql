-- How many minutes a reading takes in a county: the middle one of the latest readings made here.
-- A person's reading is timed from that person's reading before it; a longer pause than `pause`
-- minutes is no reading. One reading of several decisions is one.
-- In:  county, latest (how many decisions read to look at), pause.
-- Out: minutes (null without any), timed (how many readings that is the middle of).
WITH latest AS (
    SELECT r.id, r.reader_id
    FROM inventory_review r
    JOIN inventory_queueentry q ON q.decision_id = r.decision_id
    WHERE r.reader_id IS NOT NULL AND q.county = %(county)s
    ORDER BY r.id DESC
    LIMIT %(latest)s
),
said AS (
    SELECT l.reader_id, min(e.pgh_created_at) AS at
    FROM latest l
    JOIN inventory_reviewevent e ON e.pgh_obj_id = l.id AND e.pgh_label = 'insert'
    GROUP BY l.reader_id, e.pgh_context_id
),
timed AS (
    SELECT extract(epoch FROM at - lag(at) OVER (PARTITION BY reader_id ORDER BY at)) / 60
               AS minutes
    FROM said
)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::float AS minutes, count(*) AS timed
FROM timed
WHERE minutes <= %(pause)s
