"""Handing a file in, and saying how it is to be read."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.imports import Options
from plans.imports.guess import guess_meaning
from plans.imports.kind import Kind
from plans.imports.mapping import GEOMETRY, PLACES, ColumnMapping, day_of_year, read_mapping
from plans.imports.reasons import LOOKS
from plans.models import County, Delivery
from raknaq.deliveries.words import code_label, column_label
from raknaq.kinds import KINDS, LABELS, NATIONAL
from raknaq.lib.choices import choice
from raknaq.lib.files import TABLE_DRIVERS

MAX_FILE_BYTES = 2 * 1024**3
MAX_MAPPING_BYTES = 1024**2
# What a file without a reference system is proposed to be read as (raknaq.lib.sweden).
LIKELY_EPSG = {"sweref99tm": 3006, "degrees": 4326, "rt90": 3021}
# What a file is refused for that another way of reading it may mend.
MENDABLE = {
    "layers_several", "zip_several", "layer_missing", "header_missing", "crs_missing",
    "crs_unknown", "crs_not_sweden", "encoding_wrong",
}  # fmt: skip
MAX_FILES = 12  # the parts of one shapefile


class ManyFiles(forms.ClearableFileInput):
    """An input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file, or the parts of a shapefile, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MAX_FILES:
            raise forms.ValidationError(_("Skicka en fil, eller delarna av en shapefil."))
        return [super(FilesField, self).clean(one, initial) for one in given]


