-- How the rows that were not refused ended: each record once as new or changed.
SELECT count(*) FILTER (WHERE first AND {main_is_new}),
       count(*) FILTER (WHERE first AND NOT {main_is_new} AND changed),
       count(*) FILTER (WHERE NOT first OR NOT {main_is_new} AND NOT changed)
FROM (
    SELECT s.*, s.row = min(s.row) OVER (PARTITION BY s.{main}) AS first
    FROM stage s
    WHERE NOT s.refused
) s
