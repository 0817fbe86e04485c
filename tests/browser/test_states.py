"""Must show 3: axe finds nothing serious in any state of the workspace, and 320 pixels hold it.

The states here are those that take an address and a press or two. Those that come of a longer
story are proven where it is told, by the same `violations` and `sideways`:

- the county's list empty: test_accessible.py; full, filtered, on a telephone: test_queue.py;
  with what came back from a check: test_checks.py
- a plan with its record full, its older plans asked for before Färdig: test_record.py
- a draft offered, offline, logged out, a marking in conflict or removed: test_keep.py
- an object that two have moved, several selected: test_map_editing.py
- a document open, its suggestions, a passage marked: test_documents.py
- a scan fitted, traced on and in conflict: test_fitting.py
- the checks' queue, one check, one in conflict, one sent back, one's own readings: test_checks.py
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, ViewportSize, expect

from inventory.models import Marking, PeerCheck, ProtectedObject, Review
from plans import ends
from plans.models import PlanDecision, Provision
from raknaq.lib.history import change
from tests.browser.conftest import log_in, map_is_ready, shoot
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.factories import (
    day,
    make_decision,
    make_document,
    make_fit,
    make_object,
    make_provision,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)

pytestmark = pytest.mark.django_db(transaction=True)

LAPTOP: ViewportSize = {"width": 1400, "height": 900}
TELEPHONE: ViewportSize = {"width": 320, "height": 700}


@pytest.fixture
def decision() -> PlanDecision:
    """A plan over an older one, with an object, provisions, a document and readings to check."""
    anna = make_user("anna", recorder="20", lead="20")
    bo = make_user("bo", recorder="20")
    make_scope()
    older = make_decision("2080-P0", in_force_from=day("1965-04-01"), area=square(side=120))
    mark(make_object(name="Ladan", shape=point(80, 80)), older)
    decision = make_decision("2080-P1", name="Kvarteret Ängen", area=square())
    make_decision("2080-P2", name="Kvarteret Tomten", area=square(300))
    mark(make_object(name="Skolan", shape=point(20, 20)), decision, "skydd")
    make_provision(decision, "varsamhet", letter="k", wording="Fasadens färg behålls")
    make_provision(decision, classes=[], proposed=["skydd"], wording="Boden får inte rivas.")
    make_document(decision=decision, title="Planbeskrivning")
    make_fit(decision)
    reading = review(make_decision("2080-P3"), "unclear", reader=bo, read_by="bo")
    PeerCheck.objects.create(review=reading, author=bo, why="unclear")
    review(make_decision("2080-P4"), reader=anna, read_by="anna")
    ends.propose([older.plan_id], by=bo)
    return decision


def others_write(model: type[ProtectedObject] | type[Provision], **facts: str) -> None:
    """Bo writes, elsewhere."""
    with change(by=User.objects.get(username="bo"), why="rättat"):
        model.objects.update(**facts)


def plan(page: Page, decision: PlanDecision) -> None:
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    map_is_ready(page)


def empty_plan(page: Page, decision: PlanDecision) -> None:
    plan(page, PlanDecision.objects.get(archive_ref="2080-P2"))


def keys(page: Page, decision: PlanDecision) -> None:
    plan(page, decision)
    page.get_by_role("button", name="Tangenter").click()
    expect(page.locator("#keys")).to_be_visible()


def unfolded(page: Page, decision: PlanDecision) -> None:
    plan(page, decision)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


def marking_in_error(page: Page, decision: PlanDecision) -> None:
    plan(page, decision)
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.get_by_text("Placera objektet på kartan")).to_be_visible()


def read_meanwhile(page: Page, decision: PlanDecision) -> None:
    plan(page, decision)
    reading = review(decision, "nothing_found")
    page.get_by_role("button", name="Oklart").click()
    expect(page.get_by_text("fått en genomgång sedan du öppnade den")).to_be_visible()
    Review.objects.filter(pk=reading.pk).delete()


def moving(page: Page, decision: PlanDecision) -> None:
    plan(page, decision)
    page.locator("#markings").get_by_role("button", name="Flytta").press("Enter")
    expect(page.locator("#moving")).to_be_visible()


def drawing(page: Page, decision: PlanDecision) -> None:
    plan(page, decision)
    page.get_by_role("button", name="Placera punkt").press("Enter")
    expect(page.locator(".map-cursor")).to_be_visible()


def provision(page: Page, decision: PlanDecision) -> None:
    found = Provision.objects.get(wording="Fasadens färg behålls")
    page.goto(f"/inventering/bestammelse/{found.pk}/")


def provision_in_conflict(page: Page, decision: PlanDecision) -> None:
    provision(page, decision)
    page.get_by_label("Formulering").fill("Mitt")
    others_write(Provision, wording="Fasadens färg behålls", note="Deras")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_role("heading", name="Någon annan ändrade medan du skrev")).to_be_visible()


def new_provision(page: Page, decision: PlanDecision) -> None:
    page.goto(f"/inventering/plan/{decision.plan_id}/bestammelse/")


def marking(page: Page, decision: PlanDecision) -> None:
    found = Marking.objects.get(provision__decision=decision)
    page.goto(f"/inventering/markning/{found.pk}/")


def removal(page: Page, decision: PlanDecision) -> None:
    marking(page, decision)
    page.get_by_text("Märkningen är fel").click()


def gone(page: Page, decision: PlanDecision) -> None:
    found = ProtectedObject.objects.get(name="Skolan")
    page.goto(f"/inventering/plan/{decision.plan_id}/objekt/{found.pk}/borta/")


def gone_in_conflict(page: Page, decision: PlanDecision) -> None:
    gone(page, decision)
    page.get_by_label("Riven").check()
    page.get_by_label("Borta från och med").fill("2011-08-01")
    others_write(ProtectedObject, address="Storgatan 1")
    page.get_by_role("button", name="Objektet är borta").click()
    expect(page.get_by_role("heading", name="Någon annan ändrade medan du skrev")).to_be_visible()


def fitting(page: Page, decision: PlanDecision) -> None:
    laid = decision.documents.get(title="Plankarta")
    page.goto(f"/inventering/handling/{laid.pk}/inpassning/")


def document(page: Page, decision: PlanDecision) -> None:
    linked = decision.documents.get(title="Planbeskrivning")
    page.goto(f"/inventering/handling/{linked.pk}/")


def check(page: Page, decision: PlanDecision) -> None:
    page.goto(f"/kollegial-granskning/{PeerCheck.objects.get().pk}/")


def at(address: str) -> Callable[[Page, PlanDecision], None]:
    def opened(page: Page, decision: PlanDecision) -> None:
        page.goto(address.format(plan=decision.plan_id))

    return opened


STATES: dict[str, Callable[[Page, PlanDecision], None]] = {
    "county": at("/inventering/lan/20/"),
    "county, nothing found": at("/inventering/lan/20/?q=finnsinte"),
    "plan, busy": plan,
    "plan, empty": empty_plan,
    "plan, everything unfolded": unfolded,
    "plan, keys": keys,
    "plan, marking in error": marking_in_error,
    "plan, read by another meanwhile": read_meanwhile,
    "plan, moving an object": moving,
    "plan, placing a point": drawing,
    "provision, new": new_provision,
    "provision, changed": provision,
    "provision, in conflict": provision_in_conflict,
    "marking": marking,
    "marking, to be removed": removal,
    "object gone": gone,
    "object gone, in conflict": gone_in_conflict,
    "history": at("/inventering/plan/{plan}/historik/"),
    "own readings": at("/inventering/genomgangar/"),
    "fitting": fitting,
    "document": document,
    "document, new": at("/inventering/plan/{plan}/handling/"),
    "decision to store documents": at("/inventering/lan/20/handlingar/"),
    "checks": at("/kollegial-granskning/"),
    "check": check,
}


@pytest.mark.long
def test_every_state_is_accessible_and_fits_320_pixels(page: Page, decision: PlanDecision) -> None:
    log_in(page)
    page.on("dialog", lambda dialog: dialog.accept())
    wrong: dict[str, list[str]] = {}
    for name, opened in STATES.items():
        page.set_viewport_size(LAPTOP)
        opened(page, decision)
        found = violations(page)
        page.set_viewport_size(TELEPHONE)
        if sideways(page) > 0:
            found.append(f"{sideways(page)} pixels too wide")
        found += [f"no room in {name}" for name in narrow_fields(page)]
        if found:
            wrong[name] = found
            shoot(page, f"state-{len(wrong)}")
    print(f"{len(STATES)} states, {len(wrong)} with something wrong")  # noqa: T201 - shown
    assert wrong == {}
