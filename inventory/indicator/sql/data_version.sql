-- The latest event of every table that a figure reads: two equal answers mean equal figures, unless
-- a change that began earlier was committed in between.
SELECT (SELECT max(pgh_id) FROM plans_planevent), (SELECT max(pgh_id) FROM plans_plandecisionevent),
       (SELECT max(pgh_id) FROM plans_provisionevent),
       (SELECT max(pgh_id) FROM inventory_protectedobjectevent),
       (SELECT max(pgh_id) FROM inventory_markingevent),
       (SELECT max(pgh_id) FROM inventory_reviewevent),
       (SELECT max(pgh_id) FROM inventory_peercheckevent),
       (SELECT max(pgh_id) FROM inventory_inventoryscopeevent),
       (SELECT max(pgh_id) FROM inventory_buildingstockevent),
       (SELECT max(pgh_id) FROM inventory_monumentevent),
       (SELECT max(pgh_id) FROM plans_countyevent),
       (SELECT max(pgh_id) FROM plans_municipalityevent),
       (SELECT max(id) FROM plans_delivery)
