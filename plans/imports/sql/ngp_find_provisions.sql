-- Gives the provisions that are taken their decision and finds those that exist: by their identity
-- on NGP, which is nobody's to write where it stands on another plan (untaken = 'elsewhere'); without one (the search service) by catalogue entry and wording; and a provision that
-- somebody recorded with the same letter and wording, where only one in the file can be it.
UPDATE stage s
SET decision_id = d.decision_id
FROM stage d
WHERE NOT s.refused AND s.record = 'provision' AND s.untaken IS NULL
  AND NOT d.refused AND d.record = 'decision' AND d.untaken IS NULL
  AND d.plan_national_id = s.plan_national_id
  AND d.decision_key = (
      SELECT o.decision_key FROM stage o
      WHERE NOT o.refused AND o.record = 'decision' AND o.untaken IS NULL
        AND o.plan_national_id = s.plan_national_id
      ORDER BY o.decision_number IS DISTINCT FROM s.decision_number, o.decision <> 'new', o.row
      LIMIT 1
  );

UPDATE stage s
SET provision_id = CASE WHEN d.plan_id = s.plan_id THEN p.id END,
    untaken = CASE WHEN d.plan_id <> s.plan_id THEN 'elsewhere' END,
    known = coalesce(nullif(d.archive_ref, ''), d.designation)
FROM plans_provision p
JOIN plans_plandecision d ON d.id = p.decision_id
WHERE NOT s.refused AND s.record = 'provision' AND s.untaken IS NULL
  AND p.national_id = s.national_id;

UPDATE stage s
SET untaken = 'known'
WHERE NOT s.refused AND s.record = 'provision' AND s.untaken IS NULL AND s.national_id IS NULL
  AND EXISTS (SELECT FROM plans_provision p
              WHERE p.decision_id = s.decision_id AND p.national_id IS NOT NULL);

UPDATE stage s
SET untaken = 'decision'
WHERE NOT s.refused AND s.record = 'provision' AND s.untaken IS NULL AND s.decision_id IS NULL;

WITH fits AS (
    SELECT s.row, p.id, row_number() OVER (PARTITION BY p.id ORDER BY s.row) AS claim,
           row_number() OVER (PARTITION BY s.row ORDER BY p.id) AS choice
    FROM stage s
    JOIN plans_provision p
      ON p.decision_id = s.decision_id AND p.national_id IS NULL
     AND p.catalogue_entry_id = s.catalogue_id AND p.wording = s.wording
    WHERE NOT s.refused AND s.record = 'provision' AND s.untaken IS NULL
      AND s.provision_id IS NULL
)
UPDATE stage s
SET provision_id = f.id
FROM fits f
WHERE s.row = f.row AND f.claim = 1 AND f.choice = 1;

WITH fits AS (
    SELECT s.row, p.id, count(*) OVER (PARTITION BY s.row) AS provisions,
           count(*) OVER (PARTITION BY p.id) AS claims
    FROM stage s
    JOIN plans_provision p
      ON p.decision_id = s.decision_id AND p.national_id IS NULL
     AND p.catalogue_entry_id IS NULL AND p.letter = s.letter AND p.wording = s.wording
    WHERE NOT s.refused AND s.record = 'provision' AND s.untaken IS NULL
      AND s.provision_id IS NULL
)
UPDATE stage s
SET provision_id = f.id
FROM fits f
WHERE s.row = f.row AND f.provisions = 1 AND f.claims = 1
