"""What is said of a file as a whole, before its rows (`plans.imports.reasons` says the rest)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE_TEXTS: Mapping[str, Promise | str] = {
    # The file as a whole
    "file_missing": _("Filen %(path)s finns inte. Kontrollera sökvägen."),
    "file_empty": _("Filen är tom. Kontrollera att exporten blev klar och skicka filen igen."),
    "file_unknown": _(
        "Innehållet är inget format som raknaq läser, vad filen än heter. Exportera som "
        "GeoPackage, GeoJSON, Shapefile, filgeodatabas, GML, CSV eller XLSX, och statistik "
        "också som PX eller JSON-stat 2."
    ),
    "gml_ss637040": _(
        "Filen följer den äldre standarden SS 637040, som delar planen i gränser utan färdiga "
        "ytor. raknaq läser den inte. Exportera planområdena som GeoPackage."
    ),
    "file_damaged": _(
        "Filen går inte att läsa: den är skadad eller ofullständig, eller så saknar den användbara "
        "lager. Öppna den i programmet som skapade den och exportera på nytt, helst som GeoPackage."
    ),
    "files_several": _(
        "Flera filer lämnades in: %(names)s. Lämna in en fil, eller delarna av en shapefil."
    ),
    "files_same_name": _("Två av filerna har samma namn. Byt namn på den ena, eller zippa dem."),
    "file_weeded": _("Filen är gallrad, den %(day)s."),
    "file_too_big": _("Filen är för stor för att läsas i ett stycke. Dela upp den."),
    "file_slow": _(
        "Filen tog för lång tid att läsa. Dela upp den, eller öppna den i programmet som skapade "
        "den och exportera på nytt, helst som GeoPackage."
    ),
    "shapefile_incomplete": _(
        "Shapefilen saknar sin tabell (.dbf). Skicka alla delar: .shp, .shx, .dbf, .prj."
    ),
    "zip_nothing": _("Zipfilen innehåller ingen fil som raknaq läser."),
    "zip_several": _("Zipfilen innehåller flera filer: %(layers)s. Ange vilken %(by_layer)s."),
    "zip_too_big": _("Zipfilen packar upp till mer än raknaq tar emot. Skicka filen opackad."),
    "layers_several": _("Filen har flera lager: %(layers)s. Ange vilket %(by_layer)s."),
    "layer_missing": _("Lagret %(layer)s finns inte i filen. Lagren är: %(layers)s."),
    "header_below": _(
        "Kolumnrubrikerna lästes på rad %(number)s; det som står ovanför lästes inte."
    ),
    "header_missing": _("Första raden ska innehålla kolumnrubriker, men den är tom."),
    "columns_many": _("Filen har fler än %(limit)s kolumner. Ta bort dem som inte behövs."),
    "encoding_wrong": _(
        "Texten är inte kodad som %(encoding)s. Ange rätt teckenkodning %(by_encoding)s."
    ),
    "crs_missing": _(
        "Filen anger inget koordinatsystem. %(looks)s Exportera igen med koordinatsystem eller "
        "ange det %(by_epsg)s."
    ),
    "crs_unknown": _(
        "raknaq känner inte till koordinatsystemet %(crs)s. Ange filens system "
        "%(by_epsg)s, till exempel 3006 för SWEREF 99 TM."
    ),
    "crs_not_sweden": _(
        "Filen ligger i %(crs)s, som inte används i Sverige. Exportera i SWEREF 99 eller ange "
        "rätt system %(by_epsg)s, om filen säger fel."
    ),
    "crs_assumed_wgs84": _(
        "Filen anger inget koordinatsystem. Koordinaterna är grader i Sverige och lästes som "
        "WGS 84."
    ),
    "crs_overridden": _("Filen säger %(crs)s men lästes som %(stated)s, som det sades."),
    "crs_rt90": _(
        "Filen är i %(crs)s och räknades om till SWEREF 99 TM med cirka %(metres)s meters "
        "noggrannhet."
    ),
    "encoding_guessed": _("Texten lästes som %(encoding)s. Kontrollera att å, ä och ö är rätt."),
    "sheet_first": _("Arbetsboken har flera blad: %(sheets)s. Bladet %(sheet)s lästes."),
    "column_missing": _(
        "Kolumnen %(field)s saknas. Filen har: %(found)s. Byt rubrik i filen eller ange den "
        "%(by_columns)s."
    ),
    "places_missing": _(
        "Inga lägen hittades i filen, som har: %(found)s. Har den koordinater, ange vilka kolumner "
        "som är öst och nord, eller geometri som WKT, %(by_columns)s."
    ),
    "mapping_column_missing": _(
        "Mappningen pekar %(field)s på kolumnen %(value)s, som inte finns i filen."
    ),
    "mapping_unknown": _("Mappningen nämner %(value)s, som inte finns för den här leveransen."),
    "columns_kept": _(
        "Kolumner som raknaq inte känner till: %(names)s. De sparas med raden som de är."
    ),
    "columns_unused": _(
        "Kolumner som raknaq inte känner till: %(names)s. De används inte och sparas inte."
    ),
    "county_of_others": _(
        "Leveransen är inlämnad för %(county)s men har rader i %(counties)s. Lämna in dem för sig, "
        "eller låt en nationell samordnare lämna in filen för hela landet."
    ),
    "into_demo": _(
        "Databasen innehåller påhittade demouppgifter. Det som läses in blandas med dem."
    ),
    "not_allowed": _(
        "%(who)s får inte ta emot leveranser för %(counties)s. Det får länsansvariga i länet, "
        "nationella samordnare och administratörer."
    ),
    "not_allowed_nationally": _(
        "%(who)s får inte ta emot det som gäller hela landet. Det får nationella samordnare och "
        "administratörer."
    ),
    "no_rows": _("Filen har inga rader med uppgifter."),
    # Statistics
    "statistics_missing": _(
        "%(number)s uppgifter saknas i tabellen (%(symbols)s). De läses inte in, inte heller som "
        "noll."
    ),
    "statistics_country": _("Uppgifterna för hela riket läses inte in: riket är summan av länen."),
    "statistics_no_region": _(
        "Det framgår inte vilken kolumn som är region. Ta ut tabellen på nytt med regionernas "
        "koder."
    ),
    "statistics_no_year": _(
        "Det framgår inte vilket år uppgifterna gäller. Ta ut tabellen på nytt med år."
    ),
    "statistics_split": _(
        "Tabellen är också uppdelad efter %(names)s. Ta ut den med bara region, byggnadstyp och år."
    ),
    "statistics_no_count": _(
        "Tabellen har %(contents)s, men det framgår inte vad som är antal byggnader. Ta ut den med "
        "bara antal."
    ),
    "statistics_cells": _(
        "Tabellen har %(found)s värden men borde ha %(expected)s. Den är troligen avbruten. Hämta "
        "den på nytt."
    ),
    "statistics_more": _(
        "Det finns fler uppgifter bredvid eller under tabellen, på rad %(number)s. Lämna in en "
        "tabell i taget, utan tomma rader."
    ),
    "statistics_damaged": _(
        "Tabellen går inte att läsa vid %(at)s. Den är skadad eller ofullständig. Hämta den på "
        "nytt."
    ),
    "px_keys": _(
        "PX-filen är skriven med nycklar (KEYS), som raknaq inte läser. Hämta tabellen som "
        "JSON-stat 2 eller XLSX i stället."
    ),
    "jsonstat_version": _(
        "Filen är JSON-stat i en äldre version. Hämta tabellen på nytt som JSON-stat 2, PX eller "
        "XLSX."
    ),
}
