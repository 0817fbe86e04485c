-- What is odd about a marking as it stands with its object, provision, decision and plan.
-- In:  marking (id), day (today), near_m, plan_m, municipality_m (metres).
-- Out: (reason, facts), a row per oddity, in no order.
WITH it AS (
    SELECT k.ended_on, o.id AS object_id, o.object_type, o.gone_on, o.shape,
           ST_PointOnSurface(o.shape) AS place, p.classes, d.id AS decision_id, d.decision,
           d.in_force_from, coalesce(nullif(d.archive_ref, ''), d.designation) AS ref,
           d.plan_id, l.in_force_to, m.name AS municipality, m.area AS home
    FROM inventory_marking k
    JOIN inventory_protectedobject o ON o.id = k.object_id
    JOIN plans_municipality m ON m.code = o.municipality_id
    JOIN plans_provision p ON p.id = k.provision_id
    JOIN plans_plandecision d ON d.id = p.decision_id
    JOIN plans_plan l ON l.id = d.plan_id
    WHERE k.id = %(marking)s
),
from_plan AS (
    SELECT min(ST_Distance(it.place, d.area)) AS metres
    FROM it JOIN plans_plandecision d ON d.plan_id = it.plan_id
),
near AS (
    SELECT coalesce(nullif(o.name, ''), o.object_ref) AS name,
           ST_Distance(o.shape, it.shape) AS metres
    FROM it
    JOIN inventory_protectedobject o
        ON ST_DWithin(o.shape, it.shape, %(near_m)s)
       AND o.object_type = it.object_type AND o.id <> it.object_id
    ORDER BY metres, o.id LIMIT 1
)
SELECT 'outside_plan' AS reason, jsonb_build_object('metres', round(metres)) AS facts
FROM from_plan WHERE metres > %(plan_m)s
UNION ALL
SELECT 'outside_municipality',
       jsonb_build_object('metres', round(ST_Distance(place, home)), 'municipality', municipality)
FROM it WHERE NOT ST_DWithin(place, home, %(municipality_m)s)
UNION ALL
SELECT 'near_same_type', jsonb_build_object('name', name, 'metres', round(metres)) FROM near
UNION ALL
SELECT 'nothing_found', jsonb_build_object('ref', ref)
FROM it
WHERE classes && ARRAY['skydd', 'varsamhet', 'rivningsforbud']::varchar[]
  AND EXISTS (SELECT FROM inventory_review r
              WHERE r.decision_id = it.decision_id AND r.outcome = 'nothing_found'
                AND 'kulturvarden' = ANY(r.looked_for))
UNION ALL
SELECT 'of_repeal', jsonb_build_object('ref', ref) FROM it WHERE decision = 'repeal'
UNION ALL
SELECT 'decided_after_plan', jsonb_build_object('from', in_force_from, 'to', in_force_to)
FROM it WHERE in_force_from >= in_force_to
UNION ALL
SELECT 'gone_before', jsonb_build_object('gone', gone_on, 'from', in_force_from)
FROM it WHERE gone_on <= in_force_from
UNION ALL
SELECT 'gone_in_future', jsonb_build_object('gone', gone_on) FROM it WHERE gone_on > %(day)s
UNION ALL
SELECT 'ended_after_plan', jsonb_build_object('ended', ended_on, 'to', in_force_to)
FROM it WHERE ended_on > in_force_to
UNION ALL
SELECT 'ended_after_gone', jsonb_build_object('ended', ended_on, 'gone', gone_on)
FROM it WHERE ended_on > gone_on
UNION ALL
SELECT 'ended_in_future', jsonb_build_object('ended', ended_on) FROM it WHERE ended_on > %(day)s
