-- Which decision a row is about, how sure that is, and why it is not surer.
-- In:  staged rows. Out: state, reason, proposed_id and metres (from its area), decision_id.
-- A row names decisions of its municipality by akt; else by an akt that differs in spelling only
-- (plans_akt_key); else, without akt, by planbeteckning. Its place is a point on its shape.
--   certain      the akt is equal and the place lies in the area or within 10 m of it
--   doubtful     akt_spelling, designation  the only one named so, the place as above
--                no_area     the only one named has no area to compare with
--                outside     the only one named lies within 500 m
--                several     several are named, or lie there when nothing is named
--                one_plan    nothing is named and one decision alone lies there
--                akt_unknown what is named is not found, but something lies there
--   unmatched    far_outside, not_found, no_shape
WITH row AS MATERIALIZED (
    SELECT row, municipality_id, upper(archive_ref) AS akt, plans_akt_key(archive_ref) AS akt_key,
           CASE WHEN archive_ref IS NULL THEN upper(designation) END AS designation,
           ST_PointOnSurface(shape) AS place
    FROM stage_whole
    WHERE NOT refused
),
known AS MATERIALIZED (
    SELECT d.id, d.municipality_id, upper(d.archive_ref) AS akt,
           plans_akt_key(d.archive_ref) AS akt_key, upper(d.designation) AS designation
    FROM plans_plandecision d
    WHERE d.municipality_id IN (SELECT municipality_id FROM row)
),
named AS (
    SELECT r.row, k.id, 1 AS how
    FROM row r JOIN known k ON k.municipality_id = r.municipality_id AND k.akt = r.akt
    UNION ALL
    SELECT r.row, k.id, 2
    FROM row r
    JOIN known k ON k.municipality_id = r.municipality_id AND k.akt_key = r.akt_key
     AND k.akt <> r.akt AND k.akt_key <> ''
    UNION ALL
    SELECT r.row, k.id, 3
    FROM row r
    JOIN known k ON k.municipality_id = r.municipality_id AND k.designation = r.designation
),
best AS MATERIALIZED (
    SELECT n.row, n.how, n.number, n.id, ST_Distance(d.area, r.place) AS metres
    FROM (
        SELECT DISTINCT ON (row) row, how, id, count(*) OVER (PARTITION BY row, how) AS number
        FROM named
        ORDER BY row, how, id
    ) n
    JOIN plans_plandecision d ON d.id = n.id
    JOIN row r ON r.row = n.row
),
here AS MATERIALIZED (
    SELECT r.row, count(*) AS number, min(d.id) AS id
    FROM row r
    LEFT JOIN best b ON b.row = r.row
    JOIN plans_plandecision d ON ST_DWithin(d.area, r.place, 10) AND d.decision <> 'repeal'
     AND left(d.municipality_id, 2) = left(r.municipality_id, 2)
    WHERE b.row IS NULL OR b.how > 1 AND b.number = 1 AND b.metres > 500
    GROUP BY r.row
),
judged AS (
    SELECT r.row, b.metres, coalesce(b.number, h.number) AS number,
           CASE WHEN h.id IS NULL THEN b.id ELSE h.id END AS id,
           CASE
               WHEN r.place IS NULL THEN 'no_shape'
               WHEN b.number > 1 THEN 'several'
               WHEN b.id IS NOT NULL AND b.metres IS NULL THEN 'no_area'
               WHEN b.metres <= 10 AND b.how = 1 THEN ''
               WHEN b.metres <= 10 AND b.how = 2 THEN 'akt_spelling'
               WHEN b.metres <= 10 THEN 'designation'
               WHEN b.metres <= 500 THEN 'outside'
               WHEN b.how = 1 THEN 'far_outside'
               WHEN h.id IS NULL THEN 'not_found'
               WHEN r.akt IS NOT NULL OR r.designation IS NOT NULL THEN 'akt_unknown'
               WHEN h.number = 1 THEN 'one_plan'
               ELSE 'several'
           END AS reason
    FROM row r
    LEFT JOIN best b ON b.row = r.row
    LEFT JOIN here h ON h.row = r.row
)
UPDATE stage s
SET reason = j.reason,
    state = CASE WHEN j.reason = '' THEN 'certain'
                 WHEN j.reason IN ('far_outside', 'not_found', 'no_shape') THEN 'unmatched'
                 ELSE 'doubtful' END,
    metres = j.metres,
    decision_id = CASE WHEN j.reason = '' THEN j.id END,
    proposed_id = CASE WHEN j.reason IN ('akt_spelling', 'designation', 'no_area', 'outside',
                                         'far_outside', 'one_plan') THEN j.id END
FROM judged j
WHERE s.row = j.row
