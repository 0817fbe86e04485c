"""The form in which a scanned sheet is laid on the map: a method, and a table of control points."""

import math
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.fits import points_of, size_of
from inventory.fitting import (
    COLUMNS,
    MINIMUM,
    CannotFitError,
    ControlPoint,
    Fit,
    Method,
    fit,
    usual_method,
)
from inventory.forms import Metres
from inventory.models import MOST_POINTS, Document, SheetFit
from inventory.pages import SeenVersion
from raknaq.lib.sweden import BOUNDS

EMPTY_ROWS = 4  # of a sheet that is not laid yet: as many as show an affine fit's residuals


class PointForm(forms.Form):
    """One row of the table: a place in the picture and the same place on the ground."""

    x = Metres(required=False)
    y = Metres(required=False)
    east = Metres(required=False)
    north = Metres(required=False)

    def __init__(self, document: Document, number: int, data: dict[str, str]) -> None:
        super().__init__(data)
        self.width, self.height = size_of(document)
        self.number = number

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in the row."""
        return not any(self.data[name].strip() for name in COLUMNS)

    def cells(self) -> list[dict[str, Any]]:
        """What each field of the row holds, as it was written, and whether it is wrong."""
        return [
            {"name": name, "value": self.data[name], "wrong": name in self.errors}
            for name in COLUMNS
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        west, south, east, north = BOUNDS
        limits = {
            "x": (0, self.width, _("x ska vara mellan 0 och %(most)d bildpunkter.")),
            "y": (0, self.height, _("y ska vara mellan 0 och %(most)d bildpunkter.")),
            "east": (west, east, _("Öst ligger utanför Sverige. Ange SWEREF 99 TM.")),
            "north": (south, north, _("Nord ligger utanför Sverige. Ange SWEREF 99 TM.")),
        }
        for name, (least, most, wrong) in limits.items():
            value = told.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(name, wrong % {"most": most} if "%" in wrong else wrong)
            elif value is None and name not in self.errors and not self.is_blank:
                self.add_error(name, _("Fyll i alla fyra fälten, eller ta bort punkten."))
        return told

    def point(self) -> ControlPoint | None:
        """The control point, None of a row that is not whole and right."""
        if self.is_blank or self.errors:
            return None
        return ControlPoint(**{name: float(self.cleaned_data[name]) for name in COLUMNS})


class FitForm(forms.Form):
    """How a document's picture lies on the map. The fields of a row repeat, one for each point."""

    method = forms.ChoiceField(
        label=gettext_lazy("Metod"),
        choices=[("", gettext_lazy("Efter antalet punkter")), *Method.choices],
        required=False,
        help_text=gettext_lazy(
            "Likformig flyttar, vrider och skalar bilden: minst 2 punkter. Affin skevar också, som "
            "ett papper som krympt ojämnt: minst 3. Projektiv rätar upp ett blad som är "
            "fotograferat snett: minst 4. Fel visas från en punkt till."
        ),
    )
    version = SeenVersion(min_value=0)

    def __init__(
        self, document: Document, laid: SheetFit | None, data: QueryDict | None = None
    ) -> None:
        points = points_of(laid) if laid else []
        usual = laid and laid.method == usual_method(len(points))
        initial = {
            "method": "" if usual or not laid else laid.method,
            "version": laid.version if laid else 0,
        }
        super().__init__(data, initial=initial)
        self.document = document
        self.rows = list(self._rows(points, data))
        self.fitted: Fit | None = None

    def _rows(self, points: list[ControlPoint], data: QueryDict | None) -> Iterator[PointForm]:
        told: Iterator[tuple[str, ...]]
        if data is not None:
            told = zip(*(data.getlist(name) for name in COLUMNS), strict=False)
        else:
            blank = [("",) * len(COLUMNS)] * (0 if points else EMPTY_ROWS)
            told = iter([*map(_written, points), *blank])
        for number, values in enumerate(told, 1):
            yield PointForm(self.document, number, dict(zip(COLUMNS, values, strict=True)))

    def blank_cells(self) -> list[dict[str, Any]]:
        """The fields of a row that is yet to be added."""
        return PointForm(self.document, 0, dict.fromkeys(COLUMNS, "")).cells()

    def points(self) -> list[ControlPoint]:
        """The control points of the rows that are whole and right."""
        return [point for row in self.rows if (point := row.point())]

    def fit(self) -> Fit:
        """The picture as its points and the chosen method lay it. Raises CannotFitError."""
        points = self.points()
        chosen = self.cleaned_data.get("method") or usual_method(len(points)) or Method.SIMILARITY
        return fit(Method(chosen), points, *size_of(self.document))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if len(self.points()) > MOST_POINTS:
            raise ValidationError(_("Ange högst %d punkter.") % MOST_POINTS)
        for row in self.rows:
            for wrong in dict.fromkeys(text for texts in row.errors.values() for text in texts):
                self.add_error(
                    None, _("Punkt %(n)d: %(wrong)s") % {"n": row.number, "wrong": wrong}
                )
        if not self.errors:
            try:
                self.fitted = self.fit()
            except CannotFitError as why:
                self.add_error(None, str(why))
        return told


def _written(point: ControlPoint) -> tuple[str, ...]:
    return f"{point.x:.1f}", f"{point.y:.1f}", f"{point.east:.2f}", f"{point.north:.2f}"


def in_words(fitted: Fit, number: int) -> str:
    """What a fit by so many points is, and how far it can be trusted."""
    told = {"method": Method(fitted.method).label, "number": number}
    if fitted.rmse is None or fitted.error is None:
        told["next"] = MINIMUM[fitted.method] + 1
        return (
            _(
                "%(method)s inpassning med %(number)d punkter, precis så många som behövs: felet "
                "går inte att ange. Det visas från %(next)d punkter."
            )
            % told
        )
    told["rmse"] = number_format(round(fitted.rmse, 2), 2)
    told["error"] = number_format(math.ceil(fitted.error * 10) / 10, 1)  # never less than it is
    return (
        _(
            "%(method)s inpassning med %(number)d punkter. Kvarstående fel i punkterna %(rmse)s m "
            "(rms). Ett läge i bilden hamnar inom %(error)s m från det rätta i minst 95 fall av "
            "100."
        )
        % told
    )
