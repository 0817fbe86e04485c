-- Each row's own record, by which the rows are counted; a row that was not taken changes nothing.
UPDATE stage
SET own = CASE WHEN untaken IS NOT NULL THEN 'row ' || row
               ELSE concat_ws(' ', record, CASE record WHEN 'plan' THEN plan_id
                                                       WHEN 'decision' THEN decision_id
                                                       ELSE provision_id END) END,
    own_is_new = untaken IS NULL
        AND CASE record WHEN 'plan' THEN plan_id_is_new WHEN 'decision' THEN decision_id_is_new
                        ELSE provision_id_is_new END
WHERE NOT refused