class HandInForm(forms.Form):
    """A new delivery: what it is, whose it is, from whom, and the file."""

    kind = forms.ChoiceField(label=_("Innehåll"))
    county = forms.ModelChoiceField(County.objects.none(), label=_("Län"), required=False)
    sender = forms.CharField(
        label=_("Avsändare"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "senders"}),
        help_text=_("Till exempel Falu kommun. Kolumnvalet sparas till nästa gång."),
    )
    parts = FilesField(
        label=_("Fil"),
        help_text=_(
            "GeoPackage, GeoJSON, Shapefile (zippad, eller alla delar på en gång), zippad "
            "filgeodatabas, GML, CSV, XLSX eller JSON; statistik också som PX eller JSON-stat 2. "
            "Högst 2 GB."
        ),
    )
    mapping = forms.FileField(
        label=_("Mappningsfil (TOML)"),
        required=False,
        help_text=_("Om du har en. Annars anger du kolumnerna i nästa steg."),
    )
    note = forms.CharField(
        label=_("Anteckning"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, counties: Sequence[str], *args: Any, national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [name for name in KINDS if national or name not in NATIONAL]
        self.fields["kind"].choices = [(name, LABELS[name]) for name in kinds]  # type: ignore[attr-defined]
        place = choice(self, "county")
        allowed = County.objects.defer("area", "area_3857").filter(code__in=counties)
        place.queryset = allowed
        if national:
            place.empty_label = str(_("Hela landet"))
        else:
            place.required = True
            place.empty_label = None

    def clean_parts(self) -> "list[UploadedFile[Any]]":
        files: list[UploadedFile[Any]] = self.cleaned_data["parts"]
        if sum(file.size or 0 for file in files) > MAX_FILE_BYTES:
            raise forms.ValidationError(_("Filen är större än 2 GB. Dela upp den eller zippa den."))
        return files

    def clean_mapping(self) -> ColumnMapping | None:
        file = self.cleaned_data["mapping"]
        if file is None:
            return None
        if file.size > MAX_MAPPING_BYTES:
            raise forms.ValidationError(_("Mappningsfilen är större än 1 MB."))
        try:
            return read_mapping(file.read().decode())
        except ValueError as refused:
            words = _("Mappningsfilen går inte att läsa: %(error)s") % {"error": refused}
            raise forms.ValidationError(words) from None


class ReadingForm(forms.Form):
    """How a delivery's file is read: its layer, system and encoding, and which column is which.

    `mends` says that another way of reading may be of use: not for a picture. `looks` says what the
    coordinates look like, where the reference system is asked for.
    """

    layer = forms.CharField(label=_("Lager eller blad"), max_length=200, required=False)
    epsg = forms.IntegerField(
        label=_("Koordinatsystem (EPSG)"), required=False, min_value=1_000, max_value=99_999,
        help_text=_("Bara om filen inte säger det. SWEREF 99 TM är 3006."),
    )  # fmt: skip
    encoding = forms.CharField(
        label=_("Teckenkodning"), max_length=40, required=False,
        help_text=_("Bara om å, ä och ö blir fel. Till exempel latin-1."),
    )  # fmt: skip
    bare_year = forms.CharField(
        label=_("Dag för bara ett årtal"), required=False,
        help_text=_("Månad och dag, till exempel 07-01, om filen anger laga kraft som årtal."),
    )  # fmt: skip
    clear = forms.BooleanField(
        label=_("En tom cell tömmer uppgiften"), required=False,
        help_text=_("Annars lämnas det som är registrerat orört."),
    )  # fmt: skip

    def __init__(self, kind: Kind, delivery: Delivery, data: Any = None) -> None:
        self.kind = kind
        self.looks: Promise | str = ""
        self.headers = [name for name, _values in delivery.found.get("columns", [])]
        self.samples = dict(delivery.found.get("columns", []))
        self.told = ColumnMapping(**delivery.options.get("mapping", {}))
        self.unknown = delivery.unknown
        told = delivery.options
        initial = {name: told.get(name) for name in ("layer", "epsg", "encoding")}
        initial |= {"bare_year": self.told.bare_year, "clear": self.told.clear is True}
        super().__init__(data, initial=initial)
        stopped = delivery.found.get("refused", {})
        refused = stopped.get("facts", {})
        layers = refused.get("layers") or delivery.found.get("layers", [])
        self.mends = not stopped or stopped["reason"] in MENDABLE or len(layers) > 1
        if len(layers) > 1:
            self.initial["layer"] = told.get("layer") or delivery.found.get("layer")
            choices = [(name, name) for name in layers]
            self.fields["layer"] = forms.ChoiceField(label=_("Lager eller blad"), choices=choices)
        if not told.get("epsg"):
            likely = refused.get("likely") or delivery.found.get("likely") or ""
            self.initial["epsg"] = LIKELY_EPSG.get(likely)
            self.looks = LOOKS.get(likely, "")
        for name in self._names(delivery):
            label = _("Geometri (WKT)") if name == GEOMETRY else column_label(name)
            self._add_column(name, str(label))
        for name, unknown in self.unknown.items():
            for value, _rows in unknown["values"]:
                self._add_value(name, value, unknown["allowed"])

    def _names(self, delivery: Delivery) -> list[str]:
        """The columns to ask for: none of a fixed format, and places only in a table."""
        if self.kind.driver or not self.headers:
            return []
        has_places = self.kind.shape and delivery.found["driver"] in TABLE_DRIVERS
        return [*(column.name for column in self.kind.columns), *(PLACES if has_places else ())]

    def _add_value(self, name: str, value: str, allowed: Sequence[str]) -> None:
        initial = self.told.values.get(name, {}).get(value) or guess_meaning(name, value, allowed)
        said: forms.Field = forms.CharField(
            label=value, required=False, max_length=200, initial=initial
        )
        if allowed:
            choices = [("", "–"), *((code, code_label(name, code)) for code in allowed)]
            said = forms.ChoiceField(label=value, required=False, choices=choices, initial=initial)
        self.fields[_value_field(name, value)] = said

    def _add_column(self, name: str, label: str) -> None:
        choices = [("", "–"), *((header, header) for header in self.headers)]
        self.fields[f"column_{name}"] = forms.ChoiceField(
            label=label, choices=choices, required=False, initial=self.told.columns.get(name, "")
        )
        if name not in PLACES:
            self.fields[f"constant_{name}"] = forms.CharField(
                label=_("Samma värde på alla rader"), required=False, max_length=500,
                initial=self.told.constants.get(name, ""),
                widget=forms.TextInput(attrs={"placeholder": _("samma på alla rader")}),
            )  # fmt: skip

    def columns(self) -> list[dict[str, Any]]:
        """The kind's columns with their two fields and the samples of what is chosen."""
        required = {column.name for column in self.kind.columns if column.required}
        names = [
            field.removeprefix("column_") for field in self.fields if field.startswith("column_")
        ]
        return [
            {
                "required": name in required,
                "field": self[f"column_{name}"],
                "constant": name not in PLACES and self[f"constant_{name}"],
                "samples": self.samples.get(self[f"column_{name}"].value() or "", []),
            }
            for name in names
        ]

    def values(self) -> list[dict[str, Any]]:
        """The values without a code, with their rows, most common first."""
        return [
            {"column": column_label(name), "field": self[_value_field(name, value)], "rows": rows}
            for name, unknown in self.unknown.items()
            for value, rows in unknown["values"]
        ]

    def reading(self) -> list[Any]:
        """The fields about the file as a whole."""
        return [self[name] for name in ("layer", "epsg", "encoding", "bare_year", "clear")]

    def options(self) -> Options:
        """What has been said, over what was said before about values."""
        told = self.cleaned_data
        values = {name: dict(renamed) for name, renamed in self.told.values.items()}
        for name, unknown in self.unknown.items():
            for value, _rows in unknown["values"]:
                code = told.get(_value_field(name, value))
                if code:
                    values.setdefault(name, {})[value] = code
        return Options(
            layer=told["layer"] or None,
            epsg=told["epsg"],
            encoding=told["encoding"] or None,
            mapping=ColumnMapping(
                columns=self._said("column_") if self.headers else self.told.columns,
                constants=self._constants() if self.headers else self.told.constants,
                values=values,
                clear=told["clear"] or (self.told.clear is not True and self.told.clear),
                bare_year=told["bare_year"],
                covers=self.told.covers,
            ),
        )

    def clean_bare_year(self) -> str | None:
        try:
            return day_of_year(self.cleaned_data["bare_year"] or None)
        except ValueError as refused:
            raise forms.ValidationError(str(refused)) from None

    def _constants(self) -> dict[str, str]:
        return {name: text for name, text in self._said("constant_").items() if text}

    def _said(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


def _value_field(column: str, value: str) -> str:
    """The form's name for a value of a column: the same however many other values there are."""
    return f"value_{column}_{hashlib.sha256(value.encode()).hexdigest()[:16]}"
