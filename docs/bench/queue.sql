-- The yardstick of the queue in make bench: the fastest single statement that looks at each decision
-- of a county once. It orders nothing, follows no reading and fetches no page.
SELECT count(*) FROM inventory_queueentry WHERE county = '14' AND words <> ''
