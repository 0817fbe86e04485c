-- Gives a waiting check to a person: the one asked for, else the oldest after another one. Of two
-- who ask at once for the same one gets it, and two who ask for any get one each.
-- In:  person, lease (how long a check is held), check (null: any), after (the id of the one at
--      hand, 0 without), county and why ('' = all).
-- Out: (id) the check that the person holds now, if any.
UPDATE inventory_peercheck
SET checker_id = %(person)s, taken_at = now()
WHERE id = (
    SELECT k.id
    FROM inventory_peercheck k
    JOIN inventory_review r ON r.id = k.review_id
    JOIN plans_plandecision d ON d.id = r.decision_id
    JOIN plans_municipality m ON m.code = d.municipality_id
    WHERE k.verdict = '' AND NOT k.for_author AND k.author_id <> %(person)s
      AND (k.checker_id IS NULL OR k.checker_id = %(person)s
           OR k.taken_at < now() - %(lease)s)
      AND (%(check)s::bigint IS NULL OR k.id = %(check)s)
      AND k.id <> %(after)s
      AND %(county)s IN ('', m.county_id) AND %(why)s IN ('', k.why)
    ORDER BY k.id < %(after)s, k.id
    LIMIT 1
    FOR UPDATE OF k SKIP LOCKED
)
RETURNING id
