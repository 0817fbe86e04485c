"""Forms of kollegial granskning: which to do, what one came to, a remark, a county's share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.check_queries import CheckSelection
from inventory.models import IN_WORDS, CheckWhy, ReturnReason, Verdict
from inventory.provision_forms import Lines
from plans.models import County

MOST_TYPED = 4_000  # characters


class CheckFilterForm(forms.Form):
    """Which checks the queue shows."""

    lan = forms.ModelChoiceField(
        County.objects.defer("area", "area_3857"), label=_("Län"), required=False,
        empty_label=_("Alla län"),
    )  # fmt: skip
    varfor = forms.ChoiceField(
        label=_("Varför"), required=False, choices=[("", _("Alla")), *CheckWhy.choices]
    )

    def selection(self) -> CheckSelection:
        """What is asked for; everything where the form cannot be read."""
        if not self.is_valid():
            return CheckSelection()
        county = self.cleaned_data["lan"]
        return CheckSelection(county.pk if county else "", self.cleaned_data["varfor"])


class VerdictForm(forms.Form):
    """What a check came to."""

    verdict = forms.ChoiceField(choices=Verdict.choices)
    reason = forms.ChoiceField(
        label=_("Orsak, om du skickar tillbaka"), required=False,
        choices=[("", _("Välj orsak")), *ReturnReason.choices],
    )  # fmt: skip
    note = Lines(
        label=_("Till den som läste planen"), required=False, max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("verdict") != Verdict.SENT_BACK:
            told["reason"] = ""
        elif "reason" not in self.errors and not told.get("reason"):
            self.add_error("reason", _("Välj varför genomgången går tillbaka."))
        elif told.get("reason") in IN_WORDS and not told.get("note"):
            self.add_error("note", _("Skriv vad du menar, så att den som läste förstår."))
        return told


class RemarkForm(forms.Form):
    """One remark in the talk about a check."""

    text = Lines(
        label=_("Ditt inlägg"), max_length=MOST_TYPED, widget=forms.Textarea(attrs={"rows": 3})
    )


class RateForm(forms.Form):
    """How many per cent of a county's readings are checked."""

    percent = forms.IntegerField(
        label=_("Andel som granskas, i procent"), min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
