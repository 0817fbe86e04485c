-- What the rows say, kept as it is, and what names each of them. A row whose sender has no name for
-- its object gets one from all that the row says, its place included.
UPDATE stage s
SET letter = coalesce(s.letter, ''), index = coalesce(s.index, ''),
    wording = coalesce(s.wording, ''), delivery_id = %(delivery)s,
    told = jsonb_strip_nulls(to_jsonb(s))
           - '{row,refused,changed,municipality_id,merged,removed}'::text[]
           - '{object_id_is_new,provision_id_is_new,marking_id_is_new,pending_id_is_new}'::text[]
WHERE NOT s.refused;

UPDATE stage s
SET object_ref = coalesce(s.object_ref,
                          'p-' || md5(concat_ws('|', s.told, b.extra, ST_AsBinary(b.shape))))
FROM stage_body b
WHERE b.row = s.row AND NOT s.refused;

UPDATE stage s
SET told = s.told || jsonb_build_object('object_ref', s.object_ref),
    identity = md5(jsonb_build_array(
        s.object_ref, upper(s.archive_ref), upper(s.designation), s.letter, s.index, s.wording,
        s.classes)::text)
WHERE NOT s.refused
