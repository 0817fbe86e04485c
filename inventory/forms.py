"""Forms of the recording pages."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import GoneHow, InventoryScope, Marking, ObjectType, ProtectedObject
from inventory.pages import SeenVersion
from inventory.passages import read_passage
from inventory.provision_forms import PROVISION_FACTS, Lines, ProvisionFields, provision_label
from inventory.queries import plan_decisions
from inventory.row_choices import RowChoice
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib.choices import choice
from raknaq.lib.geo import shape_from_wkt

THING_DETAILS = ("name", "property_designation", "address", "building_count",
                 "position_uncertainty_m", "photo_link")  # fmt: skip
THING_FACTS = ("object_type", "gone_on", "gone_how", *THING_DETAILS)
MARKING_DETAILS = ("evidence", "evidence_page", "note")


class DayInput(forms.DateInput):
    """A day as browsers enter it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Metres(forms.DecimalField):
    """A coordinate as people write and paste it: with spaces, a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(str(value or "").split()).replace(",", "."))


class WebAddress(forms.CharField):
    """An address that people open: http or https. It is kept and shown, never fetched."""

    widget = forms.URLInput

    def __init__(self, **how: Any) -> None:
        told = _("Skriv hela adressen, med https:// först.")
        web = URLValidator(schemes=("http", "https"), message=told)
        super().__init__(validators=[web], **how)


class PlaceFields(forms.Form):
    """Where an object is: a point by its coordinates, or a line or an area drawn on the map."""

    east = Metres(label=_("Öst (E)"), required=False)
    north = Metres(label=_("Nord (N)"), required=False)
    drawn = forms.CharField(required=False, widget=forms.HiddenInput())

    def place(self) -> GEOSGeometry | None:
        """The shape in EPSG:3006, None when nothing was given. Raises ValidationError."""
        east: Decimal | None = self.cleaned_data.get("east")
        north: Decimal | None = self.cleaned_data.get("north")
        if east is not None and north is not None:
            return shape_from_wkt(f"POINT({east} {north})")
        if east is not None or north is not None:
            raise ValidationError(_("Ange både öst och nord."))
        drawn = self.cleaned_data.get("drawn")
        return shape_from_wkt(drawn) if drawn else None


def object_label(thing: ProtectedObject) -> str:
    """ "Gamla skolan (Byggnad)"."""
    return f"{thing.name or thing.object_ref} ({ObjectType(thing.object_type).label})"


class MarkingForm(PlaceFields, ProvisionFields):
    """A new marking in a plan: an object and a provision, each new or one of the plan's."""

    thing = RowChoice(
        ProtectedObject.objects.none(), label=_("Objekt"), required=False,
        empty_label=_("Nytt objekt"), told=object_label,
    )  # fmt: skip
    object_type = forms.ChoiceField(label=_("Objekttyp"), choices=ObjectType, required=False)
    provision = RowChoice(
        Provision.objects.none(), label=_("Bestämmelse"), required=False,
        empty_label=_("Ny bestämmelse"), told=provision_label,
    )  # fmt: skip
    decision = forms.ModelChoiceField(
        PlanDecision.objects.none(), label=_("Beslut"), required=True, empty_label=None
    )
    name = forms.CharField(label=_("Namn"), required=False, max_length=300)
    property_designation = forms.CharField(label=_("Fastighet"), required=False, max_length=200)
    address = forms.CharField(label=_("Adress"), required=False, max_length=300)
    building_count = forms.IntegerField(
        label=_("Antal byggnader"), required=False, min_value=1, max_value=10_000
    )
    position_uncertainty_m = forms.IntegerField(
        label=_("Lägesosäkerhet i meter"), required=False, min_value=0, max_value=100_000
    )
    photo_link = WebAddress(label=_("Länk till foto"), required=False, max_length=500)
    evidence = forms.CharField(label=_("Handling"), required=False, max_length=300)
    evidence_page = forms.CharField(label=_("Sida"), required=False, max_length=40)
    note = Lines(label=_("Anteckning"), required=False)
    passage = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        decisions = plan_decisions(plan)
        choice(self, "decision").queryset = decisions
        self.fields["decision"].initial = decisions.first()
        choice(self, "provision").queryset = (
            Provision.objects.filter(decision__plan=plan)
            .select_related("decision", "catalogue_entry")
            .defer("area", "decision__area", "decision__area_3857")
            .order_by("letter", "index", "pk")
        )
        marked = Marking.objects.filter(provision__decision__plan=plan)
        choice(self, "thing").queryset = (
            ProtectedObject.objects.filter(pk__in=marked.values("object"))
            .defer("shape", "shape_3857")
            .order_by("name", "pk")
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("provision"):
            self.require_facts(told)
        self.check_thing(told)
        return told

    def check_thing(self, told: dict[str, Any]) -> None:
        """What is marked: an object of the plan, or a new one with its type and place."""
        if not told.get("thing"):
            if not told.get("object_type"):
                self.add_error("object_type", _("Välj vad som skyddas."))
            self._clean_place(told)
        elif told.get("provision") and Marking.objects.filter(
            object=told["thing"], provision=told["provision"]
        ):
            self.add_error("provision", _("Objektet har redan den bestämmelsen."))

    def clean_passage(self) -> dict[str, Any] | None:
        text = self.cleaned_data["passage"]
        return read_passage(text, self.plan) if text else None

    def _clean_place(self, told: dict[str, Any]) -> None:
        try:
            told["shape"] = self.place()
        except ValidationError as wrong:
            self.add_error("east", wrong)
            return
        if told["shape"] is None and not self.errors.keys() & {"east", "north"}:
            self.add_error("east", _("Placera objektet på kartan eller ange koordinater."))

    def thing_facts(self) -> dict[str, Any]:
        """What to make a new object of."""
        details = {name: self.cleaned_data[name] for name in THING_DETAILS}
        facts = {name: value for name, value in details.items() if value not in ("", None)}
        return {
            "object_type": self.cleaned_data["object_type"],
            "shape": self.cleaned_data.get("shape"),
            **facts,
        }

    def marking_facts(self) -> dict[str, Any]:
        """What the marking itself says."""
        return {name: self.cleaned_data[name] for name in MARKING_DETAILS}

    def details(self) -> list[forms.BoundField]:
        """The fields that sit folded under Fler uppgifter."""
        return [self[name] for name in ("reach", *THING_DETAILS, *MARKING_DETAILS)]


class ChangeForm(PlaceFields, ProvisionFields):
    """A marking that exists, with its object and provision. Only what was changed is written."""

    thing_version = SeenVersion()
    provision_version = SeenVersion()
    marking_version = SeenVersion()
    object_type = forms.ChoiceField(label=_("Objekttyp"), choices=ObjectType)
    name = forms.CharField(label=_("Namn"), required=False, max_length=300)
    property_designation = forms.CharField(label=_("Fastighet"), required=False, max_length=200)
    address = forms.CharField(label=_("Adress"), required=False, max_length=300)
    building_count = forms.IntegerField(label=_("Antal byggnader"), min_value=1, max_value=10_000)
    position_uncertainty_m = forms.IntegerField(
        label=_("Lägesosäkerhet i meter"), required=False, min_value=0, max_value=100_000
    )
    gone_on = forms.DateField(
        label=_("Borta från och med"), required=False, widget=DayInput(),
        help_text=_("Dagen då objektet revs, brann eller flyttades."),
    )  # fmt: skip
    gone_how = forms.ChoiceField(
        label=_("Hur"), choices=[("", "–"), *GoneHow.choices], required=False
    )
    ended_on = forms.DateField(
        label=_("Märkningen upphörde gälla"), required=False, widget=DayInput()
    )
    photo_link = WebAddress(label=_("Länk till foto"), required=False, max_length=500)
    evidence = forms.CharField(label=_("Handling"), required=False, max_length=300)
    evidence_page = forms.CharField(label=_("Sida"), required=False, max_length=40)
    note = Lines(label=_("Anteckning"), required=False)

    def __init__(self, marking: Marking, data: Any = None) -> None:
        thing = marking.object
        initial = {name: getattr(thing, name) for name in THING_FACTS}
        initial |= {name: getattr(marking, name) for name in ("ended_on", *MARKING_DETAILS)}
        initial |= {name: getattr(marking.provision, name) for name in PROVISION_FACTS}
        initial |= {
            "thing_version": thing.version,
            "provision_version": marking.provision.version,
            "marking_version": marking.version,
        }
        if thing.shape.geom_type == "Point":
            east, north = (Decimal(f"{metres:.2f}") for metres in thing.shape.coords)
            initial |= {"east": east, "north": north}
        else:
            initial["drawn"] = thing.shape.wkt
        super().__init__(data, initial=initial)
        self.marking = marking

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if {"east", "north", "drawn"} & set(self.changed_data):
            try:
                told["shape"] = self.place()
            except ValidationError as wrong:
                self.add_error("east", wrong)
            else:
                if told["shape"] is None:
                    self.add_error("east", _("Objektet måste ha ett läge."))
        since = self.marking.provision.decision.in_force_from
        ended = told.get("ended_on")
        if ended and since and ended <= since:
            self.add_error("ended_on", _("Ange en dag efter den då beslutet fick laga kraft."))
        if "gone_on" not in self.errors and told.get("gone_how") and not told.get("gone_on"):
            self.add_error("gone_on", _("Ange dagen, eller lämna Hur tomt."))
        self._clean_provision(told)
        return told

    def _clean_provision(self, told: dict[str, Any]) -> None:
        """What stands stays: letter and wording may be changed, and lacking, but not emptied."""
        if "letter" in self.changed_data and not told.get("letter"):
            self.add_error("letter", _("Ange beteckningen som den står på plankartan."))
        if "wording" in self.changed_data and not told.get("wording"):
            self.add_error("wording", _("Skriv bestämmelsen som den står i planen."))
        if "classes" not in self.errors and not told.get("classes"):
            self.add_error("classes", _("Välj minst en typ."))

    def thing_facts(self) -> dict[str, Any]:
        """What changed of the object."""
        facts = self._changed(THING_FACTS)
        if self.cleaned_data.get("shape") is not None:
            facts["shape"] = self.cleaned_data["shape"]
        return facts

    def marking_facts(self) -> dict[str, Any]:
        """What changed of the marking."""
        return self._changed(("ended_on", *MARKING_DETAILS))

    def provision_facts(self) -> dict[str, Any]:
        """What changed of the provision, for all that it covers."""
        facts = self.changed_facts(PROVISION_FACTS)
        return facts | ({"classes": sorted(facts["classes"])} if "classes" in facts else {})

    def decision_at_hand(self) -> PlanDecision:
        return self.marking.provision.decision

    def category(self) -> str:
        entry = self.marking.provision.catalogue_entry
        return entry.category if entry else ""

    def _changed(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}


class GoneForm(forms.Form):
    """That an object is gone: how, and from which day; with `kvar` in its data, that it stands.

    On the page of a conflict one may also choose the side that says that it stands.
    """

    version = SeenVersion()
    gone_how = forms.ChoiceField(
        label=_("Vad har hänt?"), required=False, widget=forms.RadioSelect,
        choices=[*GoneHow.choices, ("", _("Vet inte"))],
    )  # fmt: skip
    gone_on = forms.DateField(
        label=_("Borta från och med"), required=False, widget=DayInput(),
        help_text=_("Från den dagen räknas objektet inte i serien i kraft."),
    )  # fmt: skip

    @classmethod
    def of(cls, thing: ProtectedObject, data: QueryDict | None = None) -> "GoneForm":
        """The form as an object stands, or with what was sent of it."""
        if data is not None and "kvar" in data:
            data = data.copy()
            data["gone_on"] = data["gone_how"] = ""
        return cls(data, initial={name: getattr(thing, name) for name in cls.base_fields})

    def clean_gone_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["gone_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Dagen har inte varit än."))
        return day

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        may_stand = any(name in self.data for name in ("kvar", "versions", "removed"))
        lacks_day = not told.get("gone_on") and "gone_on" not in self.errors
        if lacks_day and (told.get("gone_how") or not may_stand):
            self.add_error("gone_on", self.fields["gone_on"].error_messages["required"])
        return told


