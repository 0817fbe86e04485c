-- Gives a plan to a person, unless another holds it and has been at work with it lately.
-- Out: (person) who holds it now, where it is the one who asks.
INSERT INTO inventory_claim (plan_id, person_id, taken_at, renewed_at)
VALUES (%(plan)s, %(person)s, now(), now())
ON CONFLICT (plan_id) DO UPDATE
SET person_id = excluded.person_id, renewed_at = now(),
    taken_at = CASE WHEN inventory_claim.person_id = excluded.person_id
                    THEN inventory_claim.taken_at ELSE now() END
WHERE inventory_claim.person_id = excluded.person_id
   OR inventory_claim.renewed_at < now() - %(lease)s
RETURNING person_id AS person
