"""Must show 2: two who have the same page open, and every way of saving it.

The first saves; the second, whose page is by then an old one, is refused in words, and the
database's own history shows that nothing was written. Each way is one row of WAYS, sent as the
page would send it: its form is read off the page as both had it open. A route that writes, and is
neither there nor in NOTHING_TO_OVERWRITE with its reason, fails the test.

The same in two real browsers, with what the second one typed and what it is offered then:
a form, field by field, and a draft that is put back, an outcome, a removal and a restored state in
tests/browser/test_keep.py; a dragged object in test_map_editing.py; a verdict in test_checks.py;
the fit of a scan in test_fitting.py.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import resolve

from inventory import bulk, checking, readings
from inventory.models import (
    Basis,
    Evidence,
    Marking,
    Outcome,
    PeerCheck,
    PossibleDuplicate,
    ProtectedObject,
    Verdict,
)
from plans import ends
from plans.models import PlanDecision, PlanRelation
from raknaq.lib.history import change
from tests.factories import (
    FALUN,
    day,
    make_akt_request,
    make_check,
    make_decision,
    make_document,
    make_end,
    make_fit,
    make_object,
    make_picture,
    make_provision,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)
from tests.page_forms import form_to
from tests.rules.test_rights import TABLE

pytestmark = pytest.mark.django_db

PLAN = "/inventering/plan/{plan}/"
MARKING = "/inventering/markning/{marking}/"
PROVISION = "/inventering/bestammelse/{spare}/"
DOCUMENT = "/inventering/handling/{document}/"
FIT = "/inventering/handling/{picture}/inpassning/"
CHECK = "/kollegial-granskning/{check}/"
RETURNED = "/kollegial-granskning/{returned}/"
CHECKS = "/kollegial-granskning/"
STORAGE = "/inventering/lan/20/handlingar/"
ENDS = "/inventering/lan/20/upphoranden/"
SIGNING = f"{ENDS}?till=2012-12-31"
MINE = "/inventering/genomgangar/"
AKTER = "/inventering/akter/{list}/"
PAIRS = "/inventering/lan/20/dubbletter/"
TYPED = {"letter": "k", "index": "1", "wording": "Fasadens färg behålls", "classes": "varsamhet"}
AN_OBJECT = {"object_type": "byggnad", "thing": "{smithy}", "provision": "{spare}"}


@dataclass(frozen=True)
class Save:
    """A form of a page, with what somebody types in it, or presses, before it is sent."""

    page: str
    typed: Mapping[str, Any]
    address: str = ""  # of the form; its page's own where it has none
    scripted: bool = False  # nothing is read off the page: a script puts the whole together
    by: str = ""  # who sends it: anna first, then bo, unless it must be somebody else

    def sent_to(self, names: Mapping[str, Any]) -> str:
        return (self.address or self.page).format_map(names)


@dataclass(frozen=True)
class Way:
    """A way of saving: what is saved first, and what is sent from a page opened before that."""

    first: Save
    second: Save
    says: str  # to the second
    status: int = 409


def both(
    page: str, one: Any, other: Any, says: str, address: str = "", *, scripted: bool = False,
    status: int = 409,
) -> Way:  # fmt: skip
    """Two who fill in the same form."""
    first, second = (Save(page, typed, address, scripted=scripted) for typed in (one, other))
    return Way(first, second, says, status)


def shape(east: float, north: float = 0) -> dict[str, Any]:
    """What the map sends when an object has been dragged."""
    return {"version": 1, "shape": f"POINT({FALUN[0] + east} {FALUN[1] + north})"}


RENAMED = Save(MARKING, {"name": "Annas"})

WAYS = {
    "form": both(MARKING, {"name": "Annas"}, {"name": "Bos"}, "Någon annan ändrade medan du"),
    "autosave": both(  # a draft is put back in the form that it was typed in
        MARKING, {"name": "Annas"}, {"name": "Bos", "draft": "abc1"}, "Någon annan ändrade medan du"
    ),
    "form of a marking that is removed": Way(
        Save(MARKING, {}, f"{MARKING}ta-bort/"), Save(MARKING, {"name": "Bos"}), "är borttagen"
    ),
    "new marking": both(
        PLAN, AN_OBJECT, AN_OBJECT, "Objektet har redan den bestämmelsen", f"{PLAN}markning/",
        status=422,
    ),
    "removal of a marking": Way(
        Save(MARKING, {"note": "Annas"}), REMOVAL := Save(MARKING, {}, f"{MARKING}ta-bort/"),
        "<del>–</del> → <ins>Annas</ins>",
    ),
    "removal of a marking whose object is changed": Way(
        RENAMED, REMOVAL, "<strong>Objektet Annas</strong>: ändrad av anna"
    ),
    "removal of a marking that is removed": Way(REMOVAL, REMOVAL, "anna tog bort den"),
    "map drag": both(
        PLAN, shape(10), shape(0, 10), "anna ändrade objektet",
        "/api/plan/{plan}/objekt/{school}/lage/", scripted=True,
    ),
    "map drag of what a form changed": Way(
        RENAMED,
        Save(PLAN, shape(10), "/api/plan/{plan}/objekt/{school}/lage/", scripted=True),
        "anna ändrade objektet",
    ),
    "bulk": Way(
        RENAMED,
        Save(PLAN, {**TYPED, "decision": "{decision}", "things": "{school}:1 {smithy}:2"},
             f"{PLAN}flera/", scripted=True),
        "Annas ändrades av någon annan",
    ),
    "gone": both(
        f"{PLAN}objekt/{{school}}/borta/", {"gone_how": "riven", "gone_on": "2011-08-01"},
        {"gone_how": "brunnen", "gone_on": "2012-08-01"}, "Någon annan ändrade",
    ),
    "reading": both(
        PLAN, {"outcome": "unclear"}, {"outcome": "nothing_found"}, "fått en genomgång sedan",
        f"{PLAN}genomgang/",
    ),
    "review": both(
        CHECK, {"verdict": "approved"}, {"verdict": "sent_back", "reason": "missed"},
        "ändrades av någon annan", f"{CHECK}omdome/",
    ),
    "review of a reading that is taken back": Way(
        Save(MINE, {}, f"{MINE}{{unclear}}/", by="cilla"),
        Save(CHECK, {"verdict": "approved", "note": "Bra läst"}, f"{CHECK}omdome/"), "Bra läst",
    ),
    "talk about a reading that is taken back": Way(
        Save(MINE, {}, f"{MINE}{{unclear}}/", by="cilla"),
        Save(CHECK, {"text": "Bra läst"}, f"{CHECK}inlagg/"), "Bra läst",
    ),
    "talk about a review": Way(
        Save(CHECK, {"verdict": "approved"}, f"{CHECK}omdome/"),
        Save(CHECK, {"text": "Jag ser en till."}, f"{CHECK}inlagg/"), "ändrades av någon annan",
    ),
    "author who has seen a review": Way(
        Save(RETURNED, {"text": "Se även k2."}, f"{RETURNED}inlagg/"),
        Save("/inventering/lan/20/", {}, f"{RETURNED}sett/", by="cilla"), "ändrades av någon annan",
    ),
    "share that is reviewed": both(
        CHECKS, {"percent": "20"}, {"percent": "30"}, "Någon annan ändrade andelen",
        f"{CHECKS}stickprov/20/",
    ),
    "restore": Way(
        Save("/inventering/markning/{wrong}/", {"name": "Annas"}),
        Save(f"{PLAN}historik/", {}, f"{PLAN}historik/{{change}}/aterstall/"),
        "Inget är återställt",
    ),
    "gone, of what is no longer marked": Way(
        REMOVAL, Save(f"{PLAN}objekt/{{school}}/borta/",
                      {"gone_how": "brunnen", "gone_on": "2012-08-01"}), "2012-08-01",
    ),
    "map drag of what is removed": Way(
        REMOVAL, Save(PLAN, shape(10), "/api/plan/{plan}/objekt/{school}/lage/", scripted=True),
        "Objektet togs bort",
    ),
    "passage of a marking that is removed": Way(
        REMOVAL, Save(PLAN, {"passage": '{{"document": {picture}, "page": 1, "left": 0, "top": 0, '
                             '"right": 1, "bottom": 1}}'},
                      "/inventering/markning/{marking}/belagg/", scripted=True), "togs bort",
    ),
    "provision": both(PROVISION, {"note": "Annas"}, {"note": "Bos"}, "Någon annan ändrade"),
    "new provision": both(
        f"{PLAN}bestammelse/", TYPED, TYPED, "Beslutet har redan en likadan bestämmelse"
    ),
    "removal of a provision": Way(
        Save(PROVISION, {"note": "Annas"}), REMOVED := Save(PROVISION, {}, f"{PROVISION}ta-bort/"),
        "<del>–</del> → <ins>Annas</ins>",
    ),
    "removal of a provision that is removed": Way(REMOVED, REMOVED, "anna tog bort den"),
    "removal of a provision that is used": Way(
        Save(PLAN, AN_OBJECT, f"{PLAN}markning/"), REMOVED, "Objekt är märkta med bestämmelsen"
    ),
    "proposed type": both(
        PLAN, {"en": "{delivered}:1"}, {"en": "{delivered}:1"}, "Någon annan har ändrat",
        f"{PLAN}bestammelser/godta/",
    ),
    "document": both(DOCUMENT, {"title": "Annas"}, {"title": "Bos"}, "Någon annan ändrade"),
    "removal of a document": Way(
        Save(DOCUMENT, {"title": "Annas"}), Save(DOCUMENT, {}, f"{DOCUMENT}ta-bort/"),
        "<ins>Annas</ins>",
    ),
    "form of a document that is removed": Way(
        UNFILED := Save(DOCUMENT, {}, f"{DOCUMENT}ta-bort/"), Save(DOCUMENT, {"title": "Bos"}),
        'value="Bos"',
    ),
    "removal of a document that is removed": Way(UNFILED, UNFILED, "anna tog bort den"),
    "fit of a picture that is removed": Way(
        Save("/inventering/handling/{picture}/", {}, "/inventering/handling/{picture}/ta-bort/"),
        Save(FIT, {"east": ["534999", "536999"]}), "<td>534999</td>",
    ),
    "removal of a passage that is removed": Way(
        DETACHED := Save(PLAN, {}, "/inventering/belagg/{passage}/ta-bort/"), DETACHED,
        "borttagen av anna",
    ),
    "fit of a scan": both(
        FIT, {"east": ["534999", "536999"]}, {"east": ["535001", "537001"]}, "Någon annan passade",
    ),
    "removal of a fit": Way(
        Save(FIT, {"east": ["534999", "536999"]}), UNFIT := Save(FIT, {}, f"{FIT}ta-bort/"),
        "ändrad av anna",
    ),
    "removal of a fit that is removed": Way(UNFIT, UNFIT, "borttagen av anna"),
    "decision to store documents": both(
        STORAGE, facts := {"decided_on": "2020-01-01", "decided_by": "Anna", "reference": "1",
                           "months": "24"}, {**facts, "decided_by": "Bo"}, "Någon annan ändrade",
    ),
    "what a plan ended, in the plan": both(
        PLAN, {"ett": "{end}:1/still_in_force"}, {"ett": "{end}:1/ended"}, "Någon annan har just",
        f"{PLAN}upphoranden/",
    ),
    "what a plan ended, in the list": both(
        ENDS, {"ett": "{end}:1/still_in_force"}, {"ett": "{end}:1/ended"}, "Någon annan har just"
    ),
    "reopened end": Way(
        REOPENED := Save(f"{ENDS}?visa=avgjorda", {}, "/inventering/upphorande/{decided}/angra/"),
        REOPENED, "Svaret är redan ångrat",
    ),
    "undo of what many were given": Way(
        Save("/inventering/markning/{given}/", {"note": "Annas"}),
        Save(f"{PLAN}historik/", {}, "/inventering/flera/{gift}/angra/"), "anna, märkning ändrad",
    ),
    "undo of a reading": Way(
        Save("/kollegial-granskning/{of_bo}/", {"verdict": "approved"},
             "/kollegial-granskning/{of_bo}/omdome/"),
        Save(MINE, {}, "/inventering/genomgang/{reading}/angra/", scripted=True),
        "anna, kollegial granskning",
    ),
    "withdrawal of a reading": Way(
        WITHDRAWAL := Save(MINE, {}, f"{MINE}{{bos}}/", by="bo"), WITHDRAWAL,
        "Genomgången är redan återtagen",
    ),
    "undo of a review": Way(
        Save("/kollegial-granskning/{judged}/", {"verdict": "approved"},
             "/kollegial-granskning/{judged}/omdome/"),
        Save(CHECKS, {}, f"{CHECKS}angra/{{verdict}}/", scripted=True),
        "anna, kollegial granskning",
    ),
    "answer about an akt": both(
        AKTER, {"rad": "{akt}:1", "svar": "received"}, {"rad": "{akt}:1", "svar": "unavailable"},
        "Någon annan har just ändrat",
    ),
    "answer about an akt of a list that is removed": Way(
        UNLISTED := Save(AKTER, {}, f"{AKTER}ta-bort/"),
        Save(AKTER, {"rad": "{akt}:1", "svar": "received"}), "Det gjorde anna",
    ),
    "removal of a list of akter that is answered": Way(
        Save(AKTER, {"rad": "{akt}:1", "svar": "received"}), UNLISTED, "Listan har fått svar",
    ),
    "removal of a list of akter that is removed": Way(UNLISTED, UNLISTED, "Det gjorde anna"),
    "signature that ends are checked": both(
        SIGNING, {}, {}, "Någon annan har just", f"{ENDS}underskrift/"
    ),
    "pair of duplicates": both(
        PAIRS, {"act": "apart"}, {"act": "merge"}, "Någon annan ändrade", f"{PAIRS}{{pair}}/"
    ),
}  # fmt: skip

NOTHING_TO_OVERWRITE = {
    "inventory:add_document": "adds a document; others' stand",
    "inventory:unavailable": "adds a reading; others' stand",
    "inventory:akter": "adds a list; others' stand",
    "inventory:ask_check": "asks for a check of one's own reading, once",
    "inventory:hold": "who is at work with a plan: no fact of the inventory",
    "inventory:next_plan": "who is at work with a plan: no fact of the inventory",
    "inventory:next_check": "who is at work with a check: no fact of the inventory",
    "inventory:take_check": "who is at work with a check: no fact of the inventory",
    "inventory:within": "answers a question and writes nothing",
    "inventory:preview_fit": "answers a question and writes nothing",
    "inventory:take_back_answer": "409 where it is done or others build on it: test_queues.py",
    "inventory:match": "a row of a delivery, answered once: two at once in test_matching.py",
    "inventory:match_alike": "rows of a delivery, answered once: test_matching.py",
}


def test_every_route_that_writes_is_told() -> None:
    posts = {
        name
        for name, row in TABLE.items()
        if name.startswith("inventory:") and set(row["post"][1:]) != {405}
    }
    any_of_them: Mapping[str, Any] = defaultdict(
        int, dict.fromkeys(("change", "gift", "reading", "verdict"), uuid.UUID(int=0))
    )
    addresses = [way.second.sent_to(any_of_them).partition("?")[0] for way in WAYS.values()]
    shown = {resolve(address).view_name for address in addresses}
    assert not shown & set(NOTHING_TO_OVERWRITE)
    assert shown | set(NOTHING_TO_OVERWRITE) == posts


@pytest.fixture
def people() -> dict[str, User]:
    """Two who lead the county, and one whose readings they check."""
    leads = {name: make_user(name, recorder="20", lead="20") for name in ("anna", "bo")}
    return {**leads, "cilla": make_user("cilla", recorder="20")}


@pytest.fixture
def names(people: dict[str, User]) -> dict[str, Any]:
    """A county with something of everything, at its first version, and what each is called."""
    make_scope()
    decision = make_decision("2080-P1", area=square(), in_force_from=day("2001-05-01"))
    school, smithy = make_object(name="Skolan"), make_object(name="Smedjan", shape=point(50))
    marking = mark(school, decision)
    wrong = mark(smithy, decision)
    with change(by=people["cilla"], why="rättat") as context:
        ProtectedObject.objects.filter(pk=smithy.pk).update(name="Fel")
    made = {
        "decision": decision, "school": school, "smithy": smithy, "marking": marking,
        "wrong": wrong, "spare": make_provision(decision, "varsamhet", wording="Färgen behålls"),
        "delivered": make_provision(decision, classes=[], proposed=["skydd"], wording="Bevaras"),
        "document": make_document(decision=decision), "end": make_end(decision),
        "decided": _still_in_force(people["cilla"]),
        "check": _unclear(people["cilla"]),
        "returned": _corrected(people["cilla"], people["anna"]),
        "pair": PossibleDuplicate.objects.create(a=school, b=smithy, reason="near"),
    }  # fmt: skip
    picture = make_fit(decision).document_id
    made["passage"] = Evidence.objects.create(
        marking=marking,
        document=make_picture(decision=decision),
        page=1,
        left=0,
        top=0,
        right=1,
        bottom=1,
    )
    akt = make_akt_request(make_decision()).items.get()
    made |= {"akt": akt, "list": akt.request}
    keys = {name: row.pk for name, row in made.items()}
    keys["unclear"] = PeerCheck.objects.get(pk=keys["check"]).review_id
    done = {**_of_bo(people["bo"], people["cilla"], decision), "change": context}
    return {**keys, **done, "plan": decision.plan_id, "picture": picture}


def _of_bo(bo: User, cilla: User, decision: PlanDecision) -> dict[str, Any]:
    """What bo has done and may take back: a gift to many, two readings, and a verdict."""
    thing = make_object(name="Ladan", shape=point(100))
    facts = {"letter": "q", "index": "9", "wording": "Bevaras", "classes": ["skydd"]}
    gift = bulk.give_provision(
        by=bo, decision=decision, things=[(thing.pk, thing.version)], provision_facts=facts
    )
    kept, first = make_decision(), make_decision()
    review(kept, reader=bo, read_by="bo")
    reading = readings.read(
        by=bo, plan=first.plan, decisions=[first], outcome=Outcome.UNCLEAR, basis=Basis.AKT,
        seen=readings.state_of(first.plan),
    )  # fmt: skip
    judged = _unclear(cilla)
    verdict = checking.judge(
        by=bo, check=judged, version=judged.version, verdict=Verdict.CORRECTED, note="Se q1."
    )
    judged.refresh_from_db()
    checking.say(by=cilla, check=judged, version=judged.version, text="Där är ingen q1.")
    return {
        "given": Marking.objects.get(provision=gift.provision).pk, "gift": gift.context,
        "bos": kept.reviews.get().pk, "reading": reading, "verdict": verdict,
        "of_bo": PeerCheck.objects.get(review__decision=first).pk, "judged": judged.pk,
    }  # fmt: skip


def _unclear(author: User) -> PeerCheck:
    reading = review(make_decision(), "unclear", reader=author, read_by=author.username)
    return PeerCheck.objects.create(review=reading, author=author, why="unclear")


def _corrected(author: User, by: User) -> PeerCheck:
    check = make_check(review(make_decision(), reader=author), by, "corrected")
    PeerCheck.objects.filter(pk=check.pk).update(for_author=True)
    return check


def _still_in_force(by: User) -> PlanRelation:
    """An older plan under a newer decision, which is said to apply still."""
    older = make_decision(in_force_from=day("1965-04-01"), area=square(400))
    make_decision(area=square(400))
    ends.propose([older.plan_id], by=by)
    end = PlanRelation.objects.get(plan=older.plan)
    ends.decide([ends.Answer(end.pk, end.version, end.State.STILL_IN_FORCE)], by=by)
    return end


@dataclass
class Person:
    """Somebody at work, with a page open."""

    client: Client
    sent: dict[str, Any] = field(default_factory=dict)

    def open(self, save: Save, names: Mapping[str, Any]) -> None:
        """Open the page and fill in its form, unsent."""
        typed = {
            name: value.format_map(names) if isinstance(value, str) else value
            for name, value in save.typed.items()
        }
        if not save.scripted:
            page = self.client.get(save.page.format_map(names))
            assert page.status_code == 200, page
            own = save.page.format_map(names)
            self.sent = form_to(page.content.decode(), save.sent_to(names), own).sent
        self.sent = {**self.sent, **typed}

    def send(self, save: Save, names: Mapping[str, Any]) -> Any:
        address = save.sent_to(names)
        if address.startswith("/api/"):
            return self.client.post(address, self.sent, content_type="application/json")
        return self.client.post(address, self.sent, follow=True)


def written() -> dict[str, int]:
    """How many events each tracked table has: every write is one, by the database's triggers."""
    tracked = [model for model in apps.get_models() if hasattr(model, "pgh_event_model")]
    return {model._meta.label: model.pgh_event_model.objects.count() for model in tracked}


