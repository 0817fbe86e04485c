UPDATE stage s
SET marking_id = m.id
FROM inventory_marking m
WHERE NOT s.refused AND m.object_id = s.object_id AND m.provision_id = s.provision_id
