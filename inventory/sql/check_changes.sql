-- What was changed in the plan of a checked reading, net, told from the history: by the author from
-- the plan's earlier reading to this one ("reading"), and by the checker from then until the verdict
-- ("correction").
-- In:  checks (ids), viewer (whose correction it is while a check of another's reading waits).
-- Out: (check, part, what, id, name, before, after): a provision, an object or a marking of the plan;
--      before is null for a new one, after for a removed one, each the row as JSON.
WITH span AS (
    SELECT k.id AS check, d.plan_id AS plan, w.part, w.person, w.since, w.until
    FROM inventory_peercheck k
    JOIN inventory_review r ON r.id = k.review_id
    JOIN plans_plandecision d ON d.id = r.decision_id
    CROSS JOIN LATERAL (
        SELECT min(pgh_created_at) AS at FROM inventory_reviewevent WHERE pgh_obj_id = r.id
    ) made
    CROSS JOIN LATERAL (
        SELECT max(e.pgh_created_at) AS at
        FROM plans_plandecision o
        JOIN inventory_reviewevent e ON e.decision_id = o.id
        WHERE o.plan_id = d.plan_id AND e.pgh_label = 'insert' AND e.pgh_created_at < made.at
    ) earlier
    CROSS JOIN LATERAL (VALUES
        ('reading', k.author_id, coalesce(earlier.at, '-infinity'), made.at),
        ('correction',
         CASE WHEN k.verdict = '' AND k.author_id <> %(viewer)s THEN %(viewer)s
              ELSE k.checker_id END,
         made.at, coalesce(k.checked_at, 'infinity'))
    ) w (part, person, since, until)
    WHERE k.id = ANY(%(checks)s)
),
provision AS (
    SELECT DISTINCT s.plan, e.pgh_obj_id AS id
    FROM (SELECT DISTINCT plan FROM span) s
    JOIN plans_plandecision d ON d.plan_id = s.plan
    JOIN plans_provisionevent e ON e.decision_id = d.id
),
marking AS (
    SELECT DISTINCT p.plan, e.pgh_obj_id AS id, e.object_id AS object
    FROM provision p
    JOIN inventory_markingevent e ON e.provision_id = p.id
),
event AS (
    SELECT 1 AS place, 'provision' AS what, p.plan, e.pgh_obj_id AS id, e.pgh_id, e.pgh_label,
           e.pgh_created_at, e.pgh_context_id, e.letter || e.index AS name, to_jsonb(e) AS told
    FROM provision p
    JOIN plans_provisionevent e ON e.pgh_obj_id = p.id
    UNION ALL
    SELECT 2, 'object', m.plan, e.pgh_obj_id, e.pgh_id, e.pgh_label, e.pgh_created_at,
           e.pgh_context_id, coalesce(nullif(e.name, ''), e.object_ref), to_jsonb(e)
    FROM (SELECT DISTINCT plan, object FROM marking) m
    JOIN inventory_protectedobjectevent e ON e.pgh_obj_id = m.object
    UNION ALL
    SELECT 3, 'marking', m.plan, e.pgh_obj_id, e.pgh_id, e.pgh_label, e.pgh_created_at,
           e.pgh_context_id, '', to_jsonb(e)
    FROM (SELECT DISTINCT plan, id FROM marking) m
    JOIN inventory_markingevent e ON e.pgh_obj_id = m.id
),
net AS (
    SELECT s.check, s.part, e.place, e.what, e.plan, e.id, min(e.pgh_id) AS first,
           (array_agg(e.pgh_label ORDER BY e.pgh_id))[1] AS began,
           (array_agg(e.pgh_label ORDER BY e.pgh_id DESC))[1] AS ended,
           (array_agg(e.told ORDER BY e.pgh_id))[1] AS opening,
           (array_agg(e.told ORDER BY e.pgh_id DESC))[1] AS closing,
           (array_agg(e.name ORDER BY e.pgh_id DESC))[1] AS name
    FROM span s
    JOIN event e ON e.plan = s.plan AND e.pgh_created_at > s.since AND e.pgh_created_at <= s.until
    JOIN pghistory_context c
        ON c.id = e.pgh_context_id AND c.metadata -> 'user' = to_jsonb(s.person)
    GROUP BY s.check, s.part, e.place, e.what, e.plan, e.id
)
SELECT n.check, n.part, n.what, n.id,
       CASE n.what
           WHEN 'marking' THEN (
               SELECT string_agg(x.name, ' ' ORDER BY x.place)
               FROM (SELECT DISTINCT ON (e.place) e.place, e.name
                     FROM event e
                     WHERE (e.what, e.id) IN (('provision', (n.closing ->> 'provision_id')::bigint),
                                              ('object', (n.closing ->> 'object_id')::bigint))
                     ORDER BY e.place, e.pgh_id DESC) x)
           ELSE n.name
       END AS name,
       CASE n.began
           WHEN 'update' THEN (
               SELECT e.told FROM event e
               WHERE e.what = n.what AND e.id = n.id AND e.pgh_id < n.first
               ORDER BY e.pgh_id DESC LIMIT 1)
           WHEN 'delete' THEN n.opening
       END AS before,
       CASE WHEN n.ended <> 'delete' THEN n.closing END AS after
FROM net n
WHERE NOT (n.began = 'insert' AND n.ended = 'delete')
ORDER BY n.check, n.part DESC, n.place, n.id
