-- Marks the rows that became markings as matched. Out: how many.
WITH done AS (
    UPDATE inventory_pendingmarking p
    SET state = 'matched', marking_id = s.marking_id, decided_by_id = {by}, decided_on = {day}
    FROM stage s
    WHERE p.id = s.pending_id AND s.state = 'certain' AND s.marking_id IS NOT NULL
      AND NOT s.refused
    RETURNING p.id
)
SELECT count(*) FROM done
