-- The themes of a provision that is written: of its types, or of those proposed while nobody has
-- decided, and of its catalogue entry. The body of a trigger before each insert and update.
-- In: themes_of_class, the rows ('type', 'theme').
NEW.themes := ARRAY(
    SELECT c.theme
    FROM (VALUES %(themes_of_class)s) AS c (class, theme)
    WHERE c.class = ANY(NEW.classes)
       OR cardinality(NEW.classes) = 0 AND c.class = ANY(NEW.proposed)
    UNION
    SELECT unnest(e.themes) FROM plans_catalogueentry e WHERE e.id = NEW.catalogue_entry_id
    ORDER BY 1
);
RETURN NEW;
