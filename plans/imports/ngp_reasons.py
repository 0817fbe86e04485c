"""What is said of plans from the national geodata platform (NGP)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NGP_TEXTS: Mapping[str, Promise | str] = {
    "ngp_version": _(
        "Dokumentet säger att det är %(told)s. raknaq läser Detaljplan 4.1 "
        "(application/vnd.lm.detaljplan.v4+json). Hämta planen i den versionen."
    ),
    "ngp_other_kind": _(
        "Filen är detaljplaner från NGP. Lämna in den som Detaljplaner från NGP, inte som något "
        "annat."
    ),
    "ngp_not": _(
        "Filen är inget dokument från NGP. Välj vad den innehåller, till exempel Planer och beslut."
    ),
    "ngp_orphans": _(
        "%(number)s bestämmelser hör till en plan som inte finns i dokumentet. De togs inte med."
    ),
    "ngp_system": _(
        "Läget är i %(crs)s. Planer från NGP ska vara i SWEREF 99 (EPSG:3006 till 3018). Rätta "
        "koordinatsystemPlan."
    ),
    "ngp_status": _(
        "%(number)s planer har status %(value)s och togs inte med, bland annat %(samples)s. Bara "
        "planer som fått laga kraft eller upphävts tas med."
    ),
    "ngp_undecided": _(
        "%(number)s planer saknar beslut och togs inte med, bland annat %(samples)s."
    ),
    "ngp_unnamed": _(
        "%(number)s planer saknar både akt och planbeteckning och togs inte med, bland annat "
        "%(samples)s."
    ),
    "ngp_doubtful": _(
        "Planen %(value)s liknar %(known)s, men det går inte att säga att de är samma. Den togs "
        "inte med. Rätta akt, planbeteckning eller laga kraft på den ena och kontrollera igen."
    ),
    "ngp_gone": _(
        "Planen %(value)s finns inte längre bland gällande och upphävda planer i NGP. Den lämnas "
        "som den är. Kontrollera om den har upphört."
    ),
    "ngp_older": _(
        "Planen %(value)s hämtades senare i leverans %(known)s, som redan är godtagen. Den togs "
        "inte med, för här är den äldre."
    ),
    "ngp_repealed": _(
        "Planen %(value)s är upphävd enligt NGP, ändrad %(day)s. Dagen sparas med beslutet, men "
        "planen avslutas först när någon bestämmer det."
    ),
    "ngp_decision_left": _(
        "Ett beslut om %(value)s avslutar arbetet eller säger inte vad det är. Det togs inte med."
    ),
    "ngp_second_new": _(
        "Planen har flera beslut om antagande av ny detaljplan. %(value)s med laga kraft %(day)s "
        "läses som en ändring av den. Stämmer det?"
    ),
    "ngp_days_differ": _(
        "%(value)s fick laga kraft olika år: %(days)s. Den tidigaste dagen, %(used)s, används och "
        "de andra sparas med beslutet."
    ),
    "ngp_akt_shared": _("Akten %(value)s är redan ett annat besluts. Beslutet lades upp utan akt."),
    "ngp_provision_elsewhere": _(
        "Bestämmelsen %(value)s är redan registrerad på beslutet %(known)s i en annan plan. Den "
        "togs inte med. Kontrollera vilken plan den hör till."
    ),
    "ngp_provisions_known": _(
        "%(number)s bestämmelser togs inte med, i planerna %(samples)s: där finns redan "
        "bestämmelser ur NGP:s dokument, och söktjänsten säger inte vilka som är samma. Läs in "
        "dokumentet igen om något har ändrats."
    ),
    "ngp_provisions_gone": _(
        "%(number)s registrerade bestämmelser finns inte längre i sina planer i NGP, bland annat "
        "%(samples)s. De lämnas som de är. Kontrollera om de har upphört."
    ),
    "ngp_catalogue_unknown": _(
        "%(number)s bestämmelser hänvisar till poster som inte är inlästa ur "
        "planbestämmelsekatalogen, bland annat %(samples)s. De togs inte med. Läs in katalogens "
        "senaste utgåva och kontrollera igen."
    ),
    "ngp_shape_mixed": _(
        "%(number)s lägen blandar ytor, linjer och punkter. Ytorna används, annars linjerna."
    ),
    "ngp_shape_north_first": _("%(number)s lägen stod med nord före öst. De lästes så."),
}
