-- Locks the rows of an answer, so that it is taken back once.
SELECT id FROM inventory_pendingmarking
WHERE id IN (SELECT pgh_obj_id FROM inventory_pendingmarkingevent
             WHERE pgh_context_id = {context})
ORDER BY id FOR UPDATE
