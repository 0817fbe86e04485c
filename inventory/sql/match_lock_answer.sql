-- One answer at a time in a county, until the transaction ends: an answer is taken back once.
SELECT pg_advisory_xact_lock(hashtext('matching'), hashtext(county))
FROM (SELECT DISTINCT left(municipality_id, 2) AS county FROM inventory_pendingmarking
      WHERE id IN (SELECT pgh_obj_id FROM inventory_pendingmarkingevent
                   WHERE pgh_context_id = {context})
      ORDER BY 1) counties
