"""Forms of the list of plans to read, and of what came of reading one."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from inventory.models import Basis, Outcome, Theme
from inventory.queries import plan_decisions
from inventory.queue import UNREAD, Order, Selection
from plans.models import County, Municipality, Plan, PlanDecision
from plans.models.plans import PlanKind
from raknaq.lib.choices import choice
from raknaq.lib.geo import SWEREF99_TM

IN_THE_LIST = {"invalid_choice": _("Det valet finns inte. Välj ett i listan.")}


class PlanFilterForm(forms.Form):
    """What the list of a county's plans shows, and in which order; it stands in the address."""

    q = forms.CharField(
        label=_("Sök akt, planbeteckning, namn eller kommun"), required=False, max_length=100
    )
    kommun = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Kommun"), required=False,
        empty_label=_("Alla kommuner"),
        error_messages={"invalid_choice": _("Kommunen finns inte i länet. Välj en i listan.")},
    )  # fmt: skip
    utfall = forms.ChoiceField(
        label=_("Genomgång"), required=False,
        choices=[("", _("Alla")), (UNREAD, _("Inte genomgångna")), *Outcome.choices],
        error_messages=IN_THE_LIST,
    )  # fmt: skip
    ordning = forms.ChoiceField(
        label=_("Ordning"), required=False, choices=Order.choices, error_messages=IN_THE_LIST
    )
    ar = forms.IntegerField(
        label=_("Laga kraft år"), required=False, min_value=1850, max_value=2200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            name: _("Skriv ett år med fyra siffror, från 1850 till 2200.")
            for name in ("invalid", "min_value", "max_value")
        },
    )  # fmt: skip
    typ = forms.ChoiceField(
        label=_("Plantyp"), required=False,
        choices=[("", _("Alla plantyper")), *PlanKind.choices], error_messages=IN_THE_LIST,
    )  # fmt: skip
    serie = forms.CharField(
        label=_("Aktserie"), required=False, max_length=100,
        help_text=_("Hur akten börjar, till exempel 2080-P eller 1282K-."),
    )  # fmt: skip
    vantar = forms.BooleanField(label=_("Föreslagna märkningar väntar"), required=False)
    osedda = forms.BooleanField(label=_("Inte lästa av mig"), required=False)
    mitt = forms.RegexField(
        r"^\d{6},\d{7}$", label=_("Kartans mitt (öst, nord)"), required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Kartans mitt ska stå i SWEREF 99 TM: öst,nord i meter.")},
    )  # fmt: skip

    more = ("ar", "typ", "serie", "vantar", "osedda")  # folded away until they are used

    def __init__(self, county: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        municipalities = Municipality.objects.filter(county=county).defer("area", "area_3857")
        choice(self, "kommun").queryset = municipalities

    def selection(self, by: User) -> Selection:
        """What is asked for, of a valid form, by a person."""
        told = self.cleaned_data
        order = Order(told["ordning"])
        return Selection(
            words=told["q"],
            municipality=told["kommun"],
            year=told["ar"],
            kind=told["typ"],
            outcome=told["utfall"],
            series=told["serie"],
            waiting=told["vantar"],
            unseen_by=by if told["osedda"] else None,
            order=order,
            near=self._near() if order == Order.NEAR else None,
        )

    def _near(self) -> Point:
        """The middle of the map as it was; else of the municipality, else of the county."""
        if self.cleaned_data["mitt"]:
            east, north = map(int, self.cleaned_data["mitt"].split(","))
            return Point(east, north, srid=SWEREF99_TM)
        place = self.cleaned_data["kommun"] or County.objects.get(code=self.county)
        middle: Point = place.area.centroid
        return middle

    def shown(self) -> list[BoundField]:
        """The filters that one often uses."""
        return [field for field in self.visible_fields() if field.name not in self.more]

    def folded(self) -> list[BoundField]:
        """The others."""
        return [field for field in self.visible_fields() if field.name in self.more]

    def folded_open(self) -> bool:
        """Whether one of the folded filters is wrong, so that it must be seen."""
        return any(field.errors for field in self.folded())

    def active(self) -> list[tuple[str, str, str]]:
        """What is asked for, of a valid form: the name of each field, its label and its value."""
        told = []
        for field in self.visible_fields():
            value = self.cleaned_data[field.name]
            if not value or field.name == "ordning":
                continue
            label = _("Sökord") if field.name == "q" else field.label
            told.append((field.name, str(label), _in_words(field.field, value)))
        return told


def _in_words(field: forms.Field, value: Any) -> str:
    """A value as the form shows it; a box that is ticked is told by its label alone."""
    if value is True:
        return ""
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    return str(dict(choices).get(value, value))


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
        decisions = plan_decisions(plan)
        choice(self, "decisions").queryset = decisions
        self.initial["decisions"] = [decision.pk for decision in decisions]
