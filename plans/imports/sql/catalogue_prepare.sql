-- What else the release tells of an entry, over what earlier releases told.
UPDATE stage s
SET more = coalesce(e.extra, '{}') || jsonb_strip_nulls(
    jsonb_build_object(
        'replaces', n.replaces,
        'replaced_by', n.replaced_by,
        'corresponds_to', n.corresponds_to,
        'interpretation', n.interpretation,
        'use', n.use,
        'former_category', n.former_category,
        'geometry_type', n.geometry_type
    )
)
FROM stage n
LEFT JOIN plans_catalogueentry e ON e.id = n.id
WHERE n.row = s.row AND NOT s.refused
