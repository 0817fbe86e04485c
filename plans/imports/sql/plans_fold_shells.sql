-- A plan that was known only by the changes that named it is folded into the real one when its
-- decision has arrived. The real one may itself be a shell that folds (a change of a change): every
-- step is walked to its end. Changes that name each other in a circle never reach one and stay.
CREATE TEMP TABLE fold ON COMMIT DROP AS
WITH RECURSIVE step AS (
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
    ORDER BY shell.id, d.archive_ref = '', d.id
),
walk AS (
    SELECT shell_id, plan_id, ARRAY[shell_id] AS passed FROM step
    UNION ALL
    SELECT w.shell_id, s.plan_id, w.passed || s.shell_id
    FROM walk w
    JOIN step s ON s.shell_id = w.plan_id
    WHERE s.shell_id <> ALL(w.passed)
)
SELECT shell_id, plan_id
FROM walk
WHERE plan_id NOT IN (SELECT shell_id FROM step);

UPDATE plans_plandecision d SET plan_id = f.plan_id FROM fold f WHERE d.plan_id = f.shell_id;
UPDATE stage s SET plan_id = f.plan_id FROM fold f WHERE s.plan_id = f.shell_id;
DELETE FROM plans_plan p USING fold f WHERE p.id = f.shell_id;
DROP TABLE fold
