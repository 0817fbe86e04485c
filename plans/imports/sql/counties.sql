-- The counties that the rows belong to.
SELECT DISTINCT {county} FROM stage s WHERE NOT s.refused AND {county} IS NOT NULL ORDER BY 1
