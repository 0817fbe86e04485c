-- A plan that was known only by the changes that named it is folded into the real one when that turns
-- out to be another record: a new decision takes the shell as its own. The real one may itself be a shell that folds (a change of a change): every
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

-- Plans are held before what is said of their ends, in the order of their keys.
SELECT count(*) FROM (
    SELECT FROM plans_plan
    WHERE id IN (SELECT shell_id FROM fold UNION SELECT plan_id FROM fold)
       OR shell_ref <> '' AND municipality_id IN (SELECT municipality_id FROM stage WHERE NOT refused)
    ORDER BY id FOR UPDATE
) held;

-- What is known of the shell's end is the plan's. Undecided proposals are made anew.
DELETE FROM plans_planrelation r
USING fold f
WHERE r.plan_id = f.shell_id
  AND (r.state = 'proposed'
       OR EXISTS (SELECT FROM plans_planrelation o
                  WHERE o.plan_id = f.plan_id AND o.decision_id = r.decision_id
                    AND o.kind = r.kind AND o.state <> 'proposed'));
DELETE FROM plans_planrelation r
USING fold f, plans_planrelation o
WHERE r.plan_id = f.plan_id AND r.state = 'proposed'
  AND o.plan_id = f.shell_id AND o.decision_id = r.decision_id AND o.kind = r.kind;
UPDATE plans_planrelation r SET plan_id = f.plan_id FROM fold f WHERE r.plan_id = f.shell_id;

-- The end day of a shell is a person's word: no delivery tells one. It stands before a delivered day,
-- and plans_check_fold tells so.
DROP TABLE IF EXISTS kept_end;
CREATE TEMP TABLE kept_end ON COMMIT DROP AS
SELECT DISTINCT ON (f.plan_id) f.plan_id, shell.in_force_to AS day, p.in_force_to AS told,
       said.who, said.since
FROM fold f
JOIN plans_plan shell ON shell.id = f.shell_id
JOIN plans_plan p ON p.id = f.plan_id AND p.in_force_to IS DISTINCT FROM shell.in_force_to
CROSS JOIN LATERAL (
    SELECT c.metadata ->> 'who' AS who, e.pgh_created_at::date AS since
    FROM plans_planevent e
    JOIN pghistory_context c ON c.id = e.pgh_context_id
    WHERE e.pgh_obj_id = shell.id AND e.in_force_to = shell.in_force_to
    ORDER BY e.pgh_id
    LIMIT 1
) said
WHERE p.in_force_to IS NULL
   OR (SELECT c.metadata ? 'delivery'
       FROM plans_planevent e
       JOIN pghistory_context c ON c.id = e.pgh_context_id
       WHERE e.pgh_obj_id = p.id AND e.in_force_to = p.in_force_to
       ORDER BY e.pgh_id
       LIMIT 1)
ORDER BY f.plan_id, f.shell_id;
UPDATE plans_plan p SET in_force_to = k.day FROM kept_end k WHERE p.id = k.plan_id;

UPDATE plans_plandecision d SET plan_id = f.plan_id FROM fold f WHERE d.plan_id = f.shell_id;
UPDATE stage s SET plan_id = f.plan_id FROM fold f WHERE s.plan_id = f.shell_id;
DELETE FROM plans_plan p USING fold f WHERE p.id = f.shell_id;
DROP TABLE fold;

-- A shell whose changes have been moved to other plans goes, unless a person has said when it ended.
CREATE TEMP TABLE bare ON COMMIT DROP AS
SELECT p.id
FROM plans_plan p
WHERE p.shell_ref <> '' AND p.in_force_to IS NULL
  AND p.municipality_id IN (SELECT municipality_id FROM stage WHERE NOT refused)
  AND NOT EXISTS (SELECT FROM plans_plandecision d WHERE d.plan_id = p.id)
  AND NOT EXISTS (SELECT FROM plans_planrelation r
                  WHERE r.plan_id = p.id AND r.state <> 'proposed');
DELETE FROM plans_planrelation r USING bare b WHERE r.plan_id = b.id;
DELETE FROM plans_plan p USING bare b WHERE p.id = b.id;
DROP TABLE bare
