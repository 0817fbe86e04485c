-- Stages waiting rows as they would be from their file; their number is their key.
WITH body AS (
    INSERT INTO stage_body (row, shape, extra)
    SELECT id, shape, extra FROM inventory_pendingmarking WHERE id = ANY({ids})
)
INSERT INTO stage (row, refused, municipality_id, pending_id, state, {columns})
SELECT p.id, false, p.municipality_id, p.id, 'waiting', {told}
FROM inventory_pendingmarking p
CROSS JOIN LATERAL jsonb_to_record(p.values) AS told ({typed})
WHERE p.id = ANY({ids})