class MatchForm(forms.Form):
    """What a person says of a waiting row: which decision it is about, or that none is right."""

    CHOOSE, REFUSE = "choose", "refuse"

    act = forms.ChoiceField(choices=[(CHOOSE, CHOOSE), (REFUSE, REFUSE)])
    decision = forms.IntegerField(required=False)
    other = forms.CharField(
        label=_("Ett annat beslut, med akt"), required=False, max_length=100,
        help_text=_("Om rätt beslut inte finns i listan."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Varför passar inget beslut?"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, county: str, data: Any = None) -> None:
        super().__init__(data)
        self.county = county

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("act") == self.REFUSE and not told.get("note"):
            self.add_error("note", _("Skriv varför, så att nästa som läser förstår."))
        if told.get("act") == self.CHOOSE:
            told["decision"] = self._decision(told)
        return told

    def _decision(self, told: dict[str, Any]) -> int | None:
        known = PlanDecision.objects.filter(municipality__county=self.county)
        if told.get("other"):
            found = known.filter(archive_ref__iexact=told["other"])
            if found.count() != 1:
                self.add_error("other", _("Det finns inget beslut i länet med den akten."))
        else:
            found = known.filter(pk=told.get("decision") or 0)
            if not found:
                self.add_error(None, _("Välj ett beslut i listan, eller skriv en akt."))
        return found.values_list("pk", flat=True).first()


class SignForm(forms.Form):
    """Through which day a lead signs that ends are checked, having seen how many are open."""

    till = forms.DateField()
    version = SeenVersion()
    open = forms.IntegerField(required=False)

    def __init__(self, scope: InventoryScope, data: Any) -> None:
        super().__init__(data)
        self.scope = scope

    def clean_till(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["till"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("Dagen har inte varit än. Det går inte att skriva under på.")
            )
        if day < self.scope.from_day:
            raise forms.ValidationError(
                _("Dagen ligger före inventeringens början, %(day)s.")
                % {"day": self.scope.from_day}
            )
        return day


class ThroughForm(forms.Form):
    """Through which day what is still open is listed: the day that somebody is to sign for."""

    till = forms.DateField(
        label=_("Allt öppet till och med"), required=False, widget=DayInput(),
        help_text=_("Dagen som ni ska skriva under på att upphöranden är kontrollerade."),
    )  # fmt: skip
