-- The rows that will wait for a person, each with its reason.
SELECT 'warning' AS severity, 'pending_' || s.reason AS reason, s.row,
       CASE WHEN s.reason = 'no_shape' THEN 'geometry' ELSE 'archive_ref' END AS field,
       coalesce(s.archive_ref, s.designation, '') AS value,
       jsonb_build_object('known', coalesce(nullif(d.archive_ref, ''), d.designation),
                          'metres', round(s.metres)) AS facts,
       ST_AsEWKT(ST_PointOnSurface(s.shape)) AS place
FROM stage_whole s
LEFT JOIN plans_plandecision d ON d.id = s.proposed_id
WHERE NOT s.refused AND s.state IN ('doubtful', 'unmatched') AND s.reason <> 'refused'
ORDER BY s.row
