-- A plan that was known only by the changes that named it is folded into the real one when its
-- decision has arrived.
CREATE TEMP TABLE fold ON COMMIT DROP AS
SELECT DISTINCT ON (shell.id) shell.id AS shell_id, d.plan_id
FROM plans_plan shell
JOIN plans_plandecision d
  ON d.municipality_id = shell.municipality_id AND d.plan_id <> shell.id
 AND (upper(d.archive_ref) = upper(shell.shell_ref)
      OR upper(d.designation) = upper(shell.shell_ref) AND d.decision = 'new')
WHERE shell.shell_ref <> ''
  AND shell.municipality_id IN (SELECT municipality_id FROM stage WHERE NOT refused)
  -- A designation that names several plans names none of them.
  AND (upper(d.archive_ref) = upper(shell.shell_ref)
       OR 1 = (SELECT count(DISTINCT o.plan_id) FROM plans_plandecision o
               WHERE o.municipality_id = shell.municipality_id AND o.decision = 'new'
                 AND upper(o.designation) = upper(shell.shell_ref)))
ORDER BY shell.id, d.archive_ref = '' , d.id;

UPDATE plans_plandecision d SET plan_id = f.plan_id FROM fold f WHERE d.plan_id = f.shell_id;
UPDATE stage s SET plan_id = f.plan_id FROM fold f WHERE s.plan_id = f.shell_id;
DELETE FROM plans_plan p USING fold f WHERE p.id = f.shell_id;
DROP TABLE fold
