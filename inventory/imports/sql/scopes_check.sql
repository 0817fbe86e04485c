-- What a county signs for has been, and lies after the beginning of its inventory.
WITH signed AS (
    SELECT s.row, s.from_day, told.name, told.day, told.first_day, told.text
    FROM stage s
    CROSS JOIN LATERAL (VALUES
        ('listed_through', s.listed_through, s.from_day + 1, s.listed_through::text),
        ('ends_checked_through', s.ends_checked_through, s.from_day, s.ends_checked_through::text),
        ('declared_on', s.declared_on, NULL, s.declared_on::text),
        ('declared_through', make_date(s.declared_through, 1, 1), NULL, s.declared_through::text)
    ) AS told (name, day, first_day, text)
    WHERE NOT s.refused
)
SELECT 'error' AS severity, 'end_before_start' AS reason, row, name AS field, text AS value,
       jsonb_build_object('from', from_day) AS facts, NULL AS place
FROM signed WHERE day < first_day
UNION ALL
SELECT 'error', 'signed_in_future', row, name, text, '{}', NULL
FROM signed WHERE day > current_date
UNION ALL
SELECT 'warning', 'listing_unsigned', s.row, 'listed_through', '', '{}', NULL
FROM stage s
WHERE NOT s.refused AND s.listed_through IS NOT NULL
  AND (s.listed_source IS NULL OR s.listed_by IS NULL)
UNION ALL
SELECT 'warning', 'listing_unsigned', s.row, 'declared_through', '', '{}', NULL
FROM stage s
WHERE NOT s.refused AND s.declared_through IS NOT NULL
  AND (s.declared_by IS NULL OR s.declared_on IS NULL)
UNION ALL
-- What the county would sign for though nobody has decided it yet (plans.ends.open_ends).
SELECT 'warning', 'ends_open', s.row, 'ends_checked_through', s.ends_checked_through::text,
       jsonb_build_object('number', count(*),
                          'samples', to_jsonb((array_agg(DISTINCT open.ref))[1:5])), NULL
FROM stage s
JOIN (
    SELECT m.county_id, d.in_force_from, coalesce(nullif(d.archive_ref, ''), d.designation) AS ref
    FROM plans_planrelation r
    JOIN plans_plandecision d ON d.id = r.decision_id
    JOIN plans_municipality m ON m.code = d.municipality_id
    JOIN plans_plan p ON p.id = r.plan_id
    WHERE r.state = 'proposed' OR r.state = 'unknown' AND p.in_force_to IS NULL
) open ON open.county_id = s.county_id
      AND (open.in_force_from <= s.ends_checked_through OR open.in_force_from IS NULL)
WHERE NOT s.refused AND s.ends_checked_through IS NOT NULL
GROUP BY s.row, s.ends_checked_through
