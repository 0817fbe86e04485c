-- What was not taken in and why, and what is odd about the rest.
WITH plan AS (
    SELECT s.*, coalesce(s.designation, s.name, s.plan_national_id::text) AS ref,
           ST_PointOnSurface(s.shape) AS place, m.name AS municipality, m.area AS home
    FROM stage_whole s
    JOIN plans_municipality m ON m.code = s.municipality_id
    WHERE NOT s.refused AND s.record = 'plan'
),
decision AS (
    SELECT s.*, coalesce(s.archive_ref, s.shared_ref, s.designation, s.name) AS ref
    FROM stage s
    WHERE NOT s.refused AND s.record = 'decision'
),
left_out AS (
    SELECT untaken, status, count(*) AS number, (array_agg(ref ORDER BY ref))[:5] AS samples
    FROM plan WHERE untaken IN ('status', 'empty', 'unnamed')
    GROUP BY 1, 2
),
known_provision AS (
    SELECT count(*) AS number, array_agg(DISTINCT plan.ref) AS samples
    FROM stage s
    JOIN plan ON plan.plan_national_id = s.plan_national_id
    WHERE NOT s.refused AND s.record = 'provision' AND s.untaken = 'known'
    HAVING count(*) > 0
),
gone_provision AS (
    SELECT count(*) AS number, array_agg(told.ref ORDER BY told.ref) AS samples
    FROM plan
    JOIN plans_plandecision d ON d.plan_id = plan.plan_id
    JOIN plans_provision p ON p.decision_id = d.id
    CROSS JOIN LATERAL (
        SELECT concat_ws(' ', coalesce(nullif(d.archive_ref, ''), d.designation) || ':', p.letter,
                         left(p.wording, 60)) AS ref
    ) told
    WHERE plan.untaken IS NULL AND p.ended_on IS NULL
      AND (p.national_id IS NOT NULL OR p.catalogue_entry_id IS NOT NULL)
      AND NOT EXISTS (SELECT FROM stage s
                      WHERE NOT s.refused AND s.record = 'provision'
                        AND s.plan_national_id = plan.plan_national_id
                        AND (s.provision_id = p.id OR s.national_id = p.national_id
                             OR s.untaken = 'known'))
    HAVING count(*) > 0
),
unknown AS (
    SELECT s.catalogue_ref, count(*) AS provisions
    FROM stage s
    JOIN plan p ON p.plan_national_id = s.plan_national_id AND p.untaken IS NULL
    WHERE NOT s.refused AND s.record = 'provision' AND s.catalogue_id IS NULL
    GROUP BY 1
)
SELECT 'warning' AS severity,
       CASE untaken WHEN 'status' THEN 'ngp_status' WHEN 'empty' THEN 'ngp_undecided'
                    ELSE 'ngp_unnamed' END AS reason,
       NULL::int AS row, 'status' AS field, coalesce(status, '') AS value,
       jsonb_build_object('number', number, 'samples', samples) AS facts, NULL::text AS place
FROM left_out
UNION ALL
SELECT 'warning', 'ngp_doubtful', row, 'designation', ref, jsonb_build_object('known', known),
       ST_AsEWKT(place)
FROM plan WHERE untaken = 'doubtful'
UNION ALL
SELECT 'warning', 'ngp_gone', row, 'plan_national_id', coalesce(recorded.ref, plan.ref), '{}', NULL
FROM plan
LEFT JOIN LATERAL (
    SELECT coalesce(nullif(d.archive_ref, ''), d.designation) AS ref
    FROM plans_plan p
    JOIN plans_plandecision d ON d.plan_id = p.id
    WHERE p.national_id = plan.plan_national_id
    ORDER BY d.decision <> 'new', d.id
    LIMIT 1
) recorded ON true
WHERE untaken = 'gone'
UNION ALL
SELECT 'warning', 'ngp_older', row, 'designation', ref, jsonb_build_object('known', known),
       ST_AsEWKT(place)
FROM plan WHERE untaken = 'older'
UNION ALL
SELECT 'warning', 'ngp_repealed', row, 'status', ref,
       jsonb_build_object('day', status_changed_on), ST_AsEWKT(place)
FROM plan WHERE untaken IS NULL AND lower(status) = 'upphävd'
UNION ALL
SELECT 'warning', 'shape_not_area', row, 'geometry', '', '{}', ST_AsEWKT(place)
FROM plan WHERE untaken IS NULL AND ST_Dimension(shape) <> 2
UNION ALL
SELECT 'warning', 'shape_outside_municipality', row, 'geometry', '',
       jsonb_build_object('metres', round(ST_Distance(place, home)), 'municipality', municipality),
       ST_AsEWKT(place)
FROM plan WHERE untaken IS NULL AND NOT ST_DWithin(place, home, 2000)
UNION ALL
SELECT 'warning', 'ngp_decision_left', row, 'decision', ref, '{}', NULL
FROM decision WHERE untaken = 'decision'
UNION ALL
SELECT 'warning', 'ngp_second_new', row, 'decision', ref, jsonb_build_object('day', in_force_from),
       NULL
FROM decision WHERE untaken IS NULL AND second_new
UNION ALL
SELECT 'warning', 'ngp_days_differ', row, 'in_force_from', ref,
       jsonb_build_object('days', string_to_array(in_force_days, ';'), 'used', in_force_from), NULL
FROM decision
WHERE untaken IS NULL
  AND left(in_force_days, 4) <> left(reverse(split_part(reverse(in_force_days), ';', 1)), 4)
UNION ALL
SELECT 'warning', 'ngp_akt_shared', row, 'archive_ref', shared_ref, '{}', NULL
FROM decision WHERE untaken IS NULL AND shared_ref IS NOT NULL
UNION ALL
SELECT 'warning', 'in_force_unknown', row, 'in_force_from', '', '{}', NULL
FROM decision WHERE untaken IS NULL AND in_force_from IS NULL AND decision_id_is_new
UNION ALL
SELECT 'warning', 'date_in_future', row, 'in_force_from', in_force_from::text, '{}', NULL
FROM decision WHERE untaken IS NULL AND in_force_from > current_date
UNION ALL
SELECT 'warning', 'ngp_provision_elsewhere', row, 'national_id', national_id::text,
       jsonb_build_object('known', known), NULL
FROM stage WHERE NOT refused AND record = 'provision' AND untaken = 'elsewhere'
UNION ALL
SELECT 'warning', 'ngp_provisions_known', NULL, 'wording', '',
       jsonb_build_object('number', number, 'samples', samples[:5]), NULL
FROM known_provision
UNION ALL
SELECT 'warning', 'ngp_provisions_gone', NULL, 'national_id', '',
       jsonb_build_object('number', number, 'samples', samples[:5]), NULL
FROM gone_provision
UNION ALL
SELECT 'warning', 'ngp_catalogue_unknown', NULL, 'catalogue_ref', '',
       jsonb_build_object('number', sum(provisions),
                          'samples', (array_agg(catalogue_ref ORDER BY catalogue_ref))[:5]), NULL
FROM unknown HAVING count(*) > 0
UNION ALL
SELECT 'warning', 'ngp_shape_' || shape_note, min(row), 'geometry', '',
       jsonb_build_object('number', count(*)), NULL
FROM stage WHERE NOT refused AND shape_note IS NOT NULL AND untaken IS NULL
GROUP BY shape_note
