-- The yardstick of make bench: the same plans and decisions from a staging table that ogr2ogr
-- filled by COPY, by one INSERT … SELECT that checks nothing of its own. Constraints, indexes,
-- generated columns and history triggers act as on any insert.
WITH numbered AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('plans_plan', 'id')) AS plan_id, s.* FROM staging s
),
plan AS (
    INSERT INTO plans_plan (id, municipality_id, kind, shell_ref, version)
    SELECT plan_id, kommunkod, plantyp, '', 1 FROM numbered
)
INSERT INTO plans_plandecision (
    plan_id, municipality_id, decision, archive_ref, designation, name, in_force_from, law, area,
    extra, version
)
SELECT plan_id, kommunkod, 'new', akt, '', namn, laga_kraft::date, '', ST_Multi(geom),
       jsonb_build_object('diarienr', diarienr), 1
FROM numbered
