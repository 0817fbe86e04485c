"""Forms of the list of plans to read, and of what came of reading one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.models import Basis, Outcome, Theme
from inventory.queries import UNREAD, Selection
from plans.models import Municipality, Plan, PlanDecision
from plans.models.plans import PlanKind


class PlanFilterForm(forms.Form):
    """What the list of a county's plans shows."""

    q = forms.CharField(
        label=_("Sök akt, planbeteckning eller namn"), required=False, max_length=100
    )
    kommun = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Kommun"), required=False,
        empty_label=_("Alla kommuner"),
        error_messages={"invalid_choice": _("Kommunen finns inte i länet. Välj en i listan.")},
    )  # fmt: skip

    ar = forms.IntegerField(
        label=_("Laga kraft år"), required=False, min_value=1850, max_value=2200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    typ = forms.ChoiceField(
        label=_("Plantyp"), required=False, choices=[("", _("Alla plantyper")), *PlanKind.choices]
    )
    utfall = forms.ChoiceField(
        label=_("Genomgång"), required=False,
        choices=[("", _("Alla")), (UNREAD, _("Inte genomgångna")), *Outcome.choices],
    )  # fmt: skip

    def selection(self) -> Selection:
        """What is asked for, of a valid form."""
        told = self.cleaned_data
        return Selection(told["q"], told["kommun"], told["ar"], told["typ"], told["utfall"])

    def __init__(self, county: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipalities = Municipality.objects.filter(county=county).defer("area", "area_3857")
        self.fields["kommun"].queryset = municipalities  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """What came of reading a plan: the outcome, how it was read, and which of its decisions."""

    outcome = forms.ChoiceField(
        choices=[(o.value, o.label) for o in Outcome if o != Outcome.UNAVAILABLE]
    )
    basis = forms.ChoiceField(
        label=_("Läst i"), choices=Basis.choices, initial=Basis.AKT, widget=forms.RadioSelect
    )
    decisions = forms.ModelMultipleChoiceField(
        PlanDecision.objects.none(), label=_("Gäller"), widget=forms.CheckboxSelectMultiple
    )

    looked_for = forms.MultipleChoiceField(
        label=_("Genomgången för"), choices=Theme, required=False,
        initial=[Theme.KULTURVARDEN.value], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    themes_shown = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """What was looked for, in the order of the themes; kulturvärden where nobody was asked."""
        told = super().clean() or {}
        chosen = told.get("looked_for") or []
        if told.get("themes_shown") and not chosen:
            self.add_error("looked_for", _("Välj vad genomgången gällde, minst ett."))
        wanted = chosen or [Theme.KULTURVARDEN.value]
        told["looked_for"] = [theme for theme in Theme if theme.value in wanted]
        return told

    def looked_for_in_words(self) -> str:
        """What the reading is said to be for, as the form stands."""
        chosen = self["looked_for"].value() or []
        return ", ".join(str(theme.label) for theme in Theme if theme.value in chosen)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decisions = plan.decisions.defer("area", "area_3857").order_by("in_force_from", "pk")
        self.fields["decisions"].queryset = decisions  # type: ignore[attr-defined]
        self.initial["decisions"] = [decision.pk for decision in decisions]
