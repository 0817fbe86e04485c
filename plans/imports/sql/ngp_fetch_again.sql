-- Forgets what a plan was where not all of it could be taken in, so that it is fetched again when what
-- stood in the way may be gone: a likeness to another plan, an entry missing in the catalogue.
UPDATE plans_fetchedplan f
SET digest = 'again'
FROM stage s
WHERE f.delivery_id = %(delivery)s AND f.national_id = s.plan_national_id
  AND NOT s.refused AND s.record = 'plan'
  AND (s.untaken = 'doubtful'
       OR s.untaken IS NULL
          AND EXISTS (SELECT FROM stage p
                      WHERE NOT p.refused AND p.record = 'provision'
                        AND p.plan_national_id = s.plan_national_id
                        AND p.catalogue_ref IS NOT NULL AND p.catalogue_id IS NULL))
