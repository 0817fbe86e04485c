-- A release that is older than what is known, and entries in force that it does not carry.
WITH latest AS (
    SELECT release, published
    FROM plans_catalogueentry
    WHERE published IS NOT NULL
    ORDER BY published DESC
    LIMIT 1
),
missing AS (
    SELECT count(*) AS number, (array_agg(coalesce(nullif(code, ''), id::text) ORDER BY code))[:3]
           AS samples
    FROM plans_catalogueentry e
    WHERE e.valid_to IS NULL AND NOT EXISTS (SELECT FROM stage s WHERE s.id = e.id)
)
SELECT 'warning' AS severity, 'release_older' AS reason, NULL::integer AS row,
       'release' AS field, told.release AS value,
       jsonb_build_object(
           'published', told.published, 'known', latest.release, 'day', latest.published
       ) AS facts, NULL::text AS place
FROM latest
JOIN (
    SELECT release, published FROM stage WHERE NOT refused ORDER BY published DESC LIMIT 1
) told ON told.published < latest.published
UNION ALL
SELECT 'warning', 'release_lacks', NULL, '', '',
       jsonb_build_object('number', number, 'samples', samples), NULL
FROM missing WHERE number > 0
