-- A new statement without a signature is signed by the delivery that brings it: its file, its
-- sender and its day. A statement that stands already keeps its own signature.
UPDATE stage s
SET listed_source = coalesce(s.listed_source, %(file_name)s),
    listed_by = coalesce(s.listed_by, %(who)s)
WHERE NOT s.refused AND s.listed_through IS NOT NULL
  AND NOT EXISTS (SELECT FROM inventory_inventoryscope k
                  WHERE k.county_id = s.county_id AND k.listed_through = s.listed_through);

UPDATE stage s
SET declared_by = coalesce(s.declared_by, %(who)s),
    declared_on = coalesce(s.declared_on, current_date)
WHERE NOT s.refused AND s.declared_through IS NOT NULL
  AND NOT EXISTS (SELECT FROM inventory_inventoryscope k
                  WHERE k.county_id = s.county_id AND k.declared_through = s.declared_through)
