"""What type a provision seems to be, with the reason: proposed, never decided.

From the letter as printed, the law that the decision follows, the wording, and the category of
Boverket's catalogue. Rules: design note domain.md, section 3.4. Case carries meaning: q protects, Q
is a use; k is varsamhet, K was kulturreservat before 1987 and is kontor since.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import PlanDecision, Provision
from plans.models.plans import CATEGORIES, Law, ProvisionClass

APBL_FROM = datetime.date(1987, 7, 1)
PBL_FROM = datetime.date(2011, 5, 2)
PBL_SURE_FROM = datetime.date(2017, 1, 1)  # plans begun before PBL_FROM follow ÄPBL however late

SKYDD, VARSAMHET = ProvisionClass.SKYDD.value, ProvisionClass.VARSAMHET.value
RIVNINGSFORBUD, NATUR = ProvisionClass.RIVNINGSFORBUD.value, ProvisionClass.NATUR.value
CLASSES = {_class.value: _class for _class in ProvisionClass}

PRINTED = re.compile(r"([^\W\d_]+)\s?(\d{1,3})")  # "q1" as the plan map has it
DISTURBANCE = "skydd mot störningar"


@dataclass(frozen=True)
class Proposal:
    """What is proposed: the types (none where it is unclear), why in words, and by which rules."""

    classes: tuple[str, ...]
    reason: str
    rules: tuple[str, ...]

    @property
    def told(self) -> str:
        """ "Föreslås: Skyddsbestämmelse och rivningsförbud, eftersom …"; empty without a reason."""
        if not self.reason:
            return ""
        if not self.classes:
            return _("Inget föreslås: %(reason)s.") % {"reason": self.reason}
        first, *rest = (str(CLASSES[name].label) for name in self.classes)
        listed = _(" och ").join([first, *(label[0].lower() + label[1:] for label in rest)])
        return _("Föreslås: %(types)s, eftersom %(reason)s.") % {
            "types": listed,
            "reason": self.reason,
        }


NOTHING = Proposal((), "", ())


@dataclass(frozen=True)
class Wording:
    """Words that propose a type; `weak` ones only where nothing else does."""

    rule: str
    words: re.Pattern[str]
    proposes: str
    weak: bool = False


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MAY_NOT = r"\b(?:får|må)\s+(?:inte|ej|icke)\b"
WORDINGS = (
    Wording("får inte rivas", _words(rf"{_MAY_NOT}[^.;]*?\brivas\b"), RIVNINGSFORBUD),
    Wording("rivningsförbud", _words(r"\brivningsförbud\b"), RIVNINGSFORBUD),
    Wording("får inte förvanskas", _words(rf"{_MAY_NOT}[^.;]*?\bförvanskas\b"), SKYDD),
    Wording("kulturreservat", _words(r"\bkulturreservat\b"), SKYDD),
    Wording("varsam", _words(r"\bvarsam\w*"), VARSAMHET),
    Wording(
        "träd",
        _words(r"\b(?:träd|trädet|träden|allé|allén|vegetation|vegetationen)\b[^.;]*"
               r"\b(?:bevaras|fällas)\b"),
        NATUR, weak=True,
    ),
    Wording(
        "ska bevaras", _words(r"\b(?:ska|skall|bör)\b[^.;]*?\bbevaras\b"), SKYDD, weak=True
    ),
)  # fmt: skip

LETTERS = {"q": SKYDD, "k": VARSAMHET, "r": RIVNINGSFORBUD}

# Letters that propose nothing of themselves, by law; "" is a law that nobody knows.
USES: dict[tuple[str, str], Promise | str] = {
    ("K", Law.BL): gettext_lazy("K betydde kulturreservat i planer före 1987, men inte alltid"),
    ("K", Law.APBL): gettext_lazy("K är användningen kontor i planer efter 1987"),
    ("K", Law.PBL): gettext_lazy("K är användningen kontor i planer efter 1987"),
    ("K", ""): gettext_lazy("K kan vara kulturreservat (före 1987) eller kontor"),
    ("Q", ""): gettext_lazy("Q är en användning och inget strängare q"),
    ("R", ""): gettext_lazy("R är användningen besöksanläggningar"),
    ("r", Law.BL): gettext_lazy("r betydde inte rivningsförbud i planer före 1987"),
}


def split_printed(text: str) -> tuple[str, str]:
    """Letter and index of what the plan prints: "q1" is q and 1, case kept; else all is letter."""
    found = PRINTED.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")


def law_of(law: str, day: datetime.date | None) -> tuple[str, bool]:
    """The law that a decision follows, and whether that is sure.

    As recorded, else from the day of the decision: ÄPBL from 1987-07-01, PBL from 2011-05-02, of
    which the years to 2016 are unsure. Without a day: "".
    """
    if law:
        return law, True
    if day is None:
        return "", False
    if day < APBL_FROM:
        return Law.BL.value, True
    if day < PBL_FROM:
        return Law.APBL.value, True
    return Law.PBL.value, day >= PBL_SURE_FROM


def propose(
    *, letter: str, law: str, wording: str, category: str = "", day: datetime.date | None = None
) -> Proposal:
    """The types that a provision seems to have. Pure: the same words, the same answer.

    `letter` is as printed, with or without index; `law` as recorded or ""; `category` that of the
    catalogue, "" without an entry; `day` when the decision was taken. What protects from
    disturbances (m) is never heritage, whatever its words.
    """
    letter, _index = split_printed(letter)
    if letter == "m" or category.casefold() == DISTURBANCE:
        return Proposal((), _("m är skydd mot störningar, inget kulturvärde"), ("m",))
    law, sure = law_of(law, day)
    found = [*_by_category(category), *_by_letter(letter, law, sure)]
    found += _by_wording(wording, {proposed for proposed, _reason, _rule in found})
    if not found:
        use = USES.get((letter, law)) or USES.get((letter, ""))
        return Proposal((), _unclear(str(use)), (letter,)) if use else NOTHING
    order = list(CLASSES)
    return Proposal(
        tuple(sorted({proposed for proposed, _reason, _rule in found}, key=order.index)),
        _(" och ").join(reason for _proposed, reason, _rule in found),
        tuple(rule for _proposed, _reason, rule in found),
    )


_Found = list[tuple[str, str, str]]  # (type, reason, rule)


def _by_category(category: str) -> _Found:
    for name, proposed in CATEGORIES.items():
        if name.casefold() == category.casefold():
            reason = _("planbestämmelsekatalogen har den under %(name)s") % {"name": name}
            return [(proposed, reason, "katalogen")]
    return []


def _by_letter(letter: str, law: str, sure: bool) -> _Found:
    proposed = LETTERS.get(letter)
    if proposed is None or (letter, law) in USES:
        return []
    told = {"letter": letter, "when": _when(law, sure)}
    return [(proposed, _("beteckningen är %(letter)s %(when)s") % told, letter)]


def _by_wording(wording: str, known: set[str]) -> _Found:
    found: _Found = []
    for rule in WORDINGS:
        words = rule.words.search(wording)
        if not words or rule.proposes in known or (rule.weak and (known or found)):
            continue
        if any(proposed == rule.proposes for proposed, _reason, _rule in found):
            continue
        told = " ".join(words[0].split())
        shown = told if len(told) <= 60 else f"{told[:59]}…"
        reason = _("formuleringen säger ”%(words)s”") % {"words": shown}
        found.append((rule.proposes, reason, rule.rule))
    return found


def _when(law: str, sure: bool) -> str:
    told: dict[str, Callable[[], str]] = {
        Law.BL: lambda: _("i en plan före 1987"),
        Law.APBL: lambda: _("i en plan efter 1987"),
        Law.PBL: lambda: _("i en plan efter 2011") if sure else _("i en plan efter 1987"),
    }
    return told[law]() if law in told else _("i planen")


def _unclear(reason: str) -> str:
    return _("%(reason)s. Oklart utan formulering") % {"reason": reason}


def decided_on(decision: PlanDecision) -> datetime.date | None:
    """The day that tells a decision's law: when it was adopted, else when it gained legal force."""
    return decision.adopted_on or decision.in_force_from


def proposal_for(
    decision: PlanDecision | None, letter: str, wording: str, category: str = ""
) -> Proposal:
    """What is proposed for a provision of a decision; without one its law is unknown."""
    law, day = (decision.law, decided_on(decision)) if decision else ("", None)
    return propose(letter=letter, law=law, wording=wording, category=category, day=day)


def proposal_of(provision: Provision) -> Proposal:
    """What is proposed for a provision as it stands, read with its decision and catalogue entry.

    What its delivery proposed where no rule here does.
    """
    entry = provision.catalogue_entry
    found = proposal_for(
        provision.decision, provision.letter, provision.wording, entry.category if entry else ""
    )
    if found.classes or not provision.proposed:
        return found
    reason = _("leveransen föreslog den typen")
    return Proposal(tuple(sorted(provision.proposed)), reason, ("leveransen",))
