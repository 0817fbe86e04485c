-- What has been changed in one plan, change by change, the latest first.
-- A record belongs to the plan when it ever did: its decisions, their provisions, readings and
-- ends, the markings by those provisions and the objects that were marked; the decisions' documents
-- with how they lay on the map, what the markings rest on, the checks of the readings and the talk.
-- In:  plan; changes, offset: how many changes, after how many; records: how many records of each;
--      change: only this one, or null; since: only changes after this moment, or null.
-- Out: a row per change and record: change, at, who, why, person (key), delivery (key), changes
--      (in all), records (of the change), model, id, action, before and last (events; before is
--      null for a new record), version and gone: the record as it stands.
WITH decisions AS (
    SELECT DISTINCT pgh_obj_id AS id FROM plans_plandecisionevent WHERE plan_id = %(plan)s
),
provisions AS (
    SELECT DISTINCT pgh_obj_id AS id FROM plans_provisionevent
    WHERE decision_id IN (SELECT id FROM decisions)
),
markings AS (
    SELECT DISTINCT pgh_obj_id AS id FROM inventory_markingevent
    WHERE provision_id IN (SELECT id FROM provisions)
),
objects AS (
    SELECT DISTINCT object_id AS id FROM inventory_markingevent
    WHERE provision_id IN (SELECT id FROM provisions)
),
documents AS (
    SELECT DISTINCT pgh_obj_id AS id FROM inventory_documentevent
    WHERE decision_id IN (SELECT id FROM decisions)
),
checks AS (
    SELECT DISTINCT pgh_obj_id AS id FROM inventory_peercheckevent
    WHERE review_id IN (
        SELECT pgh_obj_id FROM inventory_reviewevent
        WHERE decision_id IN (SELECT id FROM decisions)
    )
),
touched AS (
    SELECT 'plans.Plan' AS model, pgh_obj_id AS id, pgh_id, pgh_label, pgh_context_id,
           pgh_created_at, version
    FROM plans_planevent WHERE pgh_obj_id = %(plan)s
    UNION ALL
    SELECT 'plans.PlanDecision', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM plans_plandecisionevent WHERE pgh_obj_id IN (SELECT id FROM decisions)
    UNION ALL
    SELECT 'plans.Provision', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at, version
    FROM plans_provisionevent WHERE pgh_obj_id IN (SELECT id FROM provisions)
    UNION ALL
    SELECT 'inventory.ProtectedObject', pgh_obj_id, pgh_id, pgh_label, pgh_context_id,
           pgh_created_at, version
    FROM inventory_protectedobjectevent WHERE pgh_obj_id IN (SELECT id FROM objects)
    UNION ALL
    SELECT 'inventory.Marking', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_markingevent WHERE pgh_obj_id IN (SELECT id FROM markings)
    UNION ALL
    SELECT 'inventory.Review', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_reviewevent WHERE decision_id IN (SELECT id FROM decisions)
    UNION ALL
    SELECT 'inventory.Document', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_documentevent WHERE pgh_obj_id IN (SELECT id FROM documents)
    UNION ALL
    SELECT 'inventory.SheetFit', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_sheetfitevent WHERE document_id IN (SELECT id FROM documents)
    UNION ALL
    SELECT 'inventory.Evidence', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_evidenceevent WHERE marking_id IN (SELECT id FROM markings)
    UNION ALL
    SELECT 'inventory.PeerCheck', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_peercheckevent WHERE pgh_obj_id IN (SELECT id FROM checks)
    UNION ALL
    SELECT 'inventory.PeerRemark', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM inventory_peerremarkevent WHERE about_id IN (SELECT id FROM checks)
    UNION ALL
    SELECT 'plans.PlanRelation', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM plans_planrelationevent WHERE plan_id = %(plan)s
    UNION ALL
    SELECT 'plans.PlanRelation', pgh_obj_id, pgh_id, pgh_label, pgh_context_id, pgh_created_at,
           version
    FROM plans_planrelationevent
    WHERE decision_id IN (SELECT id FROM decisions) AND plan_id <> %(plan)s
),
chained AS (
    SELECT touched.*, lag(pgh_id) OVER record AS earlier,
           first_value(version) OVER latest AS now,
           first_value(pgh_label) OVER latest = 'delete' AS gone
    FROM touched
    WINDOW record AS (PARTITION BY model, id ORDER BY pgh_id),
           latest AS (PARTITION BY model, id ORDER BY pgh_id DESC)
),
effects AS (
    SELECT pgh_context_id AS change, model, id, max(pgh_created_at) AS at, max(pgh_id) AS last,
           min(pgh_id) AS first, bool_or(gone) AS gone, max(now) AS version,
           (array_agg(pgh_label ORDER BY pgh_id))[1] AS began,
           (array_agg(pgh_label ORDER BY pgh_id DESC))[1] AS ended,
           (array_agg(earlier ORDER BY pgh_id))[1] AS earlier
    FROM chained
    WHERE (%(change)s::uuid IS NULL OR pgh_context_id = %(change)s::uuid)
      AND (%(since)s::timestamptz IS NULL OR pgh_created_at > %(since)s::timestamptz)
    GROUP BY pgh_context_id, model, id
),
listed AS (
    SELECT change, max(at) AS at, count(*) OVER () AS changes
    FROM effects
    WHERE NOT (began = 'insert' AND ended = 'delete')
    GROUP BY change
    ORDER BY max(at) DESC, max(last) DESC
    LIMIT %(changes)s OFFSET %(offset)s
),
turns AS (
    SELECT e.*, l.at AS moment, l.changes, count(*) OVER (PARTITION BY e.change) AS records,
           row_number() OVER (PARTITION BY e.change, e.model ORDER BY e.id) AS turn
    FROM listed l
    JOIN effects e ON e.change = l.change
    WHERE NOT (e.began = 'insert' AND e.ended = 'delete')
),
numbered AS (  -- each kind of record has its turn, so that all kinds are told
    SELECT turns.*, row_number() OVER (PARTITION BY change ORDER BY turn, model) AS number
    FROM turns
)
SELECT n.change, n.moment AS at, coalesce(c.metadata ->> 'who', '') AS who,
       coalesce(c.metadata ->> 'why', '') AS why, (c.metadata ->> 'user')::bigint AS person,
       (c.metadata ->> 'delivery')::bigint AS delivery, n.changes, n.records, n.model, n.id,
       CASE WHEN began = 'insert' THEN 'insert' WHEN ended = 'delete' THEN 'delete'
            ELSE 'update' END AS action,
       CASE began WHEN 'delete' THEN first WHEN 'update' THEN earlier END AS before,
       n.last, n.version, n.gone
FROM numbered n
JOIN pghistory_context c ON c.id = n.change
WHERE n.number <= %(records)s
ORDER BY n.moment DESC, n.change, n.model, n.id
