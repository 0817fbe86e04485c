-- How the rows that were not refused ended: each record once as new or changed. A row without a
-- record, because a person has removed it, changes nothing.
SELECT count(*) FILTER (WHERE first AND is_new),
       count(*) FILTER (WHERE first AND NOT is_new AND changed),
       count(*) FILTER (WHERE NOT first OR NOT is_new AND NOT changed)
FROM (
    SELECT s.changed, coalesce(CASE {is_new} END, false) AS is_new,
           s.row = min(s.row) OVER (PARTITION BY coalesce({record}, s.row::text)) AS first
    FROM stage s
    WHERE NOT s.refused
) s
