"""Forms about requests for akter."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.forms import DayInput
from inventory.models import AktRequestItem, Recipient
from inventory.requests import Choice
from plans.models import Municipality
from raknaq.lib.choices import choice

FIRST_YEAR, LAST_YEAR = 1800, 2200


class AktChoiceForm(forms.Form):
    """Which decisions are asked for, and of whom."""

    mottagare = forms.ChoiceField(label=_("Mottagare"), choices=Recipient)
    urval = forms.ChoiceField(
        label=_("Beslut"),
        choices=[
            ("saknas", _("Med utfallet handling saknas")),
            ("olasta", _("Alla som inte är genomgångna")),
        ],
    )
    kommun = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Kommun"), required=False,
        empty_label=_("Alla kommuner"),
    )  # fmt: skip
    fran = forms.IntegerField(
        label=_("Laga kraft från år"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    till = forms.IntegerField(
        label=_("Laga kraft till år"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    def __init__(self, county: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        municipalities = Municipality.objects.filter(county=county).defer("area", "area_3857")
        choice(self, "kommun").queryset = municipalities

    def choice(self) -> Choice:
        """What a valid form asks for."""
        told = self.cleaned_data
        return Choice(
            county=self.county,
            recipient=told["mottagare"],
            only_missing=told["urval"] == "saknas",
            municipality=told["kommun"].pk if told["kommun"] else "",
            first_year=told["fran"],
            last_year=told["till"],
        )


class AnswerForm(forms.Form):
    """What was answered about the ticked akter, and when."""

    svar = forms.ChoiceField(
        label=_("Svar"),
        choices=[
            (AktRequestItem.Status.RECEIVED, _("Har kommit")),
            (AktRequestItem.Status.UNAVAILABLE, _("Finns inte där")),
            (AktRequestItem.Status.ORDERED, _("Inget svar än (ta tillbaka)")),
        ],
    )
    dag = forms.DateField(label=_("Svar den"), required=False, widget=DayInput())

    def clean_dag(self) -> Any:
        day = self.cleaned_data["dag"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Dagen har inte varit än."))
        return day
