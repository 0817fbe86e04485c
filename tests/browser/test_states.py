"""Must show 3: axe finds nothing serious in any state of the workspace, and 320 pixels hold it.

The states here are those that take an address and a press or two. Those that come of a longer
story are proven where it is told, by the same `violations` and `sideways`:

- the county's list empty: test_accessible.py; full, filtered, on a telephone: test_queue.py;
  with what came back from a check: test_checks.py
- a plan with its record full, its older plans asked for before Färdig: test_record.py
- a draft offered, offline, logged out, a marking in conflict or removed, its removal refused, an
  object whose marking is removed: test_keep.py
- an object that two have moved, several selected: test_map_editing.py
- a document open, its suggestions, a passage marked: test_documents.py
- a scan fitted, traced on and in conflict: test_fitting.py
- the checks' queue, one check, one in conflict, one sent back, one's own readings: test_checks.py
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, ViewportSize, expect

from inventory import documents, readings
from inventory.models import (
    Document,
    Evidence,
    Marking,
    PeerCheck,
    ProtectedObject,
    Review,
    SheetFit,
)
from plans import ends
from plans.models import PlanDecision, Provision
from raknaq.lib.history import change, events_of
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


def others_write(model: Any, **facts: str) -> None:
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


def fit_refused(page: Page, decision: PlanDecision) -> None:
    fitting(page, decision)
    map_is_ready(page)
    others_write(SheetFit, method="similarity")
    page.get_by_role("button", name="Ta bort inpassningen").click()
    expect(page.get_by_role("heading", name="Inpassningen är inte borttagen")).to_be_visible()
    shoot(page, "refused-fit")


def evidence_removed(page: Page, decision: PlanDecision) -> None:
    resting = Evidence.objects.create(
        marking=Marking.objects.get(provision__decision=decision), page=1, left=0, top=0, right=1,
        bottom=1, document=decision.documents.get(title="Plankarta"),
    )  # fmt: skip
    plan(page, decision)
    documents.detach(by=User.objects.get(username="bo"), evidence=resting, version=1)
    page.get_by_role("button", name="Ta bort belägget").click()
    expect(page.locator(".second-look")).to_be_focused()
    expect(page.locator(".second-look")).to_contain_text("borttagen av bo")
    shoot(page, "refused-evidence")


def withdrawn(page: Page, decision: PlanDecision) -> None:
    page.goto("/inventering/genomgangar/")
    own = Review.objects.get(reader__username="anna")
    readings.withdraw(own, own.version, by=own.reader)  # type: ignore[arg-type]
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(page.get_by_role("heading", name="Genomgången är redan återtagen")).to_be_visible()
    shoot(page, "refused-reading")


def picture_removed(page: Page, decision: PlanDecision) -> None:
    fitting(page, decision)
    map_is_ready(page)
    lost = decision.documents.get(title="Plankarta")
    (Path(settings.DOCUMENTS_DIR) / "20").mkdir(parents=True, exist_ok=True)  # that its copy lay in
    documents.remove_document(by=User.objects.get(username="bo"), document=lost, version=1)
    page.get_by_role("button", name="Spara inpassningen").click()
    expect(page.get_by_role("heading", name="Bilden finns inte längre")).to_be_visible()
    shoot(page, "lost-picture")


def copy_removed(page: Page, decision: PlanDecision) -> None:
    lost = events_of(Document).filter(pgh_label="delete").latest("pgh_id").pgh_obj_id
    page.goto(f"/inventering/handling/{lost}/")
    map_is_ready(page)
    expect(page.get_by_role("link", name="Lägg till filen på nytt")).to_be_visible()
    shoot(page, "lost-copy")


def check_lost(page: Page, decision: PlanDecision) -> None:
    check(page, decision)
    map_is_ready(page)
    reading = PeerCheck.objects.get().review
    readings.withdraw(reading, reading.version, by=reading.reader)  # type: ignore[arg-type]
    page.locator("#talk-form textarea").fill("Jag ser en till, på gaveln.")
    page.get_by_role("button", name="Skicka inlägget").click()
    expect(page.get_by_label("Det du skrev")).to_have_value("Jag ser en till, på gaveln.")
    shoot(page, "lost-check")


def filter_wrong(page: Page, decision: PlanDecision) -> None:
    page.goto(f"/inventering/plan/{decision.plan_id}/?ko=ar%3Dsextio")
    map_is_ready(page)
    expect(page.locator(".queue [role=alert]")).to_contain_text("Laga kraft år")
    shoot(page, "filter-wrong")


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
    "county, a filter that is not understood": at("/inventering/lan/20/?ar=sextio&typ=grotta"),
    "plan, a filter that is not understood": filter_wrong,
    # What others did meanwhile; each takes something away, so that they stand last.
    "fitting, removal refused": fit_refused,
    "plan, evidence removed": evidence_removed,
    "own readings, one taken back": withdrawn,
    "fitting, picture removed": picture_removed,
    "document, copy removed": copy_removed,
    "check, reading taken back": check_lost,
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
