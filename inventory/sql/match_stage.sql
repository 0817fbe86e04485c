-- Stages waiting rows as they would be from their file; their number is their key.
INSERT INTO stage (row, refused, shape, extra, municipality_id, pending_id, state, {columns})
SELECT p.id, false, p.shape, p.extra, p.municipality_id, p.id, 'waiting', {told}
FROM inventory_pendingmarking p
CROSS JOIN LATERAL jsonb_to_record(p.values) AS told ({typed})
WHERE p.id = ANY({ids})
