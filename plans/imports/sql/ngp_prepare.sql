-- Says which of the staged plans, decisions and provisions are taken in, and completes them. Only
-- plans in force or repealed are (design note standards.md, section 1); provisions of the categories
-- that protect, told by the catalogue's category alone: the use SKYDD and "Skydd mot störningar"
-- are other things. A plan that NGP has no longer (raknaq.lib.files.ngp_search) is only told.
CREATE INDEX ON stage (plan_national_id);
ANALYZE stage;

-- A plan has one decision that makes it: the one recorded as that, else the first in force. Another
-- of the sort is a change of it, and told.
WITH ranked AS (
    SELECT s.row, row_number() OVER (
        PARTITION BY s.plan_national_id ORDER BY d.id IS NULL, s.in_force_from NULLS LAST, s.row
    ) AS rank
    FROM stage s
    LEFT JOIN plans_plandecision d
      ON d.municipality_id = s.municipality_id AND d.decision = 'new' AND d.archive_ref <> ''
     AND upper(d.archive_ref) = upper(s.archive_ref)
    WHERE NOT s.refused AND s.record = 'decision' AND s.decision = 'new'
)
UPDATE stage s
SET decision = 'change', second_new = true
FROM ranked r
WHERE s.row = r.row AND r.rank > 1;

UPDATE stage s
SET decision_key = CASE s.decision WHEN 'new' THEN 'new' ELSE s.decision_number::text END,
    untaken = CASE WHEN s.decision IS NULL OR s.decision = 'closing' THEN 'decision' END
WHERE NOT s.refused AND s.record = 'decision';

UPDATE stage s
SET untaken = CASE
        WHEN s.status = 'saknas' THEN 'gone'
        WHEN coalesce(lower(s.status), '') NOT IN ('laga kraft', 'upphävd') THEN 'status'
        WHEN NOT EXISTS (SELECT FROM stage d
                         WHERE NOT d.refused AND d.record = 'decision' AND d.untaken IS NULL
                           AND d.plan_national_id = s.plan_national_id) THEN 'empty'
    END,
    has_new = EXISTS (SELECT FROM stage d
                      WHERE NOT d.refused AND d.record = 'decision' AND d.decision = 'new'
                        AND d.plan_national_id = s.plan_national_id)
WHERE NOT s.refused AND s.record = 'plan';

-- Of deliveries fetched from NGP the latest that is accepted holds, whatever the order.
UPDATE stage s
SET untaken = 'older', known = later.delivery_id
FROM (
    SELECT f.national_id, max(f.delivery_id) AS delivery_id
    FROM plans_fetchedplan f
    JOIN plans_delivery d ON d.id = f.delivery_id AND d.state = 'accepted'
    WHERE f.delivery_id > %(delivery)s
    GROUP BY 1
) later
WHERE NOT s.refused AND s.record = 'plan' AND s.untaken IS NULL
  AND later.national_id = s.plan_national_id
  AND EXISTS (SELECT FROM plans_fetchedplan f
              WHERE f.delivery_id = %(delivery)s AND f.national_id = s.plan_national_id);

UPDATE stage s
SET catalogue_id = c.id,
    letter = btrim(replace(c.letter, '#', '')),
    proposed = CASE WHEN c.proposed_class <> '' THEN ARRAY[c.proposed_class] END
FROM plans_catalogueentry c
WHERE NOT s.refused AND s.record = 'provision' AND c.id = s.catalogue_ref;

UPDATE stage s
SET untaken = 'category', wording = coalesce(s.wording, '')
WHERE NOT s.refused AND s.record = 'provision' AND s.proposed IS NULL;

UPDATE stage s
SET wording = coalesce(s.wording, '')
WHERE NOT s.refused AND s.record = 'provision';

-- An akt is one decision's: where several in the file have it, the plan's own or earliest keeps it.
WITH ranked AS (
    SELECT row, row_number() OVER (
        PARTITION BY municipality_id, upper(archive_ref)
        ORDER BY decision <> 'new', in_force_from NULLS LAST, row
    ) AS rank
    FROM stage
    WHERE NOT refused AND record = 'decision' AND untaken IS NULL AND archive_ref IS NOT NULL
)
UPDATE stage s
SET shared_ref = s.archive_ref, archive_ref = NULL
FROM ranked r
WHERE s.row = r.row AND r.rank > 1;

-- A change or repeal without an akt is told from the plan's own decision by what it is and its day.
WITH named AS (
    SELECT row, designation, row_number() OVER (PARTITION BY designation ORDER BY row) AS rank
    FROM (
        SELECT s.row, concat_ws(
            ' ', coalesce(s.designation, s.name),
            CASE s.decision WHEN 'change' THEN 'ändring' ELSE 'upphävande' END, s.in_force_from
        ) AS designation
        FROM stage s
        WHERE NOT s.refused AND s.record = 'decision' AND s.untaken IS NULL
          AND s.archive_ref IS NULL AND s.decision <> 'new'
    ) written
)
UPDATE stage s
SET designation = left(n.designation, 90) || CASE WHEN n.rank > 1 THEN ' nr ' || n.rank ELSE '' END,
    derived = true
FROM named n
WHERE s.row = n.row;

UPDATE stage p
SET untaken = 'unnamed'
FROM stage d
WHERE NOT p.refused AND p.record = 'plan' AND p.untaken IS NULL
  AND d.record = 'decision' AND d.untaken IS NULL AND d.plan_national_id = p.plan_national_id
  AND d.archive_ref IS NULL AND d.designation IS NULL
