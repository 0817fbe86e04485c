-- Locks the kind of delivery in each county that the rows belong to, until the transaction ends;
-- always in the same order, so that two deliveries cannot wait for each other.
-- No delivery is undone while another is taken in.
SELECT pg_advisory_xact_lock_shared(hashtext('undo'));

SELECT pg_advisory_xact_lock(hashtext({delivery}), hashtext(county))
FROM (SELECT DISTINCT coalesce({county}, '') AS county FROM stage s ORDER BY 1) counties
