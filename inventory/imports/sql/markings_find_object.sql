-- What names an object, a provision or a marking is never null, so that rows can be told apart.
UPDATE stage s
SET letter = coalesce(s.letter, ''), index = coalesce(s.index, ''),
    wording = coalesce(s.wording, '')
WHERE NOT s.refused;

UPDATE stage s
SET object_id = o.id
FROM inventory_protectedobject o
WHERE NOT s.refused AND o.municipality_id = s.municipality_id AND o.object_ref = s.object_ref
