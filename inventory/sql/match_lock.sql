-- One answer at a time in a county, until the transaction ends: two rows may be of one object.
SELECT pg_advisory_xact_lock(hashtext('matching'), hashtext(county))
FROM (SELECT DISTINCT left(municipality_id, 2) AS county FROM inventory_pendingmarking
      WHERE id = ANY({ids}) ORDER BY 1) counties
