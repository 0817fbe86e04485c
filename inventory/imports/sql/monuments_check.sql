WITH row AS (
    SELECT s.*, m.decided_on AS decided, m.ended_on AS ended, m.formerly_protected AS former
    FROM stage s
    JOIN inventory_monument m ON m.id = s.monument_id
    WHERE NOT s.refused
)
SELECT 'error' AS severity, 'end_before_start' AS reason, row, 'ended_on' AS field,
       ended::text AS value, jsonb_build_object('from', decided) AS facts, NULL::text AS place
FROM row WHERE ended <= decided
UNION ALL
SELECT 'warning', 'monument_undated', row, 'decided_on', '', '{}', NULL
FROM row WHERE decided IS NULL
UNION ALL
SELECT 'warning', 'monument_ended_undated', row, 'formerly_protected', '', '{}', NULL
FROM row WHERE former AND ended IS NULL
UNION ALL
SELECT 'warning', 'monument_count_unreadable', row, 'ingaende_objekt', objects_told, '{}', NULL
FROM row WHERE objects_told IS NOT NULL AND buildings IS NULL
UNION ALL
SELECT 'warning', 'monument_parts', min(row), 'bebyggelsenummer', bebyggelsenummer,
       jsonb_build_object('number', count(*)), NULL
FROM row GROUP BY bebyggelsenummer HAVING count(*) > 1
