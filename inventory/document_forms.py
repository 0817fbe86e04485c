"""Forms about the documents of an akt and a county's decision to store copies of them."""

import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.documents import MAX_BYTES
from inventory.forms import DayInput
from inventory.models import Document, StorageDecision
from inventory.models.documents import MAX_MONTHS
from inventory.pages import SeenVersion
from inventory.queries import plan_decisions
from plans.models import Plan, PlanDecision
from raknaq.lib.choices import choice
from raknaq.lib.files import FileRefusedError
from raknaq.templatetags.figures import whole

MEGABYTE = 1024**2
KEPT_MONTHS = 24  # proposed, until the county says something else

REFUSALS: Mapping[str, Promise | str] = {
    "file_empty": _("Filen är tom. Kontrollera den och skicka den igen."),
    "document_big": _("Filen är större än %(limit)s MB. Dela upp den, eller länka till den."),
    "document_kind": _(
        "Innehållet är varken PDF, PNG, JPEG eller TIFF, vad filen än heter. Spara den som PDF."
    ),
    "picture_damaged": _(
        "Bilden går inte att läsa: den är skadad eller ofullständig. Öppna den i ett bildprogram "
        "och spara den på nytt."
    ),
    "picture_big": _(
        "Bilden har för många bildpunkter, %(pixels)s, och gränsen är %(limit)s. Skanna med lägre "
        "upplösning, 300 punkter per tum räcker, eller dela upp den."
    ),
    "picture_slow": _(
        "Bilden tog för lång tid att läsa. Öppna den i ett bildprogram och spara den på nytt."
    ),
}


def refusal(refused: FileRefusedError) -> str:
    """Why a file is not stored, and what to do, in words."""
    facts = {name: whole(number) if number else "–" for name, number in refused.facts.items()}
    if refused.reason == "document_big":
        facts["limit"] = whole(refused.facts["limit"] // MEGABYTE)
    return str(REFUSALS[refused.reason]) % facts


class LinkField(forms.CharField):
    """An address of a document as entered: http or https. It is shown, and never fetched."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, widget=forms.URLInput(), **kwargs)

    def clean(self, value: Any) -> str:
        link: str = super().clean(value)
        if not link:
            return link
        try:
            parts = urlsplit(link)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            fits = False
        if not fits or any(sign.isspace() for sign in link):
            raise forms.ValidationError(
                _("Länken ska vara en hel adress som börjar med http:// eller https://.")
            )
        return link


class NewDocumentForm(forms.Form):
    """A document of a plan: a link or, where the county stores copies, a file."""

    title = forms.CharField(
        label=_("Titel"),
        max_length=300,
        help_text=_("Till exempel Plankarta eller Planbeskrivning."),
    )
    akt = forms.ModelChoiceField(PlanDecision.objects.none(), label=_("Beslut"), empty_label=None)
    link = LinkField(label=_("Länk"), required=False)

    def __init__(self, plan: Plan, *args: Any, stores: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "document_%s", **kwargs})
        decisions = plan_decisions(plan)
        choice(self, "akt").queryset = decisions
        if len(decisions) == 1:
            self.fields["akt"].widget = forms.HiddenInput()
            self.fields["akt"].initial = decisions[0]
        if stores:
            self.fields["file"] = forms.FileField(
                label=_("Eller en fil"),
                required=False,
                max_length=255,
                help_text=_("PDF, PNG, JPEG eller TIFF, högst %(limit)s MB.")
                % {"limit": MAX_BYTES // MEGABYTE},
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        if told.get("link") and told.get("file"):
            self.add_error("link", _("Ange en länk eller en fil, inte båda."))
        elif not told.get("link") and not told.get("file"):
            several = "file" in self.fields
            self.add_error(
                "link", _("Ange en länk eller välj en fil.") if several else _("Ange en länk.")
            )
        return told


class DocumentForm(forms.Form):
    """What a document is called and, for a link, where it leads."""

    title = forms.CharField(label=_("Titel"), max_length=300)
    link = LinkField(label=_("Länk"))
    version = SeenVersion()

    def __init__(self, document: Document, data: Any = None) -> None:
        facts = ("title", "link", "version")
        super().__init__(data, initial={name: getattr(document, name) for name in facts})
        if not document.link:
            del self.fields["link"]

    def facts(self) -> dict[str, Any]:
        """What was changed."""
        changed = (name for name in self.changed_data if name != "version")
        return {name: self.cleaned_data[name] for name in changed}


class StorageForm(forms.Form):
    """A county's decision on secrecy and on storing copies."""

    decided_on = forms.DateField(label=_("Beslutat den"), widget=DayInput())
    decided_by = forms.CharField(
        label=_("Beslutat av"), max_length=150, help_text=_("Den som har fattat beslutet.")
    )
    reference = forms.CharField(label=_("Diarienummer"), max_length=100)
    months = forms.IntegerField(
        label=_("Kopior gallras efter, månader"), min_value=1, max_value=MAX_MONTHS,
        help_text=_("Gäller kopior som lagras från och med nu. Lagrade kopior behåller sin dag."),
    )  # fmt: skip
    version = SeenVersion()

    FACTS = ("decided_on", "decided_by", "reference", "months")

    def __init__(self, storage: StorageDecision | None, data: Any = None) -> None:
        initial: dict[str, Any] = {"months": KEPT_MONTHS, "version": 0}
        if storage:
            initial = {name: getattr(storage, name) for name in (*self.FACTS, "version")}
        super().__init__(data, initial=initial)

    def clean_decided_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Dagen har inte varit än."))
        return day

    def facts(self) -> dict[str, Any]:
        """What the county has decided."""
        return {name: self.cleaned_data[name] for name in self.FACTS}
