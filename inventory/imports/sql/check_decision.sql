-- Rows about no decision, or about one that cannot be told from others.
SELECT 'error' AS severity,
       CASE WHEN coalesce(s.archive_ref, s.designation) IS NULL THEN 'ref_missing'
            WHEN s.candidates = 0 THEN 'decision_unknown'
            ELSE 'decision_ambiguous' END AS reason,
       s.row,
       CASE WHEN s.archive_ref IS NULL THEN 'designation' ELSE 'archive_ref' END AS field,
       coalesce(s.archive_ref, s.designation) AS value,
       jsonb_build_object('municipality', m.name) AS facts,
       ST_AsEWKT(ST_PointOnSurface(s.shape)) AS place
FROM stage_whole s
JOIN plans_municipality m ON m.code = s.municipality_id
WHERE NOT s.refused AND s.decision_id IS NULL
