"""Forms about membership."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import County, Membership
from plans.models.members import Role
from raknaq.lib.choices import choice


class GuestForm(forms.Form):
    """Who is invited to record, where, and through which day."""

    username = forms.CharField(
        label=_("Användarnamn"), max_length=150,
        help_text=_("Personen ska redan ha ett konto, till exempel i ett annat län."),
    )  # fmt: skip
    county = forms.ModelChoiceField(County.objects.none(), label=_("Län"), empty_label=None)
    until = forms.DateField(
        label=_("Till och med"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, counties: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = County.objects.defer("area", "area_3857").filter(code__in=counties)
        choice(self, "county").queryset = allowed

    def clean_username(self) -> User:
        guest = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if guest is None:
            raise forms.ValidationError(_("Det finns inget konto med det namnet."))
        return guest

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("Dagen har redan varit. Välj en senare dag."))
        return until

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        guest, county = told.get("username"), told.get("county")
        if (
            guest
            and county
            and Membership.objects.filter(user=guest, county=county, role=Role.RECORDER, until=None)
        ):
            self.add_error("username", _("Personen registrerar redan i länet utan slutdag."))
        return told
