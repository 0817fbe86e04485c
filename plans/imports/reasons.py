"""What every issue says: where, what and what to do, in plain Swedish.

An issue is stored as a reason and facts, and put into words here when it is shown. A text may
use the facts, and `%(value)s` for the value in the file. The row number is put in front by `say`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.imports.file_reasons import FILE_TEXTS
from plans.imports.ngp_reasons import NGP_TEXTS
from plans.imports.speech import COMMAND, Speech

SPACED_FROM = 10_000  # a number below may be a year
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"

TEXTS: Mapping[str, Promise | str] = {
    **FILE_TEXTS,
    **NGP_TEXTS,
    # One row, one value
    "row_long": _(
        "Raden har %(cells)s celler men rubrikraden %(columns)s. Sätt citattecken om text som "
        "innehåller skiljetecknet, eller ta bort det som står för mycket."
    ),
    "row_sum": _("Raden är en summa och inget eget. Den lästes inte."),
    "value_missing": _("%(field)s saknas. Uppgiften är obligatorisk."),
    "text_too_long": _("%(field)s är längre än %(limit)s tecken. Korta texten."),
    "text_cleaned": _("%(field)s innehöll osynliga styrtecken. De togs bort."),
    "date_impossible": _("%(field)s är %(value)s, en dag som inte finns i kalendern."),
    "date_unreadable": _(
        "%(field)s är %(value)s, som inte går att läsa som en dag. Skriv ÅÅÅÅ-MM-DD."
    ),
    "date_of_several": _(
        "%(field)s har flera dagar, %(value)s. Den första, %(first)s, används: ett senare beslut "
        "ska stå på en egen rad."
    ),
    "date_only_year": _(
        "%(field)s är bara ett årtal, %(value)s. Ange hela dagen, eller vilken dag på året som "
        "ska gälla %(by_bare_year)s."
    ),
    "date_in_future": _("%(field)s är %(value)s, en dag som inte har varit än. Stämmer det?"),
    "number_unreadable": _("%(field)s är %(value)s, men ska vara ett heltal."),
    "number_too_small": _("%(field)s är %(value)s, men ska vara minst %(limit)s."),
    "number_too_big": _("%(field)s är %(value)s, men får vara högst %(limit)s."),
    "code_unknown": _(
        "%(field)s är %(value)s, som inte finns i listan: %(allowed)s. Rätta filen eller ange "
        "vad värdet betyder %(by_values)s."
    ),
    "truth_unreadable": _("%(field)s är %(value)s, men ska vara ja eller nej."),
    "uuid_unreadable": _("%(field)s är %(value)s, som inte är ett uuid."),
    "municipality_unknown": _(
        "Kommunkod %(value)s finns inte. %(hint)s Rätta filen eller ange vad värdet betyder "
        "%(by_values)s."
    ),
    "municipality_ambiguous": _(
        "%(value)s kan vara flera kommuner: %(names)s. Skriv namnet med å, ä och ö, eller koden."
    ),
    "municipality_in_other_county": _(
        "Kommunen %(value)s ligger i %(known)s, inte i %(told)s. Rätta kommunen eller länet."
    ),
    "municipality_renamed": _(
        "Kommunkod %(value)s är en äldre kod. Raden lästes som %(today)s %(name)s."
    ),
    "county_unknown": _("Länskod %(value)s finns inte. %(hint)s Rätta filen."),
    "region_unknown": _("%(value)s är varken en länskod eller en kommunkod."),
    "address_unsafe": _("%(field)s ska börja med http:// eller https://."),
    # The shape of a row
    "shape_missing": _("Läge saknas. Varje rad behöver en punkt, en linje eller en yta."),
    "shape_broken": _("Läget går inte att läsa. Kontrollera hur koordinaterna är skrivna."),
    "shape_empty": _("Läget är tomt: det finns en geometri men inga koordinater."),
    "shape_kind": _("Läget ska vara en punkt, en linje eller en yta."),
    "shape_curved": _(
        "Läget har bågar. Exportera det med raka linjer, till exempel med Segmentera i QGIS."
    ),
    "shape_not_area": _("Planområdet är ingen yta. Planen listas utan kartyta."),
    "boundary_not_area": _("Gränsen ska vara en yta."),
    "sliver": _(
        "Planområdet har delar som är mindre än 1 m²: %(number)s stycken. De är troligen rester "
        "från ritningen."
    ),
    "shape_huge": _("Läget har fler än %(limit)s brytpunkter. Förenkla det."),
    "shape_not_finite": _("Läget har koordinater som inte är tal."),
    "shape_outside_sweden": _(
        "Läget ligger utanför Sverige (x %(x)s och y %(y)s). %(looks)s Rätta koordinaterna eller "
        "ange rätt koordinatsystem."
    ),
    "shape_invalid": _("Ytan är inte hel: %(what)s vid %(x)s, %(y)s. Rätta den i kartprogrammet."),
    "shape_outside_municipality": _(
        "Läget ligger %(metres)s m utanför %(municipality)s. Stämmer kommunkoden?"
    ),
    # Decisions
    "ref_missing": _("Akt eller planbeteckning behövs. Ange minst en av dem."),
    "ref_odd": _("Akten %(value)s börjar inte med fyra siffror. Stämmer den?"),
    "changes_missing": _(
        "En ändring eller ett upphävande ska ange vilken plan det gäller (%(field)s)."
    ),
    "changes_unknown": _(
        "Planen %(value)s som beslutet ändrar finns inte. Den läggs upp utan eget beslut tills "
        "planens beslut läses in."
    ),
    "changes_in_circle": _(
        "Planen %(value)s är själv en ändring som leder tillbaka hit. Beslutet läggs upp utan "
        "plan tills någon av ändringarna rättas."
    ),
    "decision_differs": _(
        "%(value)s står redan som %(known)s, men här som %(told)s. Ett beslut byter inte slag: "
        "rätta beslutet, eller ge det en egen akt."
    ),
    "designation_known": _(
        "Beteckningen %(value)s står redan på beslutet %(known)s i kommunen. Raden lades upp som "
        "ett eget beslut. Stämmer det?"
    ),
    "designation_without_akt": _(
        "Beteckningen %(value)s är redan registrerad utan akt, men det går inte att säga att raden "
        "är samma beslut. Raden lades upp som ett eget beslut. Stämmer det?"
    ),
    "same_akt_differs": _(
        "Samma akt eller beteckning står på rad %(first_row)s med en annan uppgift: %(field)s är "
        "%(first)s där och %(value)s här. %(apart_told)s Två beslut kan inte ha samma akt."
    ),
    "row_repeated": _("Raden upprepar rad %(first_row)s och räknas som en."),
    "identifier_differs": _(
        "%(field)s är %(value)s i filen men %(known)s är redan registrerad. Den byttes inte."
    ),
    "to_before_from": _(
        "%(field)s är %(value)s, men måste vara senare än %(from)s, då beslutet fick laga kraft."
    ),
    "to_not_on_new": _(
        "Upphörde gälla hör till planen och läses bara på raden för planens eget beslut (ny). "
        "Värdet används inte."
    ),
    "end_before_start": _(
        "%(field)s är %(value)s, men kan inte vara före början, %(from)s. Rätta den som är fel."
    ),
    "ends_open": _(
        "Möjliga upphöranden till och med %(value)s som inte är avgjorda: %(number)s, bland annat "
        "genom %(samples)s. Alla står på länets sida Upphöranden. Avgör dem innan ni skriver under."
    ),
    "signed_in_future": _(
        "%(field)s är %(value)s, som inte har varit än. Det går inte att skriva under på."
    ),
    "repeal_ends_nothing": _(
        "Ett upphävande registreras som ett beslut men avslutar ingen plan. Har planen upphört, "
        "ange dagen på raden för planens eget beslut."
    ),
    "akt_elsewhere": _("Akten %(value)s finns också i %(municipality)s. Stämmer kommunen?"),
    "in_force_unknown": _(
        "Dagen för laga kraft saknas. Beslutet listas, men räknas inte förrän den är känd."
    ),
    "adopted_after": _("Beslutet antogs %(value)s men fick laga kraft %(from)s, före det."),
    "after_plans_end": _("Ändringen fick laga kraft %(value)s, efter att planen upphörde."),
    "kind_too_old": _(
        "Plantypen %(value)s fanns inte än %(from)s. Kontrollera plantypen och dagen."
    ),
    "kind_too_young": _(
        "Plantypen %(value)s beslutades inte längre %(from)s. Kontrollera plantypen och dagen."
    ),
    "law_too_young": _("Lagen %(value)s gällde inte än %(from)s."),
    "kind_differs": _("Plantypen är %(value)s här men %(known)s på planen."),
    # Markings and readings
    "decision_unknown": _(
        "Det finns inget beslut %(value)s i %(municipality)s. Läs in planerna först, eller rätta "
        "akten."
    ),
    "decision_ambiguous": _(
        "Beteckningen %(value)s passar flera beslut i %(municipality)s. Ange akten i stället."
    ),
    "object_differs": _(
        "Objektet står på rad %(first_row)s med %(field)s %(first)s. Den "
        "uppgiften används, inte %(value)s. %(apart_told)s"
    ),
    "provision_differs": _(
        "Bestämmelsen står på rad %(first_row)s med %(field)s %(first)s. Den uppgiften används, "
        "inte %(value)s."
    ),
    "marking_differs": _(
        "Samma märkning står på rad %(first_row)s med %(field)s %(first)s. Den uppgiften används, "
        "inte %(value)s."
    ),
    "marking_ended_differs": _(
        "Samma märkning står på rad %(first_row)s men upphör %(first)s där och %(value)s här."
    ),
    "marking_of_repeal": _("Beslutet %(value)s är ett upphävande. Hör märkningen dit?"),
    "object_near_another": _(
        "Objektet %(value)s ligger %(metres)s m från %(known)s, som är av samma typ. Är det samma "
        "objekt två gånger?"
    ),
    "point_outside_plan": _("Läget ligger %(metres)s m utanför planområdet för %(value)s."),
    "gone_before": _("Objektet är borta från %(value)s, före laga kraft %(from)s."),
    "nothing_found_marked": _(
        "Beslutet %(value)s är läst med utfallet inga bestämmelser men har märkningar."
    ),
    "stock_differs": _(
        "Samma region, år och byggnadstyp står på rad %(first_row)s med %(first)s byggnader, här "
        "med %(value)s."
    ),
    "same_differs": _(
        "Samma post står på rad %(first_row)s med %(field)s %(first)s, här med %(value)s. "
        "%(apart_told)s"
    ),
    "listing_unsigned": _(
        "Underskrift saknas för %(field)s. Leveransens avsändare och fil antecknas i stället."
    ),
    "covers": _(
        "Filen räknas som hel för %(counties)s. Gäller den bara en del, ange vilken %(by_covers)s."
    ),
    "buildings_elsewhere": _(
        "%(number)s av de nya byggnaderna i %(own)s har id som också finns i %(municipality)s, "
        "bland annat %(value)s. De blir egna byggnader. Stämmer kommunen?"
    ),
    "monument_parts": _(
        "Byggnadsminnet %(value)s står på %(number)s rader. De läses som ett, med alla sina ytor."
    ),
    "monument_undated": _("Beslutsdatum saknas. Byggnadsminnet listas men räknas inte."),
    "monument_ended_undated": _(
        "Skyddet har upphört, men inte när. Byggnadsminnet listas men räknas inte."
    ),
    "monument_count_unreadable": _(
        "Antalet byggnader i %(value)s går inte att läsa som ett tal. Antalet räknas som okänt."
    ),
    "release_older": _(
        "Utgåvan %(value)s publicerades %(published)s, men %(known)s från %(day)s är redan inläst. "
        "Det som skiljer går tillbaka till den äldre utgåvan."
    ),
    "release_lacks": _(
        "%(number)s gällande poster finns inte i utgåvan, bland annat %(samples)s. De behålls."
    ),
    "county_first": _("Länet %(value)s finns inte och är inte med i filen."),
    # Rows of old county databases that wait for a person
    "year_unread": _(
        "%(field)s är %(value)s, där inget årtal går att läsa. Uppgiften används inte."
    ),
    "pending_akt_spelling": _(
        "Akten %(value)s skiljer sig bara i stavning från %(known)s. Raden läggs i kön för "
        "matchning."
    ),
    "pending_designation": _(
        "Raden saknar akt. Beteckningen %(value)s passar %(known)s. Raden läggs i kön för "
        "matchning."
    ),
    "pending_one_plan": _(
        "Raden saknar akt, men bara %(known)s ligger på platsen. Raden läggs i kön för matchning."
    ),
    "pending_no_area": _(
        "%(known)s passar, men har ingen kartyta att jämföra läget med. Raden läggs i kön för "
        "matchning."
    ),
    "pending_outside": _(
        "Läget ligger %(metres)s m utanför %(known)s. Raden läggs i kön för matchning."
    ),
    "pending_several": _("Flera beslut passar raden. Den läggs i kön för matchning."),
    "pending_akt_unknown": _(
        "Det finns inget beslut %(value)s, men en plan ligger på platsen. Raden läggs i kön för "
        "matchning."
    ),
    "pending_far_outside": _("Läget ligger %(metres)s m från %(known)s. Raden sparas utan beslut."),
    "pending_not_found": _(
        "Varken akt, planbeteckning eller läge ger ett beslut. Raden sparas utan beslut."
    ),
    "pending_no_shape": _("Läge saknas. Raden sparas utan beslut."),
    # Merging
    "not_in_file": _(
        "%(number)s registrerade poster i samma kommuner finns inte i filen, bland annat "
        "%(samples)s. De lämnas som de är."
    ),
    "person_changed": _(
        "%(field)s är %(value)s i filen, men %(who)s ändrade till %(known)s den %(day)s. Det "
        "registrerade värdet behålls."
    ),
    "person_removed": _("%(who)s tog bort posten den %(day)s. Den läggs inte upp igen."),
    "changed_meanwhile": _(
        "Någon ändrade posten medan filen togs in. Det registrerade behålls. Läs in filen igen för "
        "att se vad som skiljer."
    ),
    "database_refused": _(
        "Databasen tar inte emot uppgifterna: %(told)s. Ingenting är ändrat. Hör av dig till "
        "förvaltningen med filen."
    ),
    "removed_meanwhile": _(
        "Något som leveransen hänvisar till togs bort av någon annan medan filen lästes. Ingenting "
        "är ändrat. Kontrollera leveransen igen."
    ),
    "person_moved": _("%(who)s ändrade läget den %(day)s. Det registrerade läget behålls."),
}

# What a code from raknaq.lib.sweden.likely_system means, as a sentence.
LOOKS: Mapping[str, Promise | str] = {
    "sweref99tm": _("Koordinaterna ser ut som SWEREF 99 TM (EPSG:3006)."),
    "swapped": _("Koordinaterna ser ut som SWEREF 99 TM (EPSG:3006) med öst och nord omkastade."),
    "degrees": _("Koordinaterna ser ut som grader, WGS 84 (EPSG:4326)."),
    "degrees_swapped": _(
        "Koordinaterna ser ut som grader, WGS 84 (EPSG:4326), med latitud före longitud."
    ),
    "rt90": _("Koordinaterna ser ut som RT 90 2,5 gon V (EPSG:3021)."),
    "local_zone": _("Koordinaterna ser ut som en lokal SWEREF 99-zon (EPSG:3007–3018)."),
    "rt90_swapped": _(
        "Koordinaterna ser ut som RT 90 2,5 gon V (EPSG:3021) med öst och nord omkastade."
    ),
    "nowhere": _("Koordinaterna ligger inte i Sverige i något system som används här."),
}


def say(
    reason: str,
    facts: Mapping[str, Any],
    *,
    row: int | None = None,
    field: str = "",
    value: str = "",
    speech: Speech = COMMAND,
) -> str:
    """An issue in words, in the language in use: "Rad 214: Kommunkod 2099 finns inte. …"."""
    told = {name: _told(fact, partial(speech.code, field)) for name, fact in facts.items()}
    looks = LOOKS.get(facts.get("likely") or "", "")
    hint = gettext("Menade du %(close)s?") % told if facts.get("close") else ""
    apart = gettext("Det är ett annat läge, %(apart)s m därifrån.") if facts.get("apart") else ""
    filled = {
        **{name: way % {"column": field} for name, way in speech.ways.items()},
        "field": facts.get("header") or speech.column(field),
        "value": _told(value, partial(speech.code, field)),
        "looks": looks,
        "hint": hint,
        "apart_told": apart % told,
        **told,
    }
    text = str(TEXTS[reason]) % filled
    text = " ".join(text.split())
    return text if row is None else gettext("Rad %(row)s: %(text)s") % {"row": row, "text": text}


def _told(fact: Any, code: Callable[[str], str]) -> Any:
    """A fact as it is written: lists with commas, thousands apart, a dash for what is missing."""
    if isinstance(fact, list):
        return ", ".join(code(str(part)) for part in fact)
    if isinstance(fact, int) and fact >= SPACED_FROM:
        return f"{fact:,}".replace(",", THIN_SPACE)
    if isinstance(fact, float):
        return number_format(fact)
    if isinstance(fact, str) and fact:
        return code(fact)
    return "–" if fact is None or fact == "" else fact
