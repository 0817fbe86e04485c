-- What names an object, a provision or a marking is never null, so that rows can be told apart.
UPDATE stage s
SET letter = coalesce(s.letter, ''), index = coalesce(s.index, ''),
    wording = coalesce(s.wording, '')
WHERE NOT s.refused;

UPDATE stage s
SET object_id = o.id
FROM inventory_protectedobject o
WHERE NOT s.refused AND o.municipality_id = s.municipality_id AND o.object_ref = s.object_ref;

-- An object that a person has merged into another is the other.
UPDATE stage s
SET object_id = p.a_id, merged = true
FROM inventory_possibleduplicate p
WHERE NOT s.refused AND s.object_id IS NULL AND p.merged_municipality_id = s.municipality_id
  AND p.merged_ref = s.object_ref