def text_of(answer: Any) -> str:
    if answer["Content-Type"] == "application/json":
        return str(json.loads(answer.content).get("error", ""))
    return str(answer.content.decode())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nothing_is_overwritten_unseen(
    way: Way, people: dict[str, User], names: dict[str, Any]
) -> None:
    one, other = Person(Client()), Person(Client())
    one.client.force_login(people[way.first.by or "anna"])
    other.client.force_login(people[way.second.by or "bo"])
    one.open(way.first, names)
    other.open(way.second, names)
    before = written()

    saved = one.send(way.first, names)
    stands = written()
    assert saved.status_code == 200, text_of(saved)
    assert stands != before

    refused = other.send(way.second, names)
    assert way.says in text_of(refused)
    assert refused.status_code == way.status
    assert not getattr(refused, "redirect_chain", [])
    assert written() == stands


REMOVALS = {name: way for name, way in WAYS.items() if name.startswith("removal")}
AGAIN = ("removal of a marking", "removal of a marking whose object is changed",
         "removal of a provision", "removal of a document", "removal of a fit")  # fmt: skip


@pytest.mark.parametrize("name", AGAIN)
def test_a_refused_removal_is_decided_again(
    name: str, people: dict[str, User], names: dict[str, Any]
) -> None:
    way = WAYS[name]
    one, other = Person(Client()), Person(Client())
    one.client.force_login(people["anna"])
    other.client.force_login(people["bo"])
    one.open(way.first, names)
    other.open(way.second, names)
    one.send(way.first, names)
    refused = other.send(way.second, names).content.decode()
    assert "ändrad av anna" in refused
    assert 'role="alert"' in refused

    address = way.second.sent_to(names)
    form = form_to(refused, address, way.second.page.format_map(names))
    done = other.client.post(address, form.sent)
    assert done.status_code == 302
    assert other.client.get(way.second.page.format_map(names)).status_code in (200, 404, 410)
    assert other.client.post(address, form.sent).status_code in (404, 409)


@pytest.mark.parametrize("way", REMOVALS.values(), ids=REMOVALS)
def test_a_removal_says_what_it_has_seen(
    way: Way, people: dict[str, User], names: dict[str, Any]
) -> None:
    bo = Person(Client())
    bo.client.force_login(people["bo"])
    bo.open(way.second, names)
    before, sent = written(), bo.sent
    versions = [name for name in sent if name.endswith("version")]
    assert versions
    for name in versions:
        bo.sent = {other: value for other, value in sent.items() if other != name}
        assert bo.send(way.second, names).status_code == 428
    assert written() == before
