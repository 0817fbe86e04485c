"""The form that gives many objects one provision: the marking form with a selection."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.bulk import MOST
from inventory.forms import MarkingForm
from inventory.pages import number_of
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib.geo import shape_from_wkt
from raknaq.templatetags.figures import whole

AREAS = ("Polygon", "MultiPolygon")


class Seen(forms.CharField):
    """Objects and the version seen of each, as "12:3 13:1"; a list of pairs, None for none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        pairs = [pair.partition(":") for pair in (value or "").split()]
        keys = _numbers(pk for pk, _colon, _version in pairs)
        versions = _numbers(version or "0" for _pk, _colon, version in pairs)
        return [(pk, version or None) for pk, version in zip(keys, versions, strict=True)]


class Keys(forms.CharField):
    """Keys of rows, as "12 13"; a list."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        return _numbers((value or "").split())


def _numbers(texts: Iterable[str]) -> list[int]:
    numbers = [number_of(text) for text in texts]
    if None in numbers:
        raise ValidationError("not keys")
    return [number for number in numbers if number is not None]


class GiveForm(MarkingForm):
    """A provision, new or one of the plan's, for all the objects that are selected."""

    things = Seen(required=False)
    footprints = Keys(required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        chosen = [*told.get("things", []), *told.get("footprints", [])]
        if self.errors.keys() & {"things", "footprints"}:
            self.add_error(None, _("Urvalet går inte att läsa. Välj objekten på nytt."))
        elif not chosen:
            self.add_error(None, _("Välj minst ett objekt i listan eller på kartan."))
        elif len(chosen) > MOST:
            self.add_error(None, too_many(len(chosen)))
        return told

    def check_thing(self, told: dict[str, Any]) -> None:
        """The objects are the selected ones."""


def too_many(number: int) -> str:
    """That so many are more than one step takes."""
    return _(
        "%(number)s objekt är fler än %(most)s, som är det mesta i ett steg. Dela upp urvalet."
    ) % {"number": whole(number), "most": whole(MOST)}


class AreaForm(forms.Form):
    """An area of the plan, or a drawn one, in which objects and buildings are looked for."""

    provision = forms.ModelChoiceField(Provision.objects.none(), required=False)
    decision = forms.ModelChoiceField(PlanDecision.objects.none(), required=False)
    drawn = forms.CharField(required=False)

    def __init__(self, plan: Plan, data: Any) -> None:
        super().__init__(data)
        self.fields["provision"].queryset = Provision.objects.filter(decision__plan=plan)  # type: ignore[attr-defined]
        self.fields["decision"].queryset = plan.decisions.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        drawn = told.get("drawn")
        told["area"] = shape_from_wkt(drawn) if drawn else self._area(told)
        if not told["area"] or told["area"].geom_type not in AREAS:
            raise ValidationError(_("Bestämmelsen och beslutet har ingen yta. Rita en på kartan."))
        return told

    def _area(self, told: dict[str, Any]) -> GEOSGeometry | None:
        """The provision's own area, else its decision's."""
        provision, decision = told.get("provision"), told.get("decision")
        areas: Iterable[GEOSGeometry | None] = (
            [provision.area, provision.decision.area] if provision else [decision and decision.area]
        )
        return next((area for area in areas if area and area.geom_type in AREAS), None)
