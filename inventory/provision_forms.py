"""The fields of a provision: what the plan prints, and what it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.pages import SeenVersion
from inventory.proposals import NOTHING, Proposal, proposal_for, proposal_of, split_printed
from inventory.queries import plan_decisions
from inventory.templatetags.words import classes
from plans.models import Plan, PlanDecision, Provision
from plans.models.plans import DecidedFrom, ProvisionClass, Reach
from raknaq.lib.choices import choice

PROVISION_FACTS = ("letter", "index", "wording", "classes", "reach")


class Lines(forms.CharField):
    """A text of several lines. What a browser does to its line ends is no change of it."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ProvisionFields(forms.Form):
    """A provision as the plan prints it, and what it is.

    The types are the person's; `decided_from` says that they took the proposal over, which is
    believed only where the types are those proposed. `godta` takes it over without a script.
    """

    letter = forms.CharField(
        label=_("Beteckning"), required=False, max_length=20,
        help_text=_("Som på plankartan: q1, k, r. Stor och liten bokstav betyder olika saker."),
    )  # fmt: skip
    index = forms.CharField(label=_("Index"), required=False, max_length=20)
    wording = Lines(label=_("Formulering"), required=False)
    classes = forms.MultipleChoiceField(
        label=_("Typ av bestämmelse"), choices=ProvisionClass, required=False,
        widget=forms.CheckboxSelectMultiple(),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("Räckvidd"), choices=[("", "–"), *Reach.choices], required=False
    )
    decided_from = forms.ChoiceField(
        choices=[("", ""), *DecidedFrom.choices], required=False, widget=forms.HiddenInput()
    )
    godta = forms.BooleanField(label=_("Ta över förslaget"), required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("letter") and not told.get("index"):
            told["letter"], told["index"] = split_printed(told["letter"])
        proposed = list(self.proposal.classes)
        took = told.get("decided_from") == DecidedFrom.PROPOSAL
        if told.get("godta") and proposed and not told.get("classes"):
            told["classes"], took = proposed, True
        same = bool(proposed) and set(told.get("classes") or ()) == set(proposed)
        told["decided_from"] = DecidedFrom.PROPOSAL if took and same else DecidedFrom.OWN
        return told

    def decision_at_hand(self) -> PlanDecision | None:
        """The decision whose provision this is, as far as it is known."""
        chosen: PlanDecision | None = getattr(self, "cleaned_data", {}).get("decision")
        return chosen

    def category(self) -> str:
        """The category of the provision's catalogue entry, empty without one."""
        return ""

    @property
    def proposal(self) -> Proposal:
        """What is proposed for what is written, as it stands."""
        if not self.is_bound and not self.initial.get("letter"):
            return NOTHING
        told = self.cleaned_data if self.is_bound else self.initial
        letter, wording = told.get("letter") or "", told.get("wording") or ""
        return proposal_for(self.decision_at_hand(), letter, wording, self.category())

    def require_facts(self, told: dict[str, Any], *, wording: bool = True) -> None:
        """Say what is missing of what the plan prints, and of what it is."""
        if not told.get("letter"):
            self.add_error("letter", _("Ange beteckningen som den står på plankartan."))
        if wording and not told.get("wording") and "wording" not in self.errors:
            self.add_error("wording", _("Skriv bestämmelsen som den står i planen."))
        if not told.get("classes") and "classes" not in self.errors:
            self.add_error("classes", _("Välj minst en typ."))

    def provision_facts(self) -> dict[str, Any]:
        """What to make a new provision of."""
        names = (*PROVISION_FACTS, "decided_from")
        return {name: self.cleaned_data[name] for name in names}

    def changed_facts(self, names: tuple[str, ...]) -> dict[str, Any]:
        """What was changed of the provision; new types come with whence they are."""
        facts = {
            name: self.cleaned_data[name]
            for name in names
            if self.cleaned_data[name] != self.get_initial_for_field(self.fields[name], name)
        }
        if "classes" in facts:
            if set(facts["classes"]) == set(self.initial.get("classes") or ()):
                del facts["classes"]
            else:
                facts["decided_from"] = self.cleaned_data["decided_from"]
        return facts


class ProvisionForm(ProvisionFields):
    """A provision by itself: a new one of a plan, or one that is changed."""

    version = SeenVersion()
    decision = forms.ModelChoiceField(
        PlanDecision.objects.none(), label=_("Beslut"), required=True, empty_label=None
    )
    note = Lines(label=_("Anteckning"), required=False)

    FACTS = (*PROVISION_FACTS, "note")

    def __init__(self, plan: Plan, data: Any = None, *, provision: Provision | None = None) -> None:
        decisions = plan_decisions(plan)
        initial: dict[str, Any] = {"decision": decisions.first()}
        if provision is not None:
            initial = {name: getattr(provision, name) for name in self.FACTS}
            initial |= {"version": provision.version, "decision": provision.decision_id}
        super().__init__(data, initial=initial)
        self.provision = provision
        choice(self, "decision").queryset = decisions
        if provision is not None:
            del self.fields["decision"]

    def decision_at_hand(self) -> PlanDecision | None:
        return self.provision.decision if self.provision else super().decision_at_hand()

    def category(self) -> str:
        entry = self.provision.catalogue_entry if self.provision else None
        return entry.category if entry else ""

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        delivered_without = self.provision is not None and not self.provision.wording
        self.require_facts(told, wording=not delivered_without)
        return told

    def provision_facts(self) -> dict[str, Any]:
        return {**super().provision_facts(), "note": self.cleaned_data["note"]}


def provision_label(provision: Provision) -> str:
    """ "q1 Får inte rivas (Rivningsförbud)"; an undecided type is said to be proposed."""
    told = classes(provision.classes)
    if not provision.classes:
        proposed = classes(proposal_of(provision).classes)
        told = _("föreslagen typ: %(proposed)s") % {"proposed": proposed}
    return f"{provision.letter}{provision.index} {provision.wording[:60]} ({told})"
