-- Tells the planner about the keys: it took them for unset, and what is joined on them for few.
ANALYZE stage ({key}, {is_new})
