"""The form that gives many objects one provision: the marking form with a selection."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.bulk import MOST
from inventory.forms import MarkingForm
from inventory.pages import number_of, row_and_version
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib.choices import choice
from raknaq.lib.geo import shape_from_wkt
from raknaq.templatetags.figures import whole

T = TypeVar("T")

AREAS = ("Polygon", "MultiPolygon")


class Seen(forms.CharField):
    """Objects and the version seen of each, as "12:3 13:1"; a list of pairs, None for none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        return _each(row_and_version, value)


class Keys(forms.CharField):
    """Keys of rows, as "12 13"; a list."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        return _each(number_of, value)


def _each(read: Callable[[str], T | None], value: str | None) -> list[T]:
    """What each word of a field says. Raises ValidationError where one says nothing."""
    found = [read(text) for text in (value or "").split()]
    if None in found:
        raise ValidationError("not keys")
    return [one for one in found if one is not None]


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
        choice(self, "provision").queryset = Provision.objects.filter(decision__plan=plan)
        choice(self, "decision").queryset = plan.decisions.all()

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
