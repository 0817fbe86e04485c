"""Why a change was made, in the reader's language; the history keeps the Swedish.

Every reason that code gives stands here (tests/inventory/test_whys.py), so that it is translated.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

WHYS = (
    _("akter beställda"),
    _("andel för kollegial granskning"),
    _("bedömt upphörande ångrat"),
    _("belägg angivet"),
    _("belägg borttaget"),
    _("beslut om lagring av handlingar"),
    _("bestämmelse given till flera objekt"),
    _("bestämmelse registrerad"),
    _("bestämmelse ändrad"),
    _("borttagen bestämmelse registrerad på nytt"),
    _("borttagen handling registrerad på nytt"),
    _("borttagen märkning registrerad på nytt"),
    _("demodata"),
    _("dubbletter sammanslagna"),
    _("felaktig aktbeställning borttagen"),
    _("felaktig bestämmelse borttagen"),
    _("felaktig märkning borttagen"),
    _("flyttning gjord om"),
    _("flyttning ångrad"),
    _("föreslagna typer godtagna"),
    _("genomgång"),
    _("genomgång återtagen"),
    _("gästregistrerare inbjuden"),
    _("handling borttagen"),
    _("handling lagrad"),
    _("handling ändrad"),
    _("handlingen går inte att få tag på"),
    _("inlägg i kollegial granskning"),
    _("inpassning borttagen"),
    _("inte dubbletter"),
    _("inte dubbletter, ångrat"),
    _("kollegial granskning"),
    _("kollegial granskning begärd"),
    _("kollegial granskning läst av den som läste planen"),
    _("kollegial granskning påbörjad"),
    _("kopior av handlingar gallrade"),
    _("länk till handling tillagd"),
    _("medlemskap avslutat"),
    _("märkning registrerad"),
    _("märkning ändrad"),
    _("möjliga dubbletter sökta"),
    _("objekt flyttat på kartan"),
    _("objekt flyttat på kartan, efter jämförelse med någon annans ändring"),
    _("objektet står kvar"),
    _("objektet är borta"),
    _("plankarta inpassad"),
    _("rad matchad med beslut"),
    _("rad utan beslut"),
    _("rader matchade med beslut"),
    _("roll given på kommandoraden"),
    _("sammanslagning ångrad"),
    _("svar i matchningen ångrat"),
    _("svar om akter"),
    _("tidigare läge återställt"),
    _("upphörande bedömt"),
    _("upphöranden föreslagna"),
    _("upphöranden kontrollerade, underskrivet"),
    _("ångrad bestämmelse till flera objekt"),
    _("ångrad genomgång"),
    _("ångrad kollegial granskning"),
)

# How a reason begins that names a file; the rest is its kind and name.
OF_A_FILE = (_("leverans:"), _("ångrad leverans:"))


def in_words(why: str) -> str:
    """A reason that the history holds, in the reader's language; as it stands where code gave none.

    The words of the database, or of an older version of raknaq, are told as they are.
    """
    if why in WHYS:
        return gettext(why)
    begins = next((one for one in OF_A_FILE if why.startswith(f"{one} ")), None)
    return why.replace(begins, gettext(begins), 1) if begins else why
